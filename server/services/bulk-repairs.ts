/**
 * Bulk repairs of this region's cases: a job keeps what was chosen, a worker carries it out as single repairs at the repair desk, one
 * after the other, so that neither the provider nor the order store is trampled. Whoever started it must still be allowed to: that is
 * read again before each item.
 */
import type { ActionResult } from '../domain/action-result';
import { type BulkKind, itemClick, MOST_BULK_ITEMS } from '../domain/bulk-repair';
import { placeOf, type QueueFilter, type QueuePlace } from '../domain/case-queue';
import { isRole, type Permission, type Role, refusalReason } from '../domain/permissions';
import type { Region } from '../domain/region';
import type { StaffAsked } from '../domain/staff';
import type { Clock } from '../ports/clock';
import type { BulkItem, BulkJobStanding, BulkJobStore, ClaimedItem, ItemResult } from '../stores/bulk-jobs';
import type { CaseKey } from '../stores/case-claims';
import type { OpenCaseStore } from '../stores/open-cases';
import type { StaffMemberStore } from '../stores/staff-members';
import type { RepairDesk } from './repair-desk';
import { staffEntry } from './staff-entry';

export interface BulkRepairsParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly jobs: BulkJobStore;
  readonly open: Pick<OpenCaseStore, 'page'>;
  readonly staff: Pick<StaffMemberStore, 'roleOf'>;
  readonly desk: Pick<RepairDesk, 'view' | 'lookUp' | 'propose'>;
}

/** The very cases, or all that match at this moment; what comes later is not of the job. */
export type BulkSelection =
  | { readonly kind: 'cases'; readonly cases: readonly CaseKey[] }
  | { readonly kind: 'matching'; readonly filter: QueueFilter };

export interface BulkStart {
  readonly jobId: string;
  readonly kind: BulkKind;
  readonly reason: string;
  readonly selection: BulkSelection;
}

export type BulkStarted =
  | { readonly kind: 'started'; readonly total: number }
  | { readonly kind: 'nothing_matches' }
  | { readonly kind: 'too_many'; readonly most: number };

/** A worker that dies leaves its item to the next one after this. */
const ITEM_LEASE_MS = 30_000;
/** What starting one takes, and each item of it. */
const NEEDS: Permission = 'repairs:propose';
const WORKER = 'system:bulk-worker';
const PAGE = 500;

export class BulkRepairs {
  constructor(private readonly parts: BulkRepairsParts) {}

  async start({ jobId, kind, reason, selection }: BulkStart, asked: StaffAsked): Promise<BulkStarted> {
    const { clock, jobs } = this.parts;
    const known = await jobs.get(jobId);
    if (known !== null) return { kind: 'started', total: known.progress.total };
    const cases = selection.kind === 'cases' ? selection.cases : await this.matching(selection.filter, asked);
    if (cases.length === 0) return { kind: 'nothing_matches' };
    if (cases.length > MOST_BULK_ITEMS) return { kind: 'too_many', most: MOST_BULK_ITEMS };
    const { email: createdBy, role } = asked.staff;
    const detail = { kind, total: cases.length, selected: selection.kind };
    const entry = staffEntry('repairs:bulk', jobId, asked, reason, detail);
    const job = { jobId, kind, reason, createdBy, role, requestId: asked.requestId };
    await jobs.create(entry, job, cases, clock.nowMs());
    return { kind: 'started', total: cases.length };
  }

  get(jobId: string): Promise<BulkJobStanding | null> {
    return this.parts.jobs.get(jobId);
  }

  newest(limit: number): Promise<BulkJobStanding[]> {
    return this.parts.jobs.newest(limit);
  }

  items(jobId: string, afterN: number, limit: number): Promise<BulkItem[]> {
    return this.parts.jobs.items(jobId, afterN, limit);
  }

  async stop(jobId: string, asked: StaffAsked): Promise<ActionResult> {
    const { clock, jobs } = this.parts;
    const stop = { stoppedBy: asked.staff.email, because: null };
    await jobs.stop(staffEntry('repairs:bulk_stop', jobId, asked), jobId, stop, clock.nowMs());
    const job = await jobs.get(jobId);
    if (job === null) return { kind: 'not_done', code: 'job_not_found', text: 'There is no such job in this region.' };
    const left = job.progress.waiting;
    return { kind: 'done', text: left === 0 ? 'It had ended already.' : `Stopped; ${left} were not tried.` };
  }

