import { expect, it } from 'vitest';
import { type LastSweep, mergedSweeps } from './last-sweep';

const east: LastSweep = {
  sweptAtMs: 900,
  sinceMs: 100,
  windowToMs: 800,
  charges: 50,
  agreed: 47,
  waiting: 2,
  findings: 1,
};
const west: LastSweep = { ...east, sweptAtMs: 700, sinceMs: 200, windowToMs: 600, charges: 8, agreed: 8, waiting: 0 };

it('of both regions is as old as the older of the two, and no longer than what both compared', () => {
  expect(mergedSweeps([east, west])).toEqual({
    sweptAtMs: 700,
    sinceMs: 200,
    windowToMs: 600,
    charges: 58,
    agreed: 55,
    waiting: 2,
    findings: 2,
  });
  expect(mergedSweeps([west, east])).toEqual(mergedSweeps([east, west]));
});

it('proves nothing before every region that answered has compared', () => {
  expect(mergedSweeps([east, null])).toBeNull();
  expect(mergedSweeps([null, east])).toBeNull();
  expect(mergedSweeps([])).toBeNull();
});
