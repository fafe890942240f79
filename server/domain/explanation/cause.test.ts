import { describe, expect, it } from 'vitest';
import type { EvidenceKind } from '../evidence';
import { chained, START_MS } from '../evidence.examples';
import { type Explanation, explain, explanationText } from './explanation';
import { luckFrom } from './book.examples';
import { WAITING_CAUSE_WORDS, WAITING_CAUSES, type WaitingCause } from './causes';
import { INJECTED } from './histories.examples';
import { History } from './history.examples';

/** One plain order with this cause, and nothing around it; one about to be decided on is pending. */
function plain(cause: Exclude<WaitingCause, 'not_known'>): { readonly told: Explanation; readonly history: History } {
  for (let seed = 7; ; seed++) {
    const history = new History(luckFrom(seed));
    INJECTED[cause](history);
    if (cause.startsWith('decision_') && history.order.state !== 'payment_pending') continue;
    const { evidence, order } = history.toExplain();
    return { history, told: explain(order, evidence, history.operations, history.cases, history.nowMs) };
  }
}

const LOOKS = /^Look-up of pay:order-42, by itself/;
const PERSON = /^A person takes the case/;
const DECIDES = /^The order owner decides on what is recorded/;
const SENT = /is followed until acknowledged/;
const ACCEPTED = 'Whether the provider accepted the charge';

/** What is said, what comes next, what nobody knows yet, what is awaited. */
const TOLD: readonly (readonly [Exclude<WaitingCause, 'not_known'>, string, RegExp, string, string])[] = [
  [
    'payment_refused',
    'No payment attempt was admitted',
    /^The customer may go on/,
    'Whether the next attempt',
    'the end of the kept intent',
  ],
  [
    'waiting_for_customer',
    'It goes on only when the customer does',
    /^The customer may go on/,
    'Whether the customer goes on',
    'the end of the kept intent',
  ],
  ['authorizing_in_time', 'The gateway waits until 10:02:07', LOOKS, ACCEPTED, "the provider's authorized or declined"],
  ['provider_timeout', 'The gateway stopped waiting at 10:02:07', LOOKS, ACCEPTED, "the provider's webhook"],
  ['connection_lost', 'The connection to the provider was lost at', LOOKS, ACCEPTED, "the provider's webhook"],
  ['provider_error', 'The provider answered with an error at', LOOKS, ACCEPTED, "the provider's webhook"],
  ['rate_limited', 'The provider turned the call away at', LOOKS, ACCEPTED, "the provider's webhook"],
  ['caller_died', 'Nobody recorded an answer by the deadline', LOOKS, ACCEPTED, "the provider's webhook"],
  ['webhook_overdue', 'and its webhook has not come', LOOKS, ACCEPTED, "the provider's webhook"],
  ['requires_action', "waits for the customer's bank", LOOKS, ACCEPTED, "the provider's authorized or declined"],
  [
    'processing',
    'the provider itself does not know the outcome yet',
    LOOKS,
    ACCEPTED,
    "the provider's authorized or declined",
  ],
  ['not_found_yet', 'the provider has not told us the outcome.', LOOKS, 'Whether “not found” means', 'look-up'],
  ['lookups_unanswered', 'and does not answer look-ups', LOOKS, ACCEPTED, 'look-up'],
  ['lookup_overdue', 'the look-up that was due at', LOOKS, ACCEPTED, 'look-up'],
  [
    'checks_ran_out',
    'very look-up was used and none found an outcome',
    PERSON,
    ACCEPTED,
    'verdict on the case, checks ran out',
  ],
  [
    'decision_queued',
    'the order has not been decided on it yet',
    DECIDES,
    'How the order ends',
    "the order's decision",
  ],
  ['decision_overdue', 'no order owner has decided in time', DECIDES, 'How the order ends', "the order's decision"],
  [
    'decision_fenced',
    'A decision was refused because its owner no longer held the order',
    DECIDES,
    'How the order ends',
    "the order's decision",
  ],
  [
    'message_parked',
    'The message that the order owner needs was parked',
    PERSON,
    'How the order ends',
    "the order's decision",
  ],
  [
    'amount_mismatch',
    'The provider reports another amount',
    SENT,
    'Which record is right',
    'acknowledgement of void:order-42:1',
  ],
  [
    'currency_mismatch',
    'The provider reports another currency',
    SENT,
    'Which record is right',
    'acknowledgement of void:order-42:1',
  ],
  [
    'reference_missing',
    "The provider's reference is missing",
    PERSON,
    'Which record is right',
    'verdict on the case, reference missing',
  ],
  [
    'hold_gone',
    'The money came after the items were no longer held',
    SENT,
    'Whether the provider has done the void',
    'acknowledgement of void:order-42:1',
  ],
  [
    'stray_authorization',
    'Money came for an order that could not take it',
    SENT,
    'Whether the provider has done the void',
    'acknowledgement of void:order-42:1',
  ],
  [
    'returned_after_confirmation',
    'The provider gave the money of this order back',
    PERSON,
    'Why the provider gave the money back',
    'verdict on the case, stray authorization',
  ],
  [
    'duplicate_authorization',
    'The provider holds two charges for one intent',
    PERSON,
    'Which of the two charges stays',
    'verdict on the case, duplicate authorization',
  ],
  [
    'provider_has_no_record',
    'A payment is recorded here that the provider does not know',
    PERSON,
    'Where the money is',
    'verdict on the case',
  ],
  [
    'order_without_payment',
    'The provider holds nothing for this order',
    PERSON,
    'Where the money is',
    'verdict on the case',
  ],
  ['statement_difference', "The provider's statement differs", PERSON, 'Which record is right', 'verdict on the case'],
  [
    'void_intended',
    'The void is durable and not sent yet',
    SENT,
    'Whether the provider has done the void',
    'acknowledgement of void:order-42',
  ],
  [
    'void_unknown',
    'The void was sent, and the provider has not acknowledged it',
    SENT,
    'Whether the provider has done the void',
    'acknowledgement of void:order-42',
  ],
  [
    'void_failed',
    'The provider refused the void',
    PERSON,
    'Whether the provider still holds the money',
    'verdict on the case, compensation failed',
  ],
  [
    'refund_intended',
    'The refund is durable and not sent yet',
    SENT,
    'Whether the provider has done the refund',
    'acknowledgement of refund:order-42:1',
  ],
  [
    'refund_unknown',
    'The refund was sent, and the provider has not acknowledged it',
    SENT,
    'Whether the provider has done the refund',
    'acknowledgement of refund:order-42:1',
  ],
  [
    'refund_failed',
    'The provider refused the refund',
    PERSON,
    'Whether the provider still holds the money',
    'verdict on the case, compensation failed',
  ],
  [
    'capture_not_acknowledged',
    'The provider has not acknowledged the capture',
    SENT,
    'Whether the provider has done the capture',
    'acknowledgement of capture:order-42',
  ],
  [
    'capture_failed',
    'The provider refused the capture',
    PERSON,
    'Whether the provider still holds the money',
    'verdict on the case, capture failed',
  ],
  [
    'second_person_missing',
    'A repair is proposed and waits for a second person',
    /^A second person approves/,
    'Whether a second person agrees',
    'verdict on the case',
  ],
  [
    'repair_requested',
    'A repair is decided and waits for the order owner',
    /^The order owner writes the repair/,
    'Whether the order still is',
    "the order owner's word on the repair",
  ],
  [
    'case_open',
    'A case is open that no machine will close',
    PERSON,
    'Whether anything is left to do',
    'verdict on the case',
  ],
  ['case_past_due', 'the case was due', PERSON, 'What a person decides', 'verdict on the case'],
];

