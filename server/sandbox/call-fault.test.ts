import { expect, test } from 'vitest';
import { drawCallFault, withSentinel } from './call-fault';
import { seededRandom } from './seeded-random';
import { SLOW_MS, sentinelOf } from './sentinels';

const none = { latency_ms: 0, slow_ms: 0, before: null, after: null, wrong_amount: false, refuse_cancel: false };

test('given no faults, when drawn, then nothing befalls the call', () => {
  expect(drawCallFault({}, () => 0)).toEqual(none);
});

test('given every rate at 1, when drawn, then the fault before the effect comes first', () => {
  const all = { reset_rate: 1, hang_before_rate: 1, hang_after_accept_rate: 1, error_500_after_rate: 1 };
  expect(drawCallFault(all, seededRandom(1))).toMatchObject({ before: 'reset', after: 'hang' });
  expect(drawCallFault({ ...all, reset_rate: 0 }, seededRandom(1)).before).toBe('hang');
});

test('given one seed, when drawn twice, then the same; another fault switched on moves nothing', () => {
  const draw = (faults: Parameters<typeof drawCallFault>[0]) => {
    const random = seededRandom(42);
    return Array.from({ length: 200 }, () => drawCallFault(faults, random).after);
  };
  const faults = { hang_after_accept_rate: 0.3 };
  expect(draw(faults)).toEqual(draw(faults));
  expect(draw({ ...faults, latency_jitter_ms: 10, wrong_amount_rate: 0.5 })).toEqual(draw(faults));
});

test('given a rate of 0.2, when drawn 10,000 times, then about a fifth', () => {
  const random = seededRandom(3);
  const struck = Array.from({ length: 10_000 }, () => drawCallFault({ reset_rate: 0.2 }, random)).filter(
    ({ before }) => before === 'reset',
  );
  expect(struck.length).toBeGreaterThan(1_850);
  expect(struck.length).toBeLessThan(2_150);
});

test('given latency with jitter, when drawn, then within both', () => {
  expect(drawCallFault({ latency_ms: 100, latency_jitter_ms: 50 }, () => 0.5).latency_ms).toBe(125);
});

test('given a sentinel, when laid over the luck, then its own fault strikes', () => {
  const struck = (method: string) => withSentinel(none, sentinelOf(method));
  expect(struck('pm_evident_hang_before_accept').before).toBe('hang');
  expect(struck('pm_evident_hang_after_accept').after).toBe('hang');
  expect(struck('pm_evident_500_after_accept').after).toBe('error_500');
  expect(struck('pm_evident_wrong_amount').wrong_amount).toBe(true);
  expect(struck('pm_evident_slow_10s').slow_ms).toBe(SLOW_MS);
  expect(struck('pm_evident_webhook_lost')).toEqual(none);
  expect(struck('pm_card_visa')).toEqual(none);
});
