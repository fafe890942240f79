/**
 * Evidence for tests: the story of order-42 from the seed, and any row at all. Chained by the caller's hash function.
 */
import fc from 'fast-check';
import { EVIDENCE_KINDS, EVIDENCE_LANES, type EvidenceRow, type NewEvidence } from './evidence';
import { canonicalText, GENESIS_HASH, type Sha256 } from './evidence-chain';

export const START_MS = Date.UTC(2025, 10, 24, 10, 2, 5, 118);

type Told = Pick<NewEvidence, 'lane' | 'kind'> & Partial<NewEvidence> & { readonly recordedAtMs?: number };

/** Numbers and chains rows that were told in the order in which they were recorded. */
export function chained(told: readonly Told[], sha256: Sha256 = () => GENESIS_HASH): EvidenceRow[] {
  let prevHash = GENESIS_HASH;
  return told.map((each, i) => {
    const observedAtMs = each.observedAtMs ?? START_MS + i;
    const row: EvidenceRow = {
      orderId: 'order-42',
      observedAtMs,
      recordedAtMs: each.recordedAtMs ?? observedAtMs + 2,
      region: 'east',
      requestId: 'checkout-abc',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      paymentOperation: null,
      messageId: null,
      providerReference: null,
      actor: 'system:order-owner',
      ownerEpoch: null,
      orderVersion: null,
      attempt: null,
      replayed: false,
      detail: {},
      ...each,
      seq: i + 1,
      detailJson: JSON.stringify(each.detail ?? {}),
      prevHash,
      hash: '',
    };
    const hash = sha256(canonicalText(row));
    prevHash = hash;
    return { ...row, hash };
  });
}

const at = (afterMs: number) => START_MS + afterMs;
const pay = { paymentOperation: 'pay:order-42' } as const;

/** Submitted, held, one call made, no answer, told so. */
export const unansweredStory: readonly Told[] = [
  {
    lane: 'customer',
    kind: 'order_submitted',
    observedAtMs: at(0),
    actor: 'customer',
    attempt: 1,
    detail: { cart_version: 18, payment_method: 'pm_card_visa', submit: 1 },
  },
  {
    lane: 'order',
    kind: 'order_intent_saved',
    observedAtMs: at(8),
    orderVersion: 1,
    ownerEpoch: 12,
    detail: { lines: 1, total_minor: 4_900, currency: 'EUR', idempotency_key: 'order-42' },
  },
  {
    lane: 'inventory',
    kind: 'inventory_reserved',
    observedAtMs: at(21),
    orderVersion: 2,
    detail: { lines: 1, skus: '1 × sku-9', held_until_ms: at(1_800_000), reservation: 'reserve:order-42' },
  },
  {
    lane: 'payment',
    kind: 'payment_authorizing',
    observedAtMs: at(29),
    orderVersion: 3,
    attempt: 1,
    ...pay,
    detail: { amount_minor: 4_900, currency: 'EUR', deadline_at_ms: at(2_003) },
  },
  {
    lane: 'provider',
    kind: 'call_unanswered',
    observedAtMs: at(2_003),
    attempt: 1,
    ...pay,
    detail: { cause: 'timeout', duration_ms: 1_970, operation: 'pay:order-42' },
  },
  {
    lane: 'gateway',
    kind: 'gateway_stopped_waiting',
    observedAtMs: at(2_003),
    ...pay,
    detail: { deadline_at_ms: at(2_003), waited_ms: 2_003 },
  },
  {
    lane: 'order',
    kind: 'payment_pending',
    observedAtMs: at(2_008),
    orderVersion: 4,
    ownerEpoch: 12,
    ...pay,
    detail: { reason: 'deadline_passed', next_check_at_ms: at(4_000), held_until_ms: at(15_000_000) },
  },
  {
    lane: 'customer',
    kind: 'customer_told',
    observedAtMs: at(2_011),
    detail: {
      http_status: 202,
      state: 'payment_pending',
      version: 4,
      message: 'Your payment is being confirmed. You do not need to pay again; this page updates itself.',
    },
  },
];

/** A look-up that found nothing. */
export const lookup = (check: number, afterMs: number, outcome = 'unknown'): Told => ({
  lane: 'provider',
  kind: 'lookup_answered',
  observedAtMs: at(afterMs),
  ...pay,
  detail: { outcome, check, checks: 8, next_check_at_ms: at(afterMs + 60_000) },
});

/** The same submit again, answered from the record. */
export const resubmit = (submit: number, afterMs: number): Told[] => [
  {
    lane: 'customer',
    kind: 'order_submitted',
    observedAtMs: at(afterMs),
    actor: 'customer',
    attempt: submit,
    replayed: true,
    detail: { cart_version: 18, submit },
  },
  {
    lane: 'gateway',
    kind: 'answered_from_record',
    observedAtMs: at(afterMs + 1),
    attempt: submit,
    replayed: true,
    detail: { submit, state: 'payment_pending' },
  },
];

/** Authorized by a webhook that came `lateMs` after the provider's own time, then confirmed. */
export const confirmedLate = (afterMs: number, lateMs: number): Told[] => [
  {
    lane: 'provider',
    kind: 'webhook_received',
    observedAtMs: at(afterMs),
    recordedAtMs: at(afterMs + lateMs),
    providerReference: 'pi_1',
    ...pay,
    detail: { outcome: 'authorized', event_id: 'evt_1', amount_minor: 4_900, currency: 'EUR' },
  },
  {
    lane: 'order',
    kind: 'order_confirmed',
    observedAtMs: at(afterMs + lateMs + 5),
    orderVersion: 5,
    ownerEpoch: 12,
    providerReference: 'pi_1',
    ...pay,
    detail: { amount_minor: 4_900, currency: 'EUR' },
  },
];

/** The capture that follows a confirmation, acknowledged. */
export const capturedAfter = (afterMs: number): Told => ({
  lane: 'provider',
  kind: 'call_answered',
  observedAtMs: at(afterMs),
  providerReference: 'pi_1',
  attempt: 1,
  paymentOperation: 'capture:order-42',
  detail: { outcome: 'acknowledged', operation: 'capture:order-42', duration_ms: 120 },
});

const text = fc.option(fc.string({ maxLength: 12 }), { nil: null });
const whole = fc.option(fc.nat(1_000), { nil: null });

export const anyTold: fc.Arbitrary<Told> = fc.record({
  lane: fc.constantFrom(...EVIDENCE_LANES),
  kind: fc.constantFrom(...EVIDENCE_KINDS),
  observedAtMs: fc.nat(20_000_000).map(at),
  recordedAtMs: fc.nat(20_000_000).map(at),
  requestId: text,
  paymentOperation: fc.constantFrom(null, 'pay:order-42', 'void:order-42:1'),
  messageId: text,
  providerReference: text,
  ownerEpoch: whole,
  orderVersion: whole,
  attempt: whole,
  replayed: fc.boolean(),
  detail: fc.dictionary(
    fc.constantFrom(
      'outcome',
      'reason',
      'message',
      'check',
      'checks',
      'amount_minor',
      'currency',
      'next_check_at_ms',
      'text',
    ),
    fc.oneof(fc.string({ maxLength: 9 }), fc.nat(), fc.boolean(), fc.constant(null)),
  ),
});