describe('every reason that an order can be waiting for', () => {
  it.each(TOLD)('%s', (cause, says, next, unknown, awaited) => {
    const { history, told } = plain(cause);
    expect(told.cause?.cause).toBe(cause);
    expect(explanationText(told)).toContain(says);
    expect(told.nextStep?.text).toMatch(next);
    expect(told.unknown.map(({ text }) => text).join('; ')).toContain(unknown);
    expect([...told.missing, ...told.awaited].map(({ text }) => text).join('; ')).toContain(awaited);
    if (cause !== 'repair_requested') expect(told.nextStep?.atMs).toBeGreaterThan(START_MS);
    expect(history.nowMs).toBeGreaterThan(START_MS);
  });

  it('is in the table, once', () => {
    expect([...TOLD.map(([cause]) => cause), 'not_known'].sort()).toEqual([...WAITING_CAUSES].sort());
  });

  it('has words that claim no outcome', () => {
    for (const words of Object.values(WAITING_CAUSE_WORDS)) expect(words).not.toMatch(/\bfailed\b|\bconfirmed\b|[.]$/i);
  });
});

describe('a cause that cannot be told', () => {
  it('is not known while the one who called may still be writing', () => {
    const history = new History(luckFrom(7));
    history.place('pay');
    const { evidence, order } = history.toExplain();
    const told = (afterMs: number) =>
      explain(order, evidence, history.operations, [], history.deadlineAtMs + afterMs).cause?.cause;
    expect([told(-1), told(0), told(14_999), told(15_000)]).toEqual([
      'authorizing_in_time',
      'not_known',
      'not_known',
      'caller_died',
    ]);
  });

  it('is not known of a conflict whose word is recorded and whose row is not read yet', () => {
    const { history } = plain('amount_mismatch');
    const { evidence, order } = history.toExplain();
    const ahead = history.operations.map((each) =>
      each.kind === 'authorize' ? { ...each, state: 'voided' as const } : each,
    );
    expect(explain(order, evidence, ahead, history.cases, history.nowMs).cause?.cause).toBe('not_known');
  });

  it('is read past rows of kinds that are not known yet', () => {
    const { history } = plain('not_found_yet');
    const { order } = history.toExplain();
    const newer = {
      orderId: 'order-42',
      lane: 'operator',
      kind: 'from_a_newer_build' as EvidenceKind,
      detail: {},
    } as const;
    const evidence = chained([...history.rows, newer]);
    expect(explain(order, evidence, history.operations, [], history.nowMs).cause?.cause).toBe('not_found_yet');
  });
});
