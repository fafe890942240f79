import { describe, expect, it } from 'vitest';
import { agreedVersions, everybodyReads, FIRST_VERSIONS, NEWEST_VERSIONS, type ReaderReport } from './agreed-versions';

const report = (of: Partial<ReaderReport>): ReaderReport => ({
  process: 'worker-east-1',
  build: 'b2',
  region: 'east',
  role: 'worker',
  consumers: ['order-owner', 'mail', 'sales'],
  reads: NEWEST_VERSIONS,
  writes: FIRST_VERSIONS,
  ...of,
});
const old = report({ process: 'worker-east-0', build: 'b1', reads: { ...NEWEST_VERSIONS, payment_authorized: 1 } });
const live = (...reports: ReaderReport[]) => ({ reports, unreported: 0 });

describe('the version that is written', () => {
  it('is the newest that this build knows once every live reader reads it', () => {
    expect(agreedVersions(live(report({}), report({ process: 'worker-east-2' })))).toEqual(NEWEST_VERSIONS);
  });

  it('is the one that the oldest live reader of that message reads, and of the others the newest', () => {
    expect(agreedVersions(live(report({}), old))).toEqual({ ...NEWEST_VERSIONS, payment_authorized: 1 });
  });

  it('is not held back by a process that reads for nobody', () => {
    expect(agreedVersions(live(report({}), { ...old, role: 'web', consumers: [] }))).toEqual(NEWEST_VERSIONS);
  });

  it('is the first while a worker is alive that does not report', () => {
    expect(agreedVersions({ reports: [report({})], unreported: 1 })).toEqual(FIRST_VERSIONS);
  });

  it('is the first while nobody reads: who will come is not known', () => {
    expect(agreedVersions(live())).toEqual(FIRST_VERSIONS);
  });

  it('is the first of a message that a reader does not name', () => {
    expect(agreedVersions(live(report({ reads: {} })))).toEqual(FIRST_VERSIONS);
  });

  it('is never newer than this build writes', () => {
    const future = Object.fromEntries(Object.keys(NEWEST_VERSIONS).map((schema) => [schema, 99]));
    expect(agreedVersions(live(report({ reads: future })))).toEqual(NEWEST_VERSIONS);
  });
});

describe('what was parked as an unknown version', () => {
  it('may go back once every live reader of its consumer reads it, and not before', () => {
    expect(everybodyReads('order-owner', 'payment_authorized', 2, live(report({})))).toBe(true);
    expect(everybodyReads('order-owner', 'payment_authorized', 2, live(report({}), old))).toBe(false);
    expect(everybodyReads('order-owner', 'payment_authorized', 3, live(report({})))).toBe(false);
    expect(everybodyReads('order-owner', 'payment_authorized', 2, live())).toBe(false);
    expect(everybodyReads('order-owner', 'payment_authorized', 2, { reports: [report({})], unreported: 1 })).toBe(
      false,
    );
  });
});
