/**
 * The evidence pack: everything that was witnessed of one order, in a file that proves itself. Whoever holds it can check every
 * row against the one before it without the store; the head at the end tells whether rows were cut off.
 */
import type { EvidenceDetail, EvidenceKind, EvidenceLane, EvidenceRow } from './evidence';
import { type ChainVerdict, type Sha256, verifyChain } from './evidence-chain';
import type { OrderRecord } from './order-record';

export const PACK_FORMAT = 'evident-evidence-pack/1';

export interface EvidencePack {
  readonly format: typeof PACK_FORMAT;
  /** ISO 8601, UTC. */
  readonly exported_at: string;
  readonly order: PackedOrder;
  readonly rows: readonly PackedRow[];
  /** Hash of the last row, or of no row at all. */
  readonly head: string;
}

export interface PackedOrder {
  readonly order_id: string;
  readonly reference: string;
  readonly state: string;
  readonly version: number;
  readonly reason: string | null;
  readonly region: string;
  readonly total: { readonly amount_minor: number; readonly currency: string };
  readonly created_at: string;
}

export interface PackedRow {
  readonly seq: number;
  readonly lane: string;
  readonly kind: string;
  readonly observed_at_ms: number;
  readonly recorded_at_ms: number;
  readonly region: string;
  readonly request_id: string | null;
  readonly trace_id: string | null;
  readonly payment_operation: string | null;
  readonly message_id: string | null;
  readonly provider_reference: string | null;
  readonly actor: string;
  readonly owner_epoch: number | null;
  readonly order_version: number | null;
  readonly attempt: number | null;
  readonly replayed: boolean;
  /** The very text that was hashed. */
  readonly detail_json: string;
  readonly prev_hash: string;
  readonly hash: string;
}

export function packEvidence(
  order: OrderRecord,
  rows: readonly EvidenceRow[],
  head: string,
  nowMs: number,
): EvidencePack {
  return {
    format: PACK_FORMAT,
    exported_at: new Date(nowMs).toISOString(),
    order: {
      order_id: order.orderId,
      reference: order.reference,
      state: order.state,
      version: order.version,
      reason: order.reason,
      region: order.region,
      total: { amount_minor: order.total.amountMinor, currency: order.total.currency },
      created_at: new Date(order.createdAtMs).toISOString(),
    },
    rows: rows.map(packedRow),
    head,
  };
}

/** Pure, and the same wherever it runs: the hash function is handed in. */
export function verifyPack(pack: EvidencePack, sha256: Sha256): ChainVerdict {
  return verifyChain(
    pack.rows.map((row) => rowOf(pack.order.order_id, row)),
    sha256,
    pack.head,
  );
}

/**
 * What the pack says of the order against what its rows witnessed. The order's own fields are not hashed: this is how a changed
 * one is found. Null: they agree.
 */
export function contradiction(pack: EvidencePack): string | null {
  const moves = pack.rows.filter((row) => row.order_version !== null && row.lane !== 'customer');
  const last = moves.reduce<PackedRow | null>(
    (best, row) => ((row.order_version ?? 0) >= (best?.order_version ?? 0) ? row : best),
    null,
  );
  if (last === null) return pack.rows.length === 0 ? 'it holds no evidence' : 'no row witnesses a state';
  const { version, state } = pack.order;
  if (last.order_version !== version || last.kind !== state)
    return `the order is given as ${state} at version ${version}; its evidence ends at ${last.kind}, version ${last.order_version}`;
  const saved = pack.rows.find((row) => row.kind === 'order_intent_saved');
  const witnessed = saved === undefined ? null : detailOf(saved);
  const { amount_minor, currency } = pack.order.total;
  if (witnessed !== null && (witnessed.total_minor !== amount_minor || witnessed.currency !== currency))
    return `the total is given as ${amount_minor} ${currency}; the intent was saved over ${witnessed.total_minor} ${witnessed.currency}`;
  return null;
}

function packedRow(row: EvidenceRow): PackedRow {
  return {
    seq: row.seq,
    lane: row.lane,
    kind: row.kind,
    observed_at_ms: row.observedAtMs,
    recorded_at_ms: row.recordedAtMs,
    region: row.region,
    request_id: row.requestId,
    trace_id: row.traceId,
    payment_operation: row.paymentOperation,
    message_id: row.messageId,
    provider_reference: row.providerReference,
    actor: row.actor,
    owner_epoch: row.ownerEpoch,
    order_version: row.orderVersion,
    attempt: row.attempt,
    replayed: row.replayed,
    detail_json: row.detailJson,
    prev_hash: row.prevHash,
    hash: row.hash,
  };
}

function rowOf(orderId: string, row: PackedRow): EvidenceRow {
  return {
    orderId,
    seq: row.seq,
    // an unknown lane or kind is hashed like any other text
    lane: row.lane as EvidenceLane,
    kind: row.kind as EvidenceKind,
    observedAtMs: row.observed_at_ms,
    recordedAtMs: row.recorded_at_ms,
    region: row.region,
    requestId: row.request_id,
    traceId: row.trace_id,
    paymentOperation: row.payment_operation,
    messageId: row.message_id,
    providerReference: row.provider_reference,
    actor: row.actor,
    ownerEpoch: row.owner_epoch,
    orderVersion: row.order_version,
    attempt: row.attempt,
    replayed: row.replayed,
    detail: detailOf(row) ?? {},
    detailJson: row.detail_json,
    prevHash: row.prev_hash,
    hash: row.hash,
  };
}

function detailOf(row: PackedRow): EvidenceDetail | null {
  try {
    return JSON.parse(row.detail_json) as EvidenceDetail;
  } catch {
    return null;
  }
}
