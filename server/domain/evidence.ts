/**
 * Evidence: what was witnessed of one order, append-only, hash-chained, written in the transaction of the change it witnesses.
 * Everything a person is told about an order is derived from these rows and nothing else.
 */
export const EVIDENCE_LANES = [
  'customer',
  'gateway',
  'order',
  'inventory',
  'payment',
  'provider',
  'queue',
  'operator',
] as const;

/** Which boundary witnessed it: one lane of the timeline. */
export type EvidenceLane = (typeof EVIDENCE_LANES)[number];

export const EVIDENCE_KINDS = [
  // customer
  'order_submitted',
  'customer_told',
  // gateway
  'answered_from_record',
  'payment_refused',
  'gateway_stopped_waiting',
  // order: one per transition, named as the state it led to
  'order_intent_saved',
  'inventory_reserved',
  'payment_authorizing',
  'payment_pending',
  'order_confirmed',
  'needs_reconciliation',
  'failed_safely',
  'fenced',
  'stray_money',
  // inventory
  'hold_refused',
  'hold_released',
  // payment: an operation made durable before its call
  'operation_intended',
  // provider
  'call_answered',
  'call_unanswered',
  'webhook_received',
  'lookup_answered',
  'lookup_unanswered',
  'ledger_swept',
  // queue
  'message_delivered',
  'message_parked',
  'message_redriven',
  'message_replayed',
  // operator
  'case_opened',
  'case_escalated',
  'case_closed',
  'note_added',
  'lookup_requested',
  'repair_proposed',
  'repair_approved',
  'repair_refused',
  'repair_recorded',
] as const;

export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** What a writer hands in; the database adds `seq`, `recorded_at` and the chain. */
export interface NewEvidence {
  readonly orderId: string;
  readonly lane: EvidenceLane;
  readonly kind: EvidenceKind;
  /** When it happened, epoch milliseconds (the provider's own time for a webhook); `recordedAtMs` may be much later. */
  readonly observedAtMs: number;
  readonly region: string;
  readonly requestId?: string | null;
  readonly traceId?: string | null;
  readonly paymentOperation?: string | null;
  readonly messageId?: string | null;
  readonly providerReference?: string | null;
  /** `customer`, `system:confirmation-worker`, `staff:mara@…`. */
  readonly actor: string;
  readonly ownerEpoch?: number | null;
  /** The order's version after this row, for rows that moved it. */
  readonly orderVersion?: number | null;
  /** From 1: which try of the operation or which submit of the customer. */
  readonly attempt?: number | null;
  /** True when the answer came from the record and nothing new was done. */
  readonly replayed?: boolean;
  /** Flat facts for the sentence: `EvidenceDetail`. No personal data beyond what the order itself holds. */
  readonly detail: EvidenceDetail;
}

export type EvidenceDetail = Readonly<Record<string, string | number | boolean | null>>;

/** A stored row. `hash` = SHA-256 over `prevHash` and the row's fields, as `evidence-chain.ts` writes them. */
export interface EvidenceRow extends Required<NewEvidence> {
  /** From 1, without a gap. */
  readonly seq: number;
  readonly recordedAtMs: number;
  /** Exactly as stored; the chain is computed over this text. */
  readonly detailJson: string;
  readonly prevHash: string;
  readonly hash: string;
}

/*
 * Keys of `detail` by kind (all optional for readers; amounts in minor units, instants in epoch milliseconds):
 *   order_submitted         cart_version, payment_method, submit (from 1), kept_by and kept_at_ms (of an intent that another region kept)
 *   customer_told           http_status, state, version, message (exact text), retry_after_seconds
 *   answered_from_record    submit, state
 *   payment_refused         code, retry_after_seconds
 *   gateway_stopped_waiting deadline_at_ms, waited_ms
 *   order_intent_saved      lines, total_minor, currency, idempotency_key
 *   inventory_reserved      lines, held_until_ms, reservation, skus
 *   payment_authorizing     amount_minor, currency, deadline_at_ms, held_until_ms (of an intent that was kept)
 *   payment_pending         reason, next_check_at_ms, held_until_ms
 *   order_confirmed         amount_minor, currency, authorized_seen_at_ms
 *   needs_reconciliation    reason, amount_minor, currency
 *   failed_safely           reason, decline_code
 *   fenced                  tried_state, tried_epoch, current_epoch
 *   stray_money             outcome, amount_minor, currency
 *   hold_refused            sku
 *   operation_intended      operation, amount_minor, currency
 *   call_answered           outcome, amount_minor, currency, decline_code, duration_ms, operation
 *   call_unanswered         cause, duration_ms, deadline_at_ms, operation
 *   webhook_received        outcome, event_id, event_type, amount_minor, currency, duplicate
 *   lookup_answered         outcome, answer, check (from 1), next_check_at_ms, amount_minor, currency, refunded_minor, captured, holds_nothing, decline_code
 *   lookup_unanswered       cause, check, checks, next_check_at_ms
 *   ledger_swept            outcome ('not_found' too), pass, window_from_ms, window_to_ms, amount_minor, currency, refunded_minor, case_id, asked_reference
 *   message_delivered       consumer, schema
 *   message_parked          consumer, schema, code, reason
 *   message_replayed        consumer, schema
 *   message_redriven        consumer, schema, times (how often by now)
 *   case_opened             case_id, reason, due_at_ms, at_risk_minor, currency
 *   case_escalated          case_id, reason, due_at_ms, severity_before, held_by
 *   case_closed             case_id, verdict
 *   note_added              text
 *   lookup_requested        operation
 *   hold_released           why, skus
 *   repair_proposed         repair_id, repair, reason, case_id, amount_minor, currency, rests_on (seq), second_person
 *   repair_approved         repair_id, repair
 *   repair_refused          repair_id, repair, why
 *   repair_recorded         repair_id, repair, reason, case_id, operation, amount_minor, currency, rests_on, asked_by, approved_by
 */
