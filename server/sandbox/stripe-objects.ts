/**
 * Shows the sandbox's records as Stripe's objects, complete enough for Stripe's own types to accept them: what the
 * SDK promises to its caller, the wire delivers.
 */
import type Stripe from 'stripe';
import type { Change, ChargeRecord, Decline, EventType, IntentRecord, RefundRecord } from './records';

/** The API version that stripe-node 23.1 is written for. */
export const API_VERSION = '2026-10-28.endive';

export const seconds = (ms: number): number => Math.floor(ms / 1000);

export function stripeIntent(intent: IntentRecord, expand: readonly string[] = []): Stripe.PaymentIntent {
  const wantsCharge = expand.some((path) => path.endsWith('latest_charge'));
  return {
    id: intent.id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: intent.amount,
    amount_capturable: intent.amount_capturable,
    amount_received: intent.amount_received,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: intent.canceled_at_ms === null ? null : seconds(intent.canceled_at_ms),
    cancellation_reason: intent.cancellation_reason,
    capture_method: intent.capture_method,
    client_secret: `${intent.id}_secret_sandbox`,
    confirmation_method: 'automatic',
    created: seconds(intent.created_at_ms),
    currency: intent.currency,
    customer: null,
    customer_account: null,
    description: intent.description,
    excluded_payment_method_types: null,
    last_payment_error: intent.last_payment_error && paymentError(intent.last_payment_error, intent.charge),
    latest_charge: intent.charge && (wantsCharge ? stripeCharge(intent, intent.charge) : intent.charge.id),
    livemode: false,
    managed_payments: null,
    metadata: intent.metadata,
    next_action: intent.status === 'requires_action' ? { type: 'use_stripe_sdk', use_stripe_sdk: {} } : null,
    on_behalf_of: null,
    payment_method: intent.payment_method,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: intent.payment_method_types,
    payment_record: null,
    processing: null,
    receipt_email: intent.receipt_email,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: intent.status,
    transfer_group: null,
  };
}

export function stripeCharge(intent: IntentRecord, charge: ChargeRecord): Stripe.Charge {
  return {
    id: charge.id,
    object: 'charge',
    amount: charge.amount,
    amount_captured: charge.amount_captured,
    amount_refunded: charge.amount_refunded,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: null,
    captured: charge.captured,
    created: seconds(charge.created_at_ms),
    currency: intent.currency,
    customer: null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: charge.decline?.code ?? null,
    failure_message: charge.decline?.message ?? null,
    fraud_details: null,
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: null,
    paid: charge.status === 'succeeded',
    payment_intent: intent.id,
    payment_method: intent.payment_method,
    payment_method_details: null,
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: charge.amount_captured > 0 && charge.amount_refunded === charge.amount_captured,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: charge.status,
    transfer_data: null,
    transfer_group: null,
  };
}

export function stripeRefund(refund: RefundRecord): Stripe.Refund {
  return {
    id: refund.id,
    object: 'refund',
    amount: refund.amount,
    balance_transaction: null,
    charge: refund.charge,
    created: seconds(refund.created_at_ms),
    currency: refund.currency,
    customer: null,
    customer_account: null,
    metadata: refund.metadata,
    payment_intent: refund.payment_intent,
    payment_method: null,
    reason: refund.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  };
}

/** One stored event: the change that caused it, and which of its events this is. */
export type EventRecord = { id: string; type: EventType; intent: IntentRecord; change: Change };

export function stripeEvent({ id, type, intent, change }: EventRecord) {
  const object =
    type === 'charge.refunded' && intent.charge ? stripeCharge(intent, intent.charge) : stripeIntent(intent);
  return {
    id,
    object: 'event',
    api_version: API_VERSION,
    created: seconds(change.at_ms),
    data: { object },
    livemode: false,
    pending_webhooks: 1,
    request: { id: change.request_id, idempotency_key: change.key?.value ?? null },
    type,
  } as const;
}

const paymentError = (decline: Decline, charge: ChargeRecord | null) => ({
  type: 'card_error' as const,
  code: decline.code as Stripe.PaymentIntent.LastPaymentError.Code,
  decline_code: decline.decline_code,
  message: decline.message,
  charge: charge?.id ?? '',
});
