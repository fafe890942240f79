import { describe, expect, it } from 'vitest';
import type { EvidenceKind, EvidenceRow } from '../evidence';
import { chained, confirmedLate, lookup, START_MS, unansweredStory } from '../evidence.examples';
import { causeOf, type WaitingFor } from './cause';
import type { WaitingCause } from './causes';
import { case42, order42, pay42 } from './explanation.examples';
import type { Facts, OperationForExplanation } from './input';
import { isFinal, ORDER_REASONS, ORDER_STATES } from '../order';
import { definiteRow } from '../payment-evidence';
import { isOpen, PAYMENT_OPERATION_STATES, type PaymentOperationState } from '../payment-operation';

const row = (kind: EvidenceKind, detail: EvidenceRow['detail'], lane: EvidenceRow['lane'] = 'order') => ({
  lane,
  kind,
  paymentOperation: 'pay:order-42',
  detail,
});
const conflict = row('needs_reconciliation', { reason: 'amount_mismatch' });
const proposed = row('repair_proposed', { repair_id: 'r1', repair: 'void', second_person: true }, 'operator');
const [authorized] = confirmedLate(9_000, 100);

/** What the rows may have seen by now. */
const SHAPES: readonly (readonly EvidenceRow[])[] = [
  [],
  unansweredStory.slice(0, 2),
  [...unansweredStory.slice(0, 3), row('payment_refused', { retry_after_seconds: 30 }, 'gateway')],
  unansweredStory.slice(0, 4),
  unansweredStory,
  [...unansweredStory, lookup(1, 4_000)],
  [...unansweredStory, { ...lookup(1, 4_000), kind: 'lookup_unanswered' as const }],
  [...unansweredStory, lookup(1, 4_000, 'requires_action')],
  [...unansweredStory, authorized ?? conflict],
  [...unansweredStory, authorized ?? conflict, row('fenced', { tried_state: 'order_confirmed' })],
  [...unansweredStory, authorized ?? conflict, conflict],
  [...unansweredStory, authorized ?? conflict, row('stray_money', { outcome: 'authorized' })],
  [...unansweredStory, row('message_parked', { consumer: 'order-owner', schema: 'payment_authorized' }, 'queue')],
  [...unansweredStory, conflict, proposed],
].map((rows) => chained(rows));

const overdueCase = { ...case42, dueAtMs: START_MS + 20_000 };

const followUp = (kind: 'capture' | 'void' | 'refund', state: PaymentOperationState): OperationForExplanation => ({
  ...pay42,
  operation: `${kind}:order-42:1`,
  kind,
  state,
  providerReference: 'pi_1',
});

/** What is under way beside the payment, and whether a person is late. */
const BESIDES: readonly (readonly [OperationForExplanation | null, typeof case42 | null])[] = [
  [null, null],
  [null, overdueCase],
  [followUp('void', 'intended'), overdueCase],
  [followUp('void', 'unknown'), null],
  [followUp('void', 'failed'), overdueCase],
  [followUp('void', 'acknowledged'), overdueCase],
  [followUp('refund', 'unknown'), null],
  [followUp('capture', 'failed'), null],
];

function* everyStanding(): Generator<Facts> {
  const pays = [null, ...PAYMENT_OPERATION_STATES.map((state) => ({ ...pay42, state, providerReference: 'pi_1' }))];
  for (const state of ORDER_STATES)
    for (const reason of [null, ...ORDER_REASONS])
      for (const pay of pays)
        for (const [beside, openCase] of BESIDES) {
          const order = { ...order42, state, reason };
          const operations = [pay, beside].filter((each) => each !== null);
          const cases = openCase === null ? [] : [openCase];
          for (const evidence of SHAPES)
            yield { order, evidence, operations, cases, openCase, nowMs: START_MS + 30_000, timeZone: 'UTC' };
        }
}

/** What must be so, at the least, where such a cause is told. */
function contradicts(cause: WaitingCause, { cases, evidence, operations, order }: Facts): boolean {
  const pay = operations.find(({ kind }) => kind === 'authorize');
  const has = (kind: EvidenceKind): boolean => evidence.some((row) => row.kind === kind);
  const owes = (kind: string, state: string): boolean =>
    operations.some((each) => each.kind === kind && each.state === state);
  switch (cause) {
    case 'payment_refused':
    case 'waiting_for_customer':
      return pay !== undefined || (order.state !== 'order_intent_saved' && order.state !== 'inventory_reserved');
    case 'authorizing_in_time':
    case 'provider_timeout':
    case 'connection_lost':
    case 'provider_error':
    case 'rate_limited':
    case 'caller_died':
    case 'webhook_overdue':
    case 'requires_action':
    case 'processing':
    case 'not_found_yet':
    case 'lookups_unanswered':
    case 'lookup_overdue':
      return (
        pay === undefined ||
        !isOpen(pay.state) ||
        definiteRow(evidence) !== null ||
        isFinal(order.state) ||
        order.state === 'needs_reconciliation'
      );
    case 'checks_ran_out':
    case 'amount_mismatch':
    case 'currency_mismatch':
    case 'reference_missing':
    case 'hold_gone':
      return order.state !== 'needs_reconciliation' || order.reason !== cause;
    case 'decision_queued':
    case 'decision_overdue':
      return definiteRow(evidence) === null && (pay === undefined || isOpen(pay.state));
    case 'decision_fenced':
      return !has('fenced');
    case 'message_parked':
      return !has('message_parked');
    case 'stray_authorization':
    case 'returned_after_confirmation':
      return !has('stray_money');
    case 'void_intended':
    case 'void_unknown':
    case 'void_failed':
    case 'refund_intended':
    case 'refund_unknown':
    case 'refund_failed':
      return !owes(cause.split('_')[0] ?? '', cause.split('_')[1] ?? '');
    case 'capture_not_acknowledged':
    case 'capture_failed':
      return order.state !== 'order_confirmed' || !operations.some(({ kind }) => kind === 'capture');
    case 'second_person_missing':
      return !has('repair_proposed');
    case 'repair_requested':
      return !has('repair_approved');
    case 'case_open':
    case 'case_past_due':
      return cases.length === 0;
    case 'duplicate_authorization':
    case 'provider_has_no_record':
    case 'order_without_payment':
    case 'statement_difference':
      return true;
    case 'not_known':
      return false;
    default:
      return cause satisfies never;
  }
}

describe('every standing: state, reason, payment, follow-up, evidence and case', () => {
  it('names a cause that its records do not contradict, and always one while the order is not decided', () => {
    const wrong = new Set<string>();
    const seen = new Set<WaitingCause>();
    for (const facts of everyStanding()) {
      const waiting = causeOf(facts);
      if (waiting !== null) seen.add(waiting.cause);
      if (isWrong(waiting, facts)) wrong.add(`${facts.order.state} ${facts.order.reason}: ${waiting?.cause}`);
    }
    expect([...wrong]).toEqual([]);
    expect(seen.size).toBeGreaterThan(20);
  });
});

function isWrong(waiting: WaitingFor | null, facts: Facts): boolean {
  if (waiting === null) return !isFinal(facts.order.state);
  if (contradicts(waiting.cause, facts)) return true;
  const [behind] = waiting.before;
  return waiting.cause === 'case_past_due' && (behind === undefined || contradicts(behind, facts));
}
