/** The windows of the provider's list that were compared with our records, and the records that they are compared with. */
import type { LastSweep } from '../domain/last-sweep';
import type { SweepRecord } from '../domain/ledger-sweep/record';
import type { SweptOrder } from '../domain/ledger-sweep/sides';
import type { SweepPass, SweptUntil } from '../domain/ledger-sweep/window';
import type { OwedSweep } from '../domain/owed-sweep';
import type { Region } from '../domain/region';
import { EVIDENCE_COLUMNS, evidenceJson, evidenceSelect } from './evidence-rows';
import {
  AFTER_CLOSING,
  CLOSED_CASES,
  closeCases,
  closedCasesJson,
  evidenceOfCases,
  insertCases,
  newCasesJson,
  ONCE,
  OPENED_CASES,
} from './new-cases';
import { ANSWERED_FOR } from './case-verdicts';
import { epochMs, instant, type Sql } from './sql';

export interface SweepStore {
  standing(region: Region): Promise<{ readonly sweptUntil: SweptUntil; readonly begunAtMs: number | null }>;
  /** What a hand-over left to sweep, the oldest first; null: nothing. */
  owed(): Promise<OwedSweep | null>;
  /**
   * Orders that were placed in the window and whose payment the provider must know: it told us so, before `settledBeforeMs`.
   * @param limit null: all of them.
   */
  expected(fromMs: number, toMs: number, settledBeforeMs: number, limit: number | null): Promise<string[]>;
  /** Those of them that this region has. */
  orders(orderIds: readonly string[]): Promise<SweptOrder[]>;
  /** Which of these charges a person has answered for by a verdict: they stand at the provider, and are nobody's question any more. */
  decided(references: readonly string[]): Promise<string[]>;
  /** `stale`: another sweeper compared the window meanwhile, and nothing was written. */
  record(sweep: SweepRecord): Promise<'recorded' | 'stale'>;
  /** Null before the first sweep. */
  lastSweep(region: Region): Promise<LastSweep | null>;
}

/** One statement reads so many orders with their operations and cases. */
const ORDERS_AT_ONCE = 500;

export function sweepStore(sql: Sql): SweepStore {
  return {
    async standing(region) {
      const rows = await sql.rows<{ pass: SweepPass; until_ms: number | null; begun_at_ms: number | null }>(
        'sweeps_standing',
        `select p.pass, (select ${epochMs('s.window_to')} from operations.sweeps s where s.region = $1 and s.pass = p.pass order by s.window_to desc limit 1) as until_ms,
           (select ${epochMs('s.window_from')} from operations.sweeps s where s.region = $1 and s.pass = 1 and s.follows_to is null) as begun_at_ms
         from (values (1), (2), (3)) as p(pass)`,
        [region],
      );
      const swept = rows.flatMap(({ pass, until_ms }) => (until_ms === null ? [] : [[pass, until_ms] as const]));
      return { sweptUntil: Object.fromEntries(swept), begunAtMs: rows[0]?.begun_at_ms ?? null };
    },
    async owed() {
      const rows = await sql.rows<OwedSweep>(
        'sweeps_owed',
        `select h.hand_over_id as "handOverId", h.shard, ${epochMs('h.sweep_from')} as "fromMs", ${epochMs('h.sweep_until')} as "untilMs"
         from orders.hand_overs h where h.sweep_from < h.sweep_until order by h.sweep_until, h.hand_over_id limit 1`,
        [],
      );
      return rows[0] ?? null;
    },
    async expected(fromMs, toMs, settledBeforeMs, limit) {
      const rows = await sql.rows<{ order_id: string }>(
        'sweeps_expected',
        `select o.order_id from orders.orders o join payments.operations p on p.order_id = o.order_id and p.operation = 'pay:' || o.order_id
         where o.created_at >= ${instant('$1')} and o.created_at < ${instant('$2')} and p.provider_reference is not null
           and p.state in ('authorized', 'voided', 'refunded') and coalesce(p.last_send_at, p.intended_at) <= ${instant('$3')}
         limit $4`,
        [fromMs, toMs, settledBeforeMs, limit],
      );
      return rows.map((row) => row.order_id);
    },
    async orders(orderIds) {
      const found: SweptOrder[] = [];
      for (let at = 0; at < orderIds.length; at += ORDERS_AT_ONCE)
        found.push(...(await sql.rows<SweptOrder>('sweeps_orders', ORDERS, [orderIds.slice(at, at + ORDERS_AT_ONCE)])));
      return found;
    },
    async decided(references) {
      if (references.length === 0) return [];
      const rows = await sql.rows<{ reference: string }>(
        'sweeps_decided',
        `select v.basis ->> 'providerReference' as reference from operations.case_verdicts v
         where ${ANSWERED_FOR} and v.basis ->> 'providerReference' = any($1::text[])`,
        [references],
      );
      return rows.map(({ reference }) => reference);
    },
    record: (sweep) => record(sql, sweep),
    async lastSweep(region) {
      const rows = await sql.rows<LastSweep>('sweeps_last', LAST, [region]);
      return rows[0] ?? null;
    },
  };
}

