/**
 * Evidence rows as they are written and read. The database numbers and chains them; nobody updates or deletes them.
 */
import type { EvidenceRow, NewEvidence } from '../domain/evidence';
import { evidenceRowOf, type RecordedEvidence } from '../domain/recorded-evidence';
import { epochMs, type Sql } from './sql';

export interface EvidenceStore {
  /** Appends in the order given; used where no other change is witnessed (what a customer was told, a repeated submit). */
  append(rows: readonly NewEvidence[]): Promise<void>;
  /** All of one order, by `seq`. */
  list(orderId: string): Promise<EvidenceRow[]>;
}

/** One evidence row as the statements take it: a JSON array, unpacked by `jsonb_to_recordset`. */
export const evidenceJson = (rows: readonly NewEvidence[]): string =>
  JSON.stringify(
    rows.map((row, index) => ({
      ord: index,
      order_id: row.orderId,
      lane: row.lane,
      kind: row.kind,
      observed_at: row.observedAtMs,
      region: row.region,
      request_id: row.requestId ?? null,
      trace_id: row.traceId ?? null,
      payment_operation: row.paymentOperation ?? null,
      message_id: row.messageId ?? null,
      provider_reference: row.providerReference ?? null,
      actor: row.actor,
      owner_epoch: row.ownerEpoch ?? null,
      order_version: row.orderVersion ?? null,
      attempt: row.attempt ?? null,
      replayed: row.replayed ?? false,
      // the text itself: the chain is computed over it
      detail: JSON.stringify(row.detail),
    })),
  );

export const EVIDENCE_COLUMNS =
  'order_id, lane, kind, observed_at, region, request_id, trace_id, payment_operation, message_id, provider_reference, actor, owner_epoch, order_version, attempt, replayed, detail';

/** `select … from <this>` inside a statement that writes evidence; `e.ord` keeps the writer's order. */
export const evidenceRecordset = (parameter: string): string =>
  `jsonb_to_recordset(${parameter}::jsonb) as e(ord int, order_id text, lane text, kind text, observed_at float8, region text, request_id text,
    trace_id text, payment_operation text, message_id text, provider_reference text, actor text, owner_epoch int, order_version int,
    attempt int, replayed boolean, detail text)`;

export const evidenceSelect = (ownerEpoch = 'e.owner_epoch'): string =>
  `e.order_id, e.lane, e.kind, to_timestamp(e.observed_at / 1000), e.region, e.request_id, e.trace_id, e.payment_operation, e.message_id,
    e.provider_reference, e.actor, ${ownerEpoch}, e.order_version, e.attempt, e.replayed, e.detail::json`;

interface Row extends RecordedEvidence {
  readonly order_id: string;
}

export function evidenceStore(sql: Sql): EvidenceStore {
  return {
    async append(rows) {
      if (rows.length === 0) return;
      await sql.rows(
        'evidence_append',
        `insert into orders.evidence (${EVIDENCE_COLUMNS})
         select ${evidenceSelect()} from ${evidenceRecordset('$1')} order by e.order_id, e.ord`,
        [evidenceJson(rows)],
      );
    },
    list: (orderId) => evidenceOf(sql, [orderId]),
  };
}

/** Of several orders, one after the other, each by `seq`. */
export async function evidenceOf(sql: Sql, orderIds: readonly string[]): Promise<EvidenceRow[]> {
  const rows = await sql.rows<Row>(
    'evidence_list',
    `${SELECT} where order_id = any($1::text[]) order by order_id, seq`,
    [orderIds],
  );
  return rows.map(rowOf);
}

/** What is witnessed of one charge by its reference, by `seq`; the newest of it, if there is very much. */
export async function evidenceOfCharge(sql: Sql, orderId: string, providerReference: string): Promise<EvidenceRow[]> {
  const rows = await sql.rows<Row>(
    'evidence_of_charge',
    `${SELECT} where order_id = $1 and provider_reference = $2 order by seq desc limit 200`,
    [orderId, providerReference],
  );
  return rows.map(rowOf).toReversed();
}

const SELECT = `
select order_id, seq, lane, kind, ${epochMs('observed_at')} as observed_at_ms, ${epochMs('recorded_at')} as recorded_at_ms, region,
  request_id, trace_id, payment_operation, message_id, provider_reference, actor, owner_epoch, order_version, attempt, replayed,
  detail::text as detail_json, encode(prev_hash, 'hex') as prev_hash, encode(hash, 'hex') as hash
from orders.evidence`;

const rowOf = (row: Row): EvidenceRow => evidenceRowOf(row.order_id, row);
