/** Bulk jobs and their items. An item is claimed for a while, worked as a single repair, and settled with its result. */
import type { BulkKind, BulkProgress } from '../domain/bulk-repair';
import { auditedOnce, auditJson, type NewAuditEntry } from './audit';
import type { CaseKey } from './case-claims';
import { epochMs, instant, type Sql } from './sql';

export interface BulkJobRecord {
  readonly jobId: string;
  readonly kind: BulkKind;
  readonly reason: string;
  readonly state: 'running' | 'stopped';
  /** Their e-mail address, and the role under which it was started. */
  readonly createdBy: string;
  readonly role: string;
  readonly requestId: string;
  readonly createdAtMs: number;
  readonly stoppedAtMs: number | null;
  readonly stoppedBy: string | null;
  /** Null unless the job ended by itself. */
  readonly stoppedBecause: string | null;
}

export interface BulkStop {
  readonly stoppedBy: string;
  readonly because: string | null;
}

export interface BulkJobStanding extends BulkJobRecord {
  readonly progress: BulkProgress;
}

export interface BulkItem extends CaseKey {
  readonly n: number;
  readonly state: 'waiting' | 'done' | 'not_done' | 'not_known';
  readonly code: string | null;
  readonly text: string | null;
  readonly settledAtMs: number | null;
}

export interface ClaimedItem extends CaseKey {
  readonly n: number;
  readonly job: BulkJobRecord;
}

export interface ItemResult {
  readonly state: 'done' | 'not_done' | 'not_known';
  readonly code: string | null;
  readonly text: string;
}

export interface BulkJobStore {
  /** The job, its items and its audit entry. False: this click is known. */
  create(
    entry: NewAuditEntry,
    job: Pick<BulkJobRecord, 'jobId' | 'kind' | 'reason' | 'createdBy' | 'role' | 'requestId'>,
    items: readonly CaseKey[],
    nowMs: number,
  ): Promise<boolean>;
  /** The next item of a running job, oldest job first; null when there is none. */
  claim(nowMs: number, leaseMs: number): Promise<ClaimedItem | null>;
  settle(item: ClaimedItem, result: ItemResult, nowMs: number): Promise<void>;
  /** Nothing that was not tried by now is tried any more. False: it was stopped before, or this click is known. */
  stop(entry: NewAuditEntry, jobId: string, stop: BulkStop, nowMs: number): Promise<boolean>;
  get(jobId: string): Promise<BulkJobStanding | null>;
  /** Newest first. */
  newest(limit: number): Promise<BulkJobStanding[]>;
  /** In the order in which they are tried. */
  items(jobId: string, afterN: number, limit: number): Promise<BulkItem[]>;
}

const JOB = `j.job_id as "jobId", j.kind, j.reason, j.state, j.created_by as "createdBy", j.role, j.request_id as "requestId",
  ${epochMs('j.created_at')} as "createdAtMs", ${epochMs('j.stopped_at')} as "stoppedAtMs", j.stopped_by as "stoppedBy",
  j.stopped_because as "stoppedBecause"`;

const STANDING = `select ${JOB}, p.progress from page j cross join lateral (
  select json_build_object('total', j.total, 'done', count(*) filter (where i.state = 'done'), 'notDone', count(*) filter (where i.state = 'not_done'),
    'notKnown', count(*) filter (where i.state = 'not_known'), 'waiting', count(*) filter (where i.state = 'waiting')) as progress
  from operations.bulk_items i where i.job_id = j.job_id) p order by j.created_at desc, j.job_id`;

