/** A bounded part of `npm run bench -- reads`, with every mistake that it must find. */
import { describe, expect, it } from 'vitest';
import { lagReads, type LaggingReads } from './lagging-reads';

const run = (mistake: LaggingReads['mistake'] = 'none', seed = 1) =>
  lagReads({ seed, reads: 25_000, mostLagMs: 60_000, mistake });

describe('reads in both regions, with messages up to a minute late, doubled, lost and out of order', () => {
  it('never show a session less than it has seen, nor a copy that is not what it says', async () => {
    const report = await run();
    expect(report).toMatchObject({ versionRegressions: 0, lookRegressions: 0, untrueCopies: 0, pastBoundary: 0 });
    // and all of it happened
    for (const count of [...Object.values(report.answeredBy), ...Object.values(report.messages)])
      expect(count).toBeGreaterThan(0);
  });

  it('find a reader that forgets what its session saw', async () => {
    expect((await run('status_without_version')).versionRegressions).toBeGreaterThan(0);
  });

  it('find copies that the last arrival overwrites', async () => {
    const { lookRegressions, untrueCopies } = await run('last_arrival_wins');
    expect(lookRegressions + untrueCopies).toBeGreaterThan(0);
  });

  it('find a source that calls its copies complete before they are acknowledged', async () => {
    expect((await run('complete_at_once')).untrueCopies).toBeGreaterThan(0);
  });

  it('are the same for the same seed', async () => {
    expect(await run('none', 7)).toEqual(await run('none', 7));
  });
});