  /** Carries out the next item; returns how many were. */
  async runNext(): Promise<number> {
    const { clock, jobs } = this.parts;
    const item = await jobs.claim(clock.nowMs(), ITEM_LEASE_MS);
    if (item === null) return 0;
    const role = await this.parts.staff.roleOf(item.job.createdBy);
    const mayNot = lostRight(item.job.createdBy, role);
    if (mayNot === null && isRole(role)) await jobs.settle(item, await this.carryOut(item, role), clock.nowMs());
    else await this.refuse(item, mayNot ?? 'Nobody may do this.');
    return 1;
  }

  /** The item is refused and the job ends; what was not tried is tried by nobody. */
  private async refuse(item: ClaimedItem, because: string): Promise<void> {
    const { clock, jobs } = this.parts;
    const { createdBy, jobId, requestId } = item.job;
    await jobs.settle(item, { state: 'not_done', code: 'permission_missing', text: because }, clock.nowMs());
    const entry = {
      actor: WORKER,
      role: 'system',
      action: 'repairs:bulk_stop',
      object: jobId,
      operationId: `${jobId}-stopped`,
      requestId,
      reason: because,
      detail: { started_by: createdBy },
    };
    await jobs.stop(entry, jobId, { stoppedBy: WORKER, because }, clock.nowMs());
  }

  private async carryOut(item: ClaimedItem, role: Role): Promise<ItemResult> {
    const { desk } = this.parts;
    const { caseId, job, n, orderId } = item;
    const question = { orderId, caseId };
    const asked = askedBy(item, role, itemClick(job.jobId, n));
    if (orderId === '') return { state: 'not_done', code: 'no_order', text: 'It names no order of ours.' };
    const looked = await desk.lookUp(question, { ...asked, operationId: `${asked.operationId}-look` });
    if (job.kind === 'recheck' || looked.kind === 'not_known_yet') return resultOf(looked);
    const read = await desk.view(question, 'UTC');
    if (read.kind !== 'view')
      return { state: 'not_done', code: 'order_not_found', text: 'There is no such order here.' };
    const { openCase, order, provider } = read.view;
    if (openCase === null) return { state: 'done', code: 'case_closed', text: 'The case was closed meanwhile.' };
    return resultOf(
      await desk.propose(
        {
          ...question,
          kind: job.kind,
          amountMinor: null,
          reason: job.reason,
          expectedVersion: order.version,
          restsOnSeq: provider?.seq ?? null,
        },
        asked,
      ),
    );
  }

  private async matching(filter: QueueFilter, asked: StaffAsked): Promise<CaseKey[]> {
    const { clock, open } = this.parts;
    const by = { who: asked.staff.email, nowMs: clock.nowMs() };
    const found: CaseKey[] = [];
    for (let after: QueuePlace | null = null; found.length <= MOST_BULK_ITEMS; ) {
      const page = await open.page(filter, by, after, PAGE);
      found.push(...page.map(({ caseId, orderId }) => ({ caseId, orderId })));
      const last = page.at(-1);
      if (page.length < PAGE || last === undefined) return found;
      after = placeOf(filter.preset, last);
    }
    return found;
  }
}

/** Null: they may still. */
function lostRight(email: string, role: string | null): string | null {
  if (!isRole(role)) return `${email} started it and is not on the staff any more.`;
  return refusalReason(role, NEEDS) === null ? null : `${email} started it and may not do it any more, as ${role}.`;
}

function askedBy({ job }: ClaimedItem, role: Role, operationId: string): StaffAsked {
  return { staff: { email: job.createdBy, role }, operationId, requestId: job.requestId, traceId: null };
}

function resultOf(result: ActionResult): ItemResult {
  switch (result.kind) {
    case 'done':
      return { state: 'done', code: null, text: result.text };
    case 'not_done':
      return { state: 'not_done', code: result.code, text: result.text };
    case 'not_known_yet':
      return { state: 'not_known', code: null, text: result.text };
    default:
      return result satisfies never;
  }
}