const ORDERS = `
select o.order_id as "orderId", o.state, json_build_object('amountMinor', o.total_minor, 'currency', o.currency) as total,
  ${epochMs('o.created_at')} as "createdAtMs", ${epochMs('o.updated_at')} as "updatedAtMs",
  coalesce((select json_agg(json_build_object('operation', p.operation, 'kind', p.kind, 'state', p.state,
      'amount', json_build_object('amountMinor', p.amount_minor, 'currency', p.currency), 'providerReference', p.provider_reference,
      'nextCheckAtMs', ${epochMs('p.next_check_at')}, 'updatedAtMs', ${epochMs('p.updated_at')}, 'caseId', p.case_id) order by p.intended_at, p.operation)
    from payments.operations p where p.order_id = o.order_id), '[]') as operations,
  exists (select 1 from messaging.deliveries d where d.order_id = o.order_id and d.consumer = 'order-owner') as queued,
  coalesce((select json_agg(json_build_object('caseId', c.case_id, 'about', coalesce(c.about, c.case_id), 'reason', c.reason))
    from operations.cases c where c.order_id = o.order_id and c.state = 'open'), '[]') as "openCases",
  coalesce((select json_agg(coalesce(c.about, c.case_id)) from operations.repairs r join operations.cases c on c.order_id = r.order_id and c.case_id = r.case_id
    where r.order_id = o.order_id and r.kind = 'accept_difference' and r.state = 'applied'), '[]') as accepted
from orders.orders o where o.order_id = any($1::text[])`;

/*
 * Locking: the window's row is the claim. A second sweeper of the same window waits for the first one's commit, on the unique keys or on the
 * hand-over's row, and then writes nothing, its cases and evidence neither. What the list said is witnessed with the case that it opened; a
 * later pass that finds the same adds nothing.
 */
const recordWith = (swept: string): string => `
with swept as (${swept}
), closed as (${closeCases('$2', '$4', 'join swept on true')} ${CLOSED_CASES}
), opened as (${insertCases('$1', '$4', `join swept on true ${AFTER_CLOSING}`)} ${OPENED_CASES}
), witnessed as (
  insert into orders.evidence (${EVIDENCE_COLUMNS})
  select ${evidenceSelect()} from ${evidenceOfCases('$3')}
  where ${ONCE} and (e.kind <> 'ledger_swept' or exists (select 1 from opened o where o.order_id = e.order_id and o.about = e.detail::json ->> 'case_id'))
  order by e.order_id, e.ord
)
select exists (select 1 from swept) as recorded`;

const RECORD = recordWith(`
  insert into operations.sweeps (region, pass, window_from, window_to, follows_to, swept_at, charges, agreed, waiting, findings)
  values ($5, $6, ${instant('$7')}, ${instant('$8')}, ${instant('$9')}, ${instant('$4')}, $10, $11, $12, $13)
  on conflict do nothing
  returning 1`);

const RECORD_OWED = recordWith(`
  update orders.hand_overs h set sweep_from = ${instant('$7')} where h.hand_over_id = $5 and h.sweep_from = ${instant('$6')} returning 1`);

async function record(sql: Sql, sweep: SweepRecord): Promise<'recorded' | 'stale'> {
  const { fromMs, followsMs, owed, pass, toMs } = sweep.window;
  const found = [
    newCasesJson(sweep.opens),
    closedCasesJson(sweep.closes),
    evidenceJson(sweep.evidence),
    sweep.sweptAtMs,
  ];
  const { agreed, charges, findings, region, waiting } = sweep;
  const rows =
    owed === undefined
      ? await sql.rows<{ recorded: boolean }>('sweeps_record', RECORD, [
          ...found,
          region,
          pass,
          fromMs,
          toMs,
          followsMs,
          charges,
          agreed,
          waiting,
          findings,
        ])
      : await sql.rows<{ recorded: boolean }>('sweeps_record_owed', RECORD_OWED, [
          ...found,
          owed.handOverId,
          fromMs,
          toMs,
        ]);
  return rows[0]?.recorded === true ? 'recorded' : 'stale';
}

const LAST = `
select ${epochMs('l.swept_at')} as "sweptAtMs", ${epochMs('d.since')} as "sinceMs", ${epochMs('l.window_to')} as "windowToMs", d.charges, d.agreed, d.waiting, d.findings
from (select swept_at, window_to from operations.sweeps where region = $1 and pass = 1 order by window_to desc limit 1) l,
  lateral (select min(s.window_from) as since, sum(s.charges)::int as charges, sum(s.agreed)::int as agreed, sum(s.waiting)::int as waiting, sum(s.findings)::int as findings
    from operations.sweeps s where s.region = $1 and s.pass = 1 and s.window_to > l.window_to - interval '24 hours') d`;
