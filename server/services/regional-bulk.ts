/** One bulk job over both regions: each carries out its own part under the same id; a region that was not reached is named. */
import type { ActionResult } from '../domain/action-result';
import { type BulkKind, type BulkProgress, sumProgress } from '../domain/bulk-repair';
import type { QueueFilter } from '../domain/case-queue';
import { type Region, REGIONS } from '../domain/region';
import type { StaffAsked } from '../domain/staff';
import type { BulkItem, BulkJobStanding } from '../stores/bulk-jobs';
import type { BulkRepairs, BulkStart, BulkStarted } from './bulk-repairs';
import type { CaseRef } from './case-desk';
import type { RegionRouter } from './region-router';

/** What a region answers about its part of a job, by name and plain data. */
export interface BulkSide {
  bulk_start(input: { start: BulkStart; asked: StaffAsked }): Promise<BulkStarted>;
  bulk_get(input: { jobId: string }): Promise<{ readonly job: BulkJobStanding | null }>;
  bulk_newest(input: { limit: number }): Promise<{ readonly jobs: readonly BulkJobStanding[] }>;
  bulk_items(input: { jobId: string; afterN: number; limit: number }): Promise<{ readonly items: readonly BulkItem[] }>;
  bulk_stop(input: { jobId: string; asked: StaffAsked }): Promise<ActionResult>;
}

export function bulkSide(bulk: BulkRepairs): BulkSide {
  return {
    bulk_start: ({ asked, start }) => bulk.start(start, asked),
    bulk_get: async ({ jobId }) => ({ job: await bulk.get(jobId) }),
    bulk_newest: async ({ limit }) => ({ jobs: await bulk.newest(limit) }),
    bulk_items: async ({ afterN, jobId, limit }) => ({ items: await bulk.items(jobId, afterN, limit) }),
    bulk_stop: ({ asked, jobId }) => bulk.stop(jobId, asked),
  };
}

export type BulkChoice =
  | { readonly kind: 'cases'; readonly cases: readonly CaseRef[] }
  | { readonly kind: 'matching'; readonly filter: QueueFilter; readonly region: Region | null };

/** A part that was not reached may have begun: the same click begins nothing twice. */
export interface BulkOpened {
  readonly jobId: string;
  readonly total: number;
  readonly notReached: readonly Region[];
  /** Why a region did not begin its part; empty when all did. */
  readonly refused: readonly { readonly region: Region; readonly why: string }[];
}

export interface BulkJobShown {
  readonly job: Omit<BulkJobStanding, 'progress'>;
  readonly progress: BulkProgress;
  readonly parts: readonly { readonly region: Region; readonly progress: BulkProgress }[];
  readonly notReached: readonly Region[];
}

/** A job that a region which did not answer keeps alone is missing here. */
export interface BulkJobsPage {
  readonly jobs: readonly BulkJobShown[];
  readonly notReached: readonly Region[];
}

/** None only where both regions said so. */
export type BulkJobFound =
  | { readonly kind: 'found'; readonly job: BulkJobShown }
  | { readonly kind: 'none' }
  | { readonly kind: 'not_reached'; readonly notReached: readonly Region[] };

export interface BulkItemShown extends BulkItem {
  readonly region: Region;
}

const PATIENCE_MS = 8_000;
const FILE_PAGE = 1_000;

export class RegionalBulk {
  constructor(private readonly parts: { readonly router: Pick<RegionRouter, 'ask'>; newRequestId(): string }) {}

  async start(choice: BulkChoice, kind: BulkKind, reason: string, asked: StaffAsked): Promise<BulkOpened> {
    const jobId = asked.operationId;
    const answers = await Promise.all(
      regionsOf(choice).map(async (region) => {
        const selection =
          choice.kind === 'cases'
            ? { kind: 'cases' as const, cases: casesIn(choice.cases, region) }
            : { kind: 'matching' as const, filter: choice.filter };
        const start: BulkStart = { jobId, kind, reason, selection };
        return { region, answer: await this.ask(region, 'bulk_start', { start, asked }) };
      }),
    );
    return {
      jobId,
      total: answers.reduce((sum, { answer }) => sum + (answer?.kind === 'started' ? answer.total : 0), 0),
      notReached: answers.flatMap(({ answer, region }) => (answer === null ? [region] : [])),
      refused: answers.flatMap(({ answer, region }) =>
        answer?.kind === 'too_many' ? [{ region, why: `more than ${answer.most} match; narrow the filter` }] : [],
      ),
    };
  }

