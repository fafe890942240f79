/**
 * What the sandbox knows, as immutable records: every change makes a new one, so an answer stored under an
 * idempotency key keeps showing the state that the first caller was told, however the payment moved on since.
 */
import type Stripe from 'stripe';

export type Decline = { code: string; decline_code: string; message: string };

export type ChargeRecord = {
  id: string;
  created_at_ms: number;
  status: Stripe.Charge.Status;
  amount: number;
  amount_captured: number;
  amount_refunded: number;
  captured: boolean;
  decline: Decline | null;
};

export type IntentRecord = {
  id: string;
  created_at_ms: number;
  /** Minor units; what was authorized, even where that differs from what was asked (fault: wrong amount). */
  amount: number;
  /** Lower case, as Stripe writes it. */
  currency: string;
  capture_method: Stripe.PaymentIntent.CaptureMethod;
  status: Stripe.PaymentIntent.Status;
  payment_method: string | null;
  payment_method_types: string[];
  metadata: Record<string, string>;
  description: string | null;
  receipt_email: string | null;
  amount_capturable: number;
  amount_received: number;
  charge: ChargeRecord | null;
  last_payment_error: Decline | null;
  canceled_at_ms: number | null;
  cancellation_reason: Stripe.PaymentIntent.CancellationReason | null;
};

export type RefundRecord = {
  id: string;
  created_at_ms: number;
  amount: number;
  currency: string;
  payment_intent: string;
  charge: string;
  reason: Stripe.Refund.Reason | null;
  metadata: Record<string, string>;
};

export type LedgerKind = 'authorized' | 'captured' | 'voided' | 'refunded' | 'declined';

/** One thing that really happened to money. `operation` is the order's payment operation, also for its voids and refunds. */
export type LedgerRow = {
  seq: number;
  at: string;
  kind: LedgerKind;
  operation: string | null;
  payment_intent: string;
  amount_minor: number;
  /** Upper case, as the store writes money. */
  currency: string;
  idempotency_key: string | null;
};

export type EventType =
  | 'payment_intent.amount_capturable_updated'
  | 'payment_intent.canceled'
  | 'payment_intent.payment_failed'
  | 'payment_intent.processing'
  | 'payment_intent.requires_action'
  | 'payment_intent.succeeded'
  | 'charge.refunded';

/** The fields of a Stripe error body, with the status that carries it. */
export type Refusal = {
  status: number;
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  code: string | null;
  message: string;
  param?: string;
  decline_code?: string;
  /** Stripe stores a refusal under the idempotency key only if the call had begun to execute. */
  executed: boolean;
};

export type Movement = { kind: LedgerKind; amount_minor: number };

/** What a call decides; pure code returns it, the till writes it. */
export type Decision = {
  intent: IntentRecord | null;
  refund: RefundRecord | null;
  moved: Movement[];
  events: EventType[];
  refusal: Refusal | null;
};

/** One call's whole effect: one journal line, so that it is there entirely or not at all. */
export type Change = {
  at_ms: number;
  request_id: string;
  intent: IntentRecord | null;
  refund: RefundRecord | null;
  rows: LedgerRow[];
  events: { id: string; type: EventType }[];
  refusal: Refusal | null;
  key: { value: string; fingerprint: string } | null;
};

/** Time, ids and luck, handed to pure decisions as data. */
export type Circumstances = { now_ms: number; newId: (prefix: string) => string; wrong_amount: boolean };
