/** A row of evidence as the records and a pack have it, and as the rest of the domain reads it. */
import type { EvidenceDetail, EvidenceKind, EvidenceLane, EvidenceRow } from './evidence';

/** One row of evidence with its link in the chain. An absent text is null, never empty: the chain does not tell the two apart. */
export interface RecordedEvidence {
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

export function evidenceRowOf(orderId: string, row: RecordedEvidence): EvidenceRow {
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
    detail: detailOf(row),
    detailJson: row.detail_json,
    prevHash: row.prev_hash,
    hash: row.hash,
  };
}

/** Text that is no JSON says nothing; the chain tells whether it is what was hashed. */
export function detailOf({ detail_json }: RecordedEvidence): EvidenceDetail {
  try {
    return JSON.parse(detail_json) as EvidenceDetail;
  } catch {
    return {};
  }
}
