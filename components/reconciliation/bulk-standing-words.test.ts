import { describe, expect, it } from 'vitest';
import { type BulkStanding, bulkStandingWords, mayStillRun, untriedWords } from './bulk-standing-words';

const standing = (change: Partial<BulkStanding> = {}): BulkStanding => ({
  job: { state: 'running' },
  progress: { waiting: 0 },
  parts: [{ region: 'east' }],
  notReached: [],
  ...change,
});
const withoutWest = (change: Partial<BulkStanding> = {}) => standing({ notReached: ['west'], ...change });

describe('how a bulk job stands', () => {
  it.each([
    [standing(), 'ended'],
    [standing({ progress: { waiting: 3 } }), 'running, 3 left'],
    [standing({ job: { state: 'stopped' }, progress: { waiting: 3 } }), 'stopped, 3 not tried'],
    [withoutWest(), 'ended in east; west not known'],
    [withoutWest({ progress: { waiting: 3 } }), 'running, 3 left in east; west not known'],
  ])('is said of the regions that answered (%#)', (job, words) => {
    expect(bulkStandingWords(job)).toBe(words);
  });
});

describe('a stop', () => {
  it('is offered while a case can be spared, also in a region that did not answer', () => {
    expect(mayStillRun(standing({ progress: { waiting: 1 } }))).toBe(true);
    expect(mayStillRun(standing())).toBe(false);
    expect(mayStillRun(standing({ job: { state: 'stopped' }, progress: { waiting: 1 } }))).toBe(false);
    expect(mayStillRun(withoutWest())).toBe(true);
    expect(mayStillRun(withoutWest({ job: { state: 'stopped' } }))).toBe(true);
  });

  it('says what it leaves untried, and of whom that is not known', () => {
    expect(untriedWords(standing({ progress: { waiting: 2 } }))).toBe('2 are not tried yet and will not be.');
    expect(untriedWords(withoutWest({ progress: { waiting: 2 } }))).toBe(
      '2 are not tried yet and will not be; how many in west, is not known.',
    );
  });
});
