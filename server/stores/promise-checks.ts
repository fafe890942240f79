/**
 * The checks of the promise as they were run, each minute, over what changed. A check begins where the last one can have missed
 * nothing: at an instant after which every transaction recorded its rows that the last one's snapshot did not show.
 */
import type { BrokenOrder, PromiseCheck } from '../domain/promise-check';
import { DECIDED_WITHIN_MS } from './promise-rules';
import { epochMs, instant, type Sql } from './sql';
import { watermark } from './watermark';

/** What a check is to look at, as of one snapshot, and what the next one will need to know of it. */
export interface PromiseLook {
  readonly number: number;
  /** Null: nothing is known of the orders before, all of them are to be looked at. */
  readonly orderIds: readonly string[] | null;
  /** Of these, the ones whose turn the rotation made it. */
  readonly rotated: readonly string[];
  /** What the last check found broken. */
  readonly stillBroken: readonly string[];
  readonly ordersTotal: number;
  /** The last audit entry that the checks before verified, and the highest that there ever was. */
  readonly audit: { readonly verifiedSeq: number; readonly headSeq: number };
  /** Opaque to its reader: kept with the check. */
  readonly basis: LookBasis;
}

interface LookBasis {
  readonly checkedAtMs: number;
  readonly watermarkMs: number | null;
  readonly oldestXid: string;
  readonly nextXid: string;
  readonly ordersBeforeWatermark: number;
  readonly auditHeadSeq: number;
  readonly rotatedTo: string;
}

export interface NewPromiseCheck extends Omit<PromiseCheck, 'number' | 'checkedAtMs' | 'orders'> {
  readonly brokenOrders: readonly string[];
  /** False: the next check verifies the whole audit again. */
  readonly auditHolds: boolean;
  /** False: more is broken than was named, so the next check looks at everything again. */
  readonly complete: boolean;
}

export interface PromiseCheckStore {
  /** False: the turn is another's, or not due. */
  takeTurn(everyMs: number): Promise<boolean>;
  /** @param rotation how many orders to look at beside those that changed. */
  look(overlapMs: number, rotation: number): Promise<PromiseLook>;
  /** False: another check of the same number ended first. */
  record(look: PromiseLook, check: NewPromiseCheck): Promise<boolean>;
  /** Null while none has ended. */
  newest(): Promise<PromiseCheck | null>;
}

interface SampleRow extends Pick<BrokenOrder, 'invariant' | 'why'> {
  readonly order_id: string | null;
}

export function promiseCheckStore(sql: Sql, region: string): PromiseCheckStore {
  return {
    async takeTurn(everyMs) {
      // of two that come at once, the second waits for the row and then finds it moved
      const rows = await sql.rows(
        'promise_take_turn',
        `insert into operations.promise_turns as t (region, due_at) values ($1, clock_timestamp() + $2 * interval '1 millisecond')
         on conflict (region) do update set due_at = excluded.due_at where t.due_at <= clock_timestamp() returning 1`,
        [region, everyMs],
      );
      return rows.length === 1;
    },
    async look(overlapMs, rotation) {
      const rows = await sql.rows<PromiseLook>('promise_look', LOOK, [region, overlapMs, rotation]);
      const look = rows[0];
      if (look === undefined) throw new Error('a look has one row');
      return look;
    },
    async record({ audit, basis, number, ordersTotal }, check) {
      const rows = await sql.rows('promise_record', RECORD, [
        region,
        number,
        basis.checkedAtMs,
        check.tookMs,
        ordersTotal,
        check.ordersChecked,
        check.broken,
        JSON.stringify(check.sample.map(({ invariant, orderId, why }) => ({ invariant, order_id: orderId, why }))),
        check.brokenOrders,
        check.complete ? basis.watermarkMs : null,
        basis.oldestXid,
        basis.nextXid,
        basis.ordersBeforeWatermark,
        check.auditHolds ? basis.auditHeadSeq : 0,
        Math.max(basis.auditHeadSeq, audit.headSeq),
        basis.rotatedTo,
      ]);
      return rows.length === 1;
    },
    async newest() {
      const rows = await sql.rows<Omit<PromiseCheck, 'sample'> & { readonly sample: readonly SampleRow[] }>(
        'promise_newest_check',
        `select number, ${epochMs('checked_at')} as "checkedAtMs", took_ms as "tookMs", orders_total as orders, orders_checked as "ordersChecked",
           broken, broken_sample as sample
         from operations.promise_checks where region = $1 order by number desc limit 1`,
        [region],
      );
      const check = rows[0];
      if (check === undefined) return null;
      return { ...check, sample: check.sample.map(({ order_id, ...row }) => ({ ...row, orderId: order_id })) };
    },
  };
}

