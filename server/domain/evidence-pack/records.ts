/**
 * What an evidence pack holds of one order: the rows of every table that knows it, at one instant, named as the tables name them.
 * Money in minor units, instants as epoch milliseconds. Left out: the hash of the status token, the fingerprint of the body, and
 * the raw webhooks, which carry the provider's client secret; what a webhook said is a row of evidence.
 */
import type { JsonValue } from '../canonical-json';
import type { RecordedEvidence } from '../recorded-evidence';

export interface PackRecords {
  readonly order: PackedOrder;
  readonly lines: readonly PackedLine[];
  readonly transitions: readonly PackedTransition[];
  /** By `seq`. */
  readonly evidence: readonly RecordedEvidence[];
  readonly reservations: readonly PackedReservation[];
  readonly operations: readonly PackedOperation[];
  readonly provider_events: readonly PackedProviderEvent[];
  readonly messages: readonly PackedMessage[];
  readonly mails: readonly PackedMail[];
  readonly cases: readonly PackedCase[];
  readonly repairs: readonly PackedRepair[];
  readonly refunds: readonly PackedRefund[];
}

export interface PackedOrder {
  readonly order_id: string;
  readonly shard: number;
  readonly region: string;
  readonly reference: string;
  readonly state: string;
  readonly version: number;
  readonly reason: string | null;
  readonly owner_epoch: number;
  readonly total_minor: number;
  readonly currency: string;
  readonly email: string;
  readonly cart_id: string;
  readonly cart_version: number;
  readonly payment_method: string;
  readonly held_until_ms: number | null;
  readonly deadline_at_ms: number | null;
  readonly created_at_ms: number;
  readonly updated_at_ms: number;
}

export interface PackedLine {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unit_price_minor: number;
}

export interface PackedTransition {
  readonly version: number;
  readonly from_state: string | null;
  readonly to_state: string;
  readonly reason: string | null;
  readonly owner_epoch: number;
  readonly decided_by: string;
  readonly decided_at_ms: number;
}

export interface PackedReservation {
  readonly sku: string;
  readonly quantity: number;
  readonly state: string;
  readonly held_until_ms: number;
  readonly reserved_at_ms: number;
  readonly settled_at_ms: number | null;
}

export interface PackedOperation {
  readonly operation: string;
  readonly kind: string;
  readonly state: string;
  /** What was asked for. */
  readonly amount_minor: number;
  readonly currency: string;
  readonly payment_method: string | null;
  /** What the provider says it holds or held; null while it has not said so. */
  readonly authorized_minor: number | null;
  readonly authorized_currency: string | null;
  readonly provider_reference: string | null;
  readonly decline_code: string | null;
  readonly unknown_cause: string | null;
  /** The case that it settles. */
  readonly case_id: string | null;
  readonly attempts: number;
  readonly first_attempt_at_ms: number | null;
  readonly last_send_at_ms: number | null;
  readonly checks_done: number;
  readonly next_check_at_ms: number | null;
  readonly intended_at_ms: number;
  readonly updated_at_ms: number;
}

export interface PackedProviderEvent {
  readonly event_id: string;
  readonly event_type: string;
  readonly provider_reference: string | null;
  readonly provider_created_at_ms: number;
  readonly received_at_ms: number;
}

export interface PackedMessage {
  readonly message_id: string;
  readonly schema: string;
  readonly schema_version: number;
  readonly payment_operation: string | null;
  readonly request_id: string | null;
  readonly trace_id: string | null;
  readonly region: string;
  readonly payload: JsonValue;
  readonly recorded_at_ms: number;
  readonly consumers: readonly PackedProgress[];
}

export interface PackedProgress {
  readonly consumer: string;
  readonly state: string;
  readonly attempts: number;
  /** The last error, or why it was parked. */
  readonly because: string | null;
  /** Undelivered since, consumed, or parked. */
  readonly at_ms: number;
}

export interface PackedMail {
  readonly message_id: string;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
  readonly state: string;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly queued_at_ms: number;
  readonly sent_at_ms: number | null;
}

export interface PackedCase {
  readonly case_id: string;
  readonly reason: string;
  readonly state: string;
  readonly severity: string;
  readonly at_risk_minor: number;
  readonly currency: string;
  readonly owner: string | null;
  readonly owner_until_ms: number | null;
  readonly follows: string | null;
  readonly verdict: string | null;
  readonly opened_at_ms: number;
  readonly due_at_ms: number;
  readonly escalated_at_ms: number | null;
  readonly closed_at_ms: number | null;
  readonly history: readonly PackedCaseChange[];
}

export interface PackedCaseChange {
  readonly seq: number;
  readonly at_ms: number;
  readonly change: string;
  readonly actor: string;
  readonly owner: string | null;
  readonly owner_until_ms: number | null;
  readonly severity: string;
  readonly due_at_ms: number;
  readonly note: string | null;
}

export interface PackedRepair {
  readonly repair_id: string;
  readonly case_id: string | null;
  readonly kind: string;
  readonly state: string;
  readonly amount_minor: number | null;
  readonly currency: string | null;
  readonly operation_id: string;
  readonly reason: string;
  readonly provider_reference: string | null;
  readonly evidence_seqs: readonly number[];
  /** The very text that `basis_hash` is over, among others. */
  readonly basis_json: string;
  readonly basis_hash: string;
  readonly expected_version: number;
  readonly before: JsonValue;
  readonly after: JsonValue;
  readonly refused_because: string | null;
  readonly proposed_by: string;
  readonly proposed_at_ms: number;
  readonly approved_by: string | null;
  readonly approved_at_ms: number | null;
  readonly settled_at_ms: number | null;
}

export interface PackedRefund {
  readonly n: number;
  readonly amount_minor: number;
  readonly repair_id: string;
  readonly ordered_at_ms: number;
}
