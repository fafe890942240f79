import { describe, expect, it } from 'vitest';
import type { BulkJobStanding } from '@/server/stores/bulk-jobs';
import type { Region } from '../domain/region';
import { RegionalBulk } from './regional-bulk';

type Answers = { readonly jobs: readonly BulkJobStanding[] };

/** A region without answers is not reached. */
const bulkOver = (regions: Partial<Record<Region, Answers>>) =>
  new RegionalBulk({
    newRequestId: () => 'req_1',
    router: {
      ask: async (region, method, input) => {
        const side = regions[region];
        if (side === undefined) return { kind: 'owner_unreachable', owner: region, error: 'cut', acted: 'unknown' };
        const { jobId } = input as { readonly jobId?: string };
        const answer =
          method === 'bulk_get' ? { job: side.jobs.find((job) => job.jobId === jobId) ?? null } : { jobs: side.jobs };
        return { kind: 'answered', region, answer: answer as never };
      },
    },
  });

const part = (jobId: string, waiting: number, change: Partial<BulkJobStanding> = {}): BulkJobStanding =>
  ({
    jobId,
    state: 'running',
    createdAtMs: 1,
    progress: { total: 5, done: 5 - waiting, notDone: 0, notKnown: 0, waiting },
    ...change,
  }) as BulkJobStanding;

describe('one bulk job of both regions', () => {
  it('is summed over its parts', async () => {
    const bulk = bulkOver({ east: { jobs: [part('j', 1)] }, west: { jobs: [part('j', 2)] } });
    expect(await bulk.get('j')).toMatchObject({
      kind: 'found',
      job: { progress: { total: 10, waiting: 3 }, notReached: [] },
    });
  });

  it('that is not found is none only where both regions said so', async () => {
    expect(await bulkOver({ east: { jobs: [] }, west: { jobs: [] } }).get('j')).toEqual({ kind: 'none' });
    expect(await bulkOver({ east: { jobs: [] } }).get('j')).toEqual({ kind: 'not_reached', notReached: ['west'] });
  });

  it('runs while a part of it does, whatever the other heard', async () => {
    const stopped = part('j', 2, { state: 'stopped' });
    const running = bulkOver({ east: { jobs: [stopped] }, west: { jobs: [part('j', 2)] } });
    expect(await running.get('j')).toMatchObject({ job: { job: { state: 'running' } } });
    const ended = bulkOver({ east: { jobs: [stopped] }, west: { jobs: [part('j', 0)] } });
    expect(await ended.get('j')).toMatchObject({ job: { job: { state: 'stopped' } } });
  });
});

describe('the list of bulk jobs', () => {
  it('is newest first, and names the region that is missing in it', async () => {
    const east = { jobs: [part('old', 0), part('new', 0, { createdAtMs: 2 })] };
    const page = await bulkOver({ east }).newest(10);
    expect(page.jobs.map(({ job }) => job.jobId)).toEqual(['new', 'old']);
    expect(page.notReached).toEqual(['west']);
    expect(page.jobs[0]?.notReached).toEqual(['west']);
    expect(await bulkOver({}).newest(10)).toEqual({ jobs: [], notReached: ['east', 'west'] });
  });
});