/*
 * The overlap gives an order's messages the time to be consumed, too, which leaves no evidence.
 * Planned with a lower and an upper bound: for a single one PostgreSQL expects a third of the table.
 */
const LOOK = `
with ${watermark('operations.promise_checks', 'checked_at', '$2')}, recent as materialized (
  select e.order_id, e.seq, e.recorded_at from orders.evidence e
  where e.recorded_at >= (select coalesce(from_then, next_from) from mark) and e.recorded_at < now() + interval '1 day'
), rotated as (
  select o.order_id from orders.orders o where o.order_id > coalesce((select rotated_to from last), '') order by o.order_id limit $3
), looked_at as (
  select order_id from recent
  union select h.order_id from operations.case_history h where h.at >= (select from_then from mark) and h.at < now() + interval '1 day'
  union select o.order_id from orders.orders o
    where o.state not in ('order_confirmed', 'failed_safely') and o.updated_at < now() - interval '${DECIDED_WITHIN_MS} milliseconds'
      and not exists (select 1 from operations.cases c where c.order_id = o.order_id and c.state = 'open')
  union select unnest(broken_orders) from last
  union select order_id from rotated
), counted as (
  select case when m.from_then is null then (select count(*)::int from orders.orders)
      else (select orders_before_watermark from last) + (select count(*)::int from recent where seq = 1) end as total,
    case when m.from_then is null then (select count(*)::int from orders.orders) - (select count(*)::int from recent where seq = 1)
      else (select orders_before_watermark from last) + (select count(*)::int from recent where seq = 1 and recorded_at < m.next_from) end as before_watermark
  from mark m
)
select coalesce((select number from last), 0) + 1 as number,
  case when m.from_then is not null then (select coalesce(array_agg(order_id), '{}') from looked_at) end as "orderIds",
  (select coalesce(array_agg(order_id), '{}') from rotated) as rotated,
  coalesce((select broken_orders from last), '{}') as "stillBroken",
  n.total as "ordersTotal",
  json_build_object('verifiedSeq', coalesce((select audit_seq from last), 0), 'headSeq', coalesce((select audit_head_seq from last), 0)) as audit,
  json_build_object('checkedAtMs', ${epochMs("date_trunc('milliseconds', now())")}, 'watermarkMs', ${epochMs('m.next_from')}, 'oldestXid', s.oldest::text, 'nextXid', s.next::text,
    'ordersBeforeWatermark', n.before_watermark, 'auditHeadSeq', coalesce((select max(seq) from operations.audit), 0),
    'rotatedTo', case when (select count(*) from rotated) < $3 then ''
      else coalesce((select max(order_id) from rotated), (select rotated_to from last), '') end) as basis
from mark m, seen s, counted n`;

const RECORD = `
insert into operations.promise_checks (region, number, checked_at, took_ms, orders_total, orders_checked, broken, broken_sample, broken_orders,
  watermark, oldest_xid, next_xid, orders_before_watermark, audit_seq, audit_head_seq, rotated_to)
values ($1, $2, ${instant('$3')}, $4, $5, $6, $7, $8, $9, ${instant('$10')}, $11, $12, $13, $14, $15, $16)
on conflict do nothing returning 1`;