export function bulkJobStore(sql: Sql): BulkJobStore {
  return {
    async create(entry, job, items, nowMs) {
      const rows = await sql.rows(
        'bulk_jobs_create',
        `with entry as (${auditedOnce('$1')}
         ), job as (
           insert into operations.bulk_jobs (job_id, kind, reason, created_by, role, request_id, created_at, total)
           select $2, $3, $4, $5, $6, $7, ${instant('$8')}, cardinality($9::text[]) from entry
           returning job_id
         ), listed as (
           insert into operations.bulk_items (order_id, job_id, case_id, n)
           select k.order_id, j.job_id, k.case_id, k.n from job j, unnest($9::text[], $10::text[]) with ordinality as k(order_id, case_id, n)
           on conflict do nothing
         )
         select 1 from job`,
        [
          auditJson(entry),
          job.jobId,
          job.kind,
          job.reason,
          job.createdBy,
          job.role,
          job.requestId,
          nowMs,
          items.map(({ orderId }) => orderId),
          items.map(({ caseId }) => caseId),
        ],
      );
      return rows.length === 1;
    },
    async claim(nowMs, leaseMs) {
      const rows = await sql.rows<Omit<ClaimedItem, 'job'> & BulkJobRecord>(
        'bulk_jobs_claim',
        // skip locked: two workers take different items
        `with next as (
           select i.order_id, i.job_id, i.case_id from operations.bulk_items i join operations.bulk_jobs j on j.job_id = i.job_id and j.state = 'running'
           where i.state = 'waiting' and (i.claimed_until is null or i.claimed_until <= ${instant('$1')})
           order by j.created_at, i.n limit 1 for update of i skip locked
         ), claimed as (
           update operations.bulk_items i set claimed_until = ${instant('$2')} from next x
           where i.order_id = x.order_id and i.job_id = x.job_id and i.case_id = x.case_id
           returning i.order_id, i.job_id, i.case_id, i.n
         )
         select c.order_id as "orderId", c.case_id as "caseId", c.n, ${JOB} from claimed c join operations.bulk_jobs j on j.job_id = c.job_id`,
        [nowMs, nowMs + leaseMs],
      );
      const [row] = rows;
      if (row === undefined) return null;
      const { caseId, n, orderId, ...job } = row;
      return { orderId, caseId, n, job };
    },
    async settle({ caseId, job, orderId }, result, nowMs) {
      await sql.rows(
        'bulk_jobs_settle',
        `update operations.bulk_items set state = $4, code = $5, text = $6, settled_at = ${instant('$7')}, claimed_until = null
         where order_id = $1 and job_id = $2 and case_id = $3 and state = 'waiting'`,
        [orderId, job.jobId, caseId, result.state, result.code, result.text.slice(0, 500), nowMs],
      );
    },
    async stop(entry, jobId, { because, stoppedBy }, nowMs) {
      const rows = await sql.rows(
        'bulk_jobs_stop',
        `with running as materialized (
           select 1 as one from operations.bulk_jobs where job_id = $2 and state = 'running' for update
         ), entry as (${auditedOnce('$1', 'running')})
         update operations.bulk_jobs set state = 'stopped', stopped_at = ${instant('$4')}, stopped_by = $3, stopped_because = $5
         from entry where job_id = $2 returning 1`,
        [auditJson(entry), jobId, stoppedBy, nowMs, because],
      );
      return rows.length === 1;
    },
    async get(jobId) {
      const rows = await sql.rows<BulkJobStanding>(
        'bulk_jobs_get',
        `with page as (select * from operations.bulk_jobs where job_id = $1) ${STANDING}`,
        [jobId],
      );
      return rows[0] ?? null;
    },
    newest: (limit) =>
      sql.rows<BulkJobStanding>(
        'bulk_jobs_newest',
        `with page as (select * from operations.bulk_jobs order by created_at desc, job_id limit $1) ${STANDING}`,
        [limit],
      ),
    items: (jobId, afterN, limit) =>
      sql.rows<BulkItem>(
        'bulk_jobs_items',
        `select order_id as "orderId", case_id as "caseId", n, state, code, text, ${epochMs('settled_at')} as "settledAtMs"
         from operations.bulk_items where job_id = $1 and n > $2 order by n limit $3`,
        [jobId, afterN, limit],
      ),
  };
}
