/** What of ours a statement does not have: captures and refunds that were surely acknowledged within its period, without a line. */
import type { Money } from '../domain/money';
import { CAPTURED_WITHIN_MS, PERIOD_EDGE_MS } from '../domain/settlement-statement/settlement-statement';
import type { Unlined } from '../domain/settlement-statement/match';
import { epochMs, instant, type Sql } from './sql';

export interface UnlinedQuestion {
  readonly statementId: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Where a walk goes on. */
export interface WalkPlace {
  readonly atMs: number;
  readonly id: string;
}

export interface UnlinedPage {
  readonly found: readonly Unlined[];
  /** Null: the walk is at its end. */
  readonly next: WalkPlace | null;
}

export interface UnlinedOperationStore {
  captures(question: UnlinedQuestion, after: WalkPlace | null): Promise<UnlinedPage>;
  refunds(question: UnlinedQuestion, after: WalkPlace | null): Promise<UnlinedPage>;
}

const BEGIN: WalkPlace = { atMs: 0, id: '' };
/** One statement walks so many, so that it holds nobody up. */
const WALKED = 2_000;

export function unlinedOperationStore(sql: Sql): UnlinedOperationStore {
  const walk = async (
    name: string,
    text: string,
    question: UnlinedQuestion,
    after: WalkPlace | null,
  ): Promise<UnlinedPage> => {
    const { fromMs, statementId, toMs } = question;
    const [row] = await sql.rows<WalkRow>(name, text, [
      statementId,
      fromMs,
      toMs,
      fromMs + PERIOD_EDGE_MS,
      toMs - PERIOD_EDGE_MS,
      (after ?? BEGIN).atMs,
      (after ?? BEGIN).id,
    ]);
    if (row === undefined || row.walked < WALKED || row.atMs === null || row.id === null)
      return { found: row?.found ?? [], next: null };
    return { found: row.found, next: { atMs: row.atMs, id: row.id } };
  };
  return {
    captures: (question, after) => walk('unlined_captures', CAPTURES, question, after),
    refunds: (question, after) => walk('unlined_refunds', REFUNDS, question, after),
  };
}

interface WalkRow {
  readonly walked: number;
  readonly atMs: number | null;
  readonly id: string | null;
  readonly found: (Omit<Unlined, 'amount'> & { readonly amount: Money })[];
}

/** One probe of an index for each operation, as in `statements.ts`: a join would compare each with each while there is no better plan. */
const FOUND = `, found as (
  select p.* from walked w join payments.operations p on p.order_id = w.order_id and p.operation = w.operation
  where p.state = 'acknowledged' and p.intended_at >= ${instant('$4')} and p.updated_at <= ${instant('$5')}
    and (select l.line_id from operations.statement_lines l
      where l.order_id = p.order_id and l.operation = p.operation and l.statement_id = $1 and l.line_no > 0 limit 1) is null
)
select (select count(*)::int from walked) as walked,
  (select ${epochMs('w.at')} from walked w order by w.at desc, w.id desc limit 1) as "atMs",
  (select w.id from walked w order by w.at desc, w.id desc limit 1) as id,
  (select coalesce(json_agg(json_build_object('orderId', p.order_id, 'operation', p.operation, 'kind', p.kind,
    'amount', json_build_object('amountMinor', p.amount_minor, 'currency', p.currency), 'providerReference', p.provider_reference,
    'acknowledgedAtMs', ${epochMs('p.updated_at')})), '[]') from found p) as found`;

/** Walks orders by their age: a capture follows its order within the authorization's days, and captures have no index of their own. */
const CAPTURES = `
with walked as materialized (
  select o.order_id, 'capture:' || o.order_id as operation, o.created_at as at, o.order_id as id from orders.orders o
  where o.created_at >= ${instant(`($2::float8 - ${CAPTURED_WITHIN_MS})`)} and o.created_at < ${instant('$3')} and o.created_at >= ${instant('$6')}
    and (o.created_at, o.order_id) > (${instant('$6')}, $7)
  order by o.created_at, o.order_id limit ${WALKED}
)${FOUND}`;

const REFUNDS = `
with walked as materialized (
  select p.order_id, p.operation, p.updated_at as at, p.operation as id from payments.operations p
  where p.kind = 'refund' and p.updated_at >= greatest(${instant('$2')}, ${instant('$6')}) and p.updated_at < ${instant('$3')}
    and (p.updated_at, p.operation) > (${instant('$6')}, $7)
  order by p.updated_at, p.operation limit ${WALKED}
)${FOUND}`;