  async get(jobId: string): Promise<BulkJobFound> {
    const answers = await this.askBoth('bulk_get', { jobId });
    const missing = notReached(answers);
    const job = shown(
      answers.flatMap((each) => {
        const part = each.answer?.job ?? null;
        return part === null ? [] : [{ region: each.region, job: part }];
      }),
      missing,
    );
    if (job !== null) return { kind: 'found', job };
    return missing.length > 0 ? { kind: 'not_reached', notReached: missing } : { kind: 'none' };
  }

  async newest(limit: number): Promise<BulkJobsPage> {
    const answers = await this.askBoth('bulk_newest', { limit });
    const missing = notReached(answers);
    const all = answers.flatMap(({ answer, region }) => (answer?.jobs ?? []).map((job) => ({ region, job })));
    const ids = [...new Set(all.map(({ job }) => job.jobId))];
    const partsOf = (id: string) => all.filter(({ job }) => job.jobId === id);
    const jobs = ids.flatMap((id) => shown(partsOf(id), missing) ?? []);
    return {
      jobs: jobs.toSorted((a, b) => b.job.createdAtMs - a.job.createdAtMs).slice(0, limit),
      notReached: missing,
    };
  }

  /** Every item, for the result file: region by region, in the order in which they are tried. */
  async items(
    jobId: string,
  ): Promise<{ readonly items: readonly BulkItemShown[]; readonly notReached: readonly Region[] }> {
    const items: BulkItemShown[] = [];
    const missing: Region[] = [];
    for (const region of REGIONS) {
      for (let afterN = 0; ; ) {
        const answer = await this.ask(region, 'bulk_items', { jobId, afterN, limit: FILE_PAGE });
        if (answer === null) missing.push(region);
        items.push(...(answer?.items ?? []).map((item) => ({ ...item, region })));
        const last = answer?.items.at(-1);
        if (last === undefined || (answer?.items.length ?? 0) < FILE_PAGE) break;
        afterN = last.n;
      }
    }
    return { items, notReached: missing };
  }

  async stop(jobId: string, asked: StaffAsked): Promise<ActionResult> {
    const answers = await Promise.all(
      REGIONS.map(async (region) => ({ region, answer: await this.ask(region, 'bulk_stop', { jobId, asked }) })),
    );
    const missing = notReached(answers);
    if (missing.length > 0)
      return {
        kind: 'not_known_yet',
        text: `${missing.join(', ')} did not answer; its part may still run. The same click is safe to repeat.`,
        watch: '/console/reconciliation/bulk',
      };
    const done = answers.find(({ answer }) => answer?.kind === 'done');
    return done?.answer ?? { kind: 'not_done', code: 'job_not_found', text: 'There is no such job.' };
  }

  private askBoth<M extends keyof BulkSide>(method: M, input: Parameters<BulkSide[M]>[0]) {
    return Promise.all(REGIONS.map(async (region) => ({ region, answer: await this.ask(region, method, input) })));
  }

  private async ask<M extends keyof BulkSide>(
    region: Region,
    method: M,
    input: Parameters<BulkSide[M]>[0],
  ): Promise<Awaited<ReturnType<BulkSide[M]>> | null> {
    const { newRequestId, router } = this.parts;
    const context = { requestId: newRequestId(), traceparent: '', remainingMs: PATIENCE_MS };
    const routed = await router.ask(region, method, input as never, context);
    return routed.kind === 'answered' ? (routed.answer as Awaited<ReturnType<BulkSide[M]>>) : null;
  }
}

function regionsOf(choice: BulkChoice): readonly Region[] {
  if (choice.kind === 'matching') return choice.region === null ? REGIONS : [choice.region];
  return REGIONS.filter((region) => choice.cases.some((each) => each.region === region));
}

const casesIn = (cases: readonly CaseRef[], region: Region) =>
  cases.filter((each) => each.region === region).map(({ caseId, orderId }) => ({ caseId, orderId }));

const notReached = (answers: readonly { readonly region: Region; readonly answer: unknown }[]): readonly Region[] =>
  answers.flatMap(({ answer, region }) => (answer === null ? [region] : []));

function shown(
  parts: readonly { readonly region: Region; readonly job: BulkJobStanding }[],
  missing: readonly Region[],
): BulkJobShown | null {
  // a part that was stopped says why; the other may have ended before
  const first = parts.find(({ job }) => job.state === 'stopped') ?? parts[0];
  if (first === undefined) return null;
  const { progress: _part, ...job } = first.job;
  // one that did not hear of the stop runs on
  const runsOn = parts.some(({ job: part }) => part.state === 'running' && part.progress.waiting > 0);
  return {
    job: runsOn ? { ...job, state: 'running' } : job,
    progress: sumProgress(parts.map((part) => part.job.progress)),
    parts: parts.map((part) => ({ region: part.region, progress: part.job.progress })),
    notReached: missing,
  };
}
