/**
 * What we know, with its source, and what we cannot know yet, with what would settle it. The second list is as much of an
 * answer as the first: it keeps a caller from being told that unknown means no.
 */
import { detailText } from '../evidence-detail';
import { outcomeWord } from '../evidence-sentence';
import type { WaitingFor } from './cause';
import type { WaitingCause } from './causes';
import { authorizeOperationOf, type Facts } from './input';
import { clockNear } from '../instant-words';
import { isFinal } from '../order';
import { reservationOperation } from '../operation';
import { isOpen } from '../payment-operation';
import { callRows, definiteRow, lastStateRow, lookupRows, provableFromMs } from '../payment-evidence';
import { SETTLE_TIME_MS } from '../payment';
import { submitsOf } from '../submits';

export interface KnownFact {
  readonly text: string;
  /** The owner that is the authority for it, and where it is written. */
  readonly source: string;
  /** The row that shows it; null when only a record does. */
  readonly seq: number | null;
}

export interface UnknownFact {
  readonly text: string;
  readonly settledBy: string;
}

export function knownOf(facts: Facts): KnownFact[] {
  return [
    decisionFact(facts),
    ...callFact(facts),
    ...lookupFact(facts),
    ...providerFact(facts),
    ...triesFacts(facts),
    ...holdFact(facts),
  ];
}

function decisionFact({ order, evidence }: Facts): KnownFact {
  const seq = lastStateRow(evidence)?.seq ?? null;
  const source = `orders, version ${order.version}`;
  return isFinal(order.state)
    ? { text: 'One intent, decided once', source, seq }
    : { text: 'One intent; no final decision has been made', source, seq };
}

function callFact({ evidence, nowMs, operations, timeZone }: Facts): KnownFact[] {
  const pay = authorizeOperationOf(operations);
  const { providerCalls } = submitsOf(evidence, operations);
  if (pay === null) return [{ text: 'The provider was never called', source: 'payments, no operation', seq: null }];
  const row = callRows(evidence)[0] ?? evidence.find((each) => each.kind === 'payment_authorizing') ?? null;
  const at = row === null ? '' : `, ${clockNear(row.observedAtMs, nowMs, timeZone)}`;
  const source = `payments, ${pay.operation}${at}`;
  if (providerCalls === 0) return [{ text: 'No call to the provider is recorded', source, seq: row?.seq ?? null }];
  const text =
    providerCalls === 1
      ? 'At most one call was made to the provider, never another'
      : `The provider was called ${providerCalls} times under one operation`;
  const witnessed = callRows(evidence).length > 0 && providerCalls === 1;
  return [{ text: witnessed ? 'The provider was called once, never again' : text, source, seq: row?.seq ?? null }];
}

/** How often it was asked, and what the last answer was; no look-up can charge. */
function lookupFact({ evidence, nowMs, timeZone }: Facts): KnownFact[] {
  const lookups = lookupRows(evidence);
  const last = lookups.at(-1);
  if (last === undefined || definiteRow(evidence) !== null) return [];
  const answer = last.kind === 'lookup_unanswered' ? 'no answer' : outcomeWord(detailText(last, 'outcome'));
  const times = lookups.length === 1 ? 'once' : `${lookups.length} times`;
  const source = `provider, ${clockNear(last.observedAtMs, nowMs, timeZone)}`;
  return [{ text: `Looked up ${times}, the last time: ${answer}`, source, seq: last.seq }];
}

/** Captures, voids and refunds that are not acknowledged: how often each was sent. */
function triesFacts({ evidence, operations }: Facts): KnownFact[] {
  return operations
    .filter(({ kind, state }) => kind !== 'authorize' && state !== 'acknowledged')
    .map(({ attempts, operation, state }) => {
      const last = evidence.findLast((row) => row.lane === 'provider' && row.paymentOperation === operation);
      const times = attempts === 1 ? 'once' : `${attempts} times`;
      const sent = attempts === 0 ? 'not sent yet' : `sent at most ${times}`;
      const text = `The ${operation.split(':')[0]} was ${sent}${state === 'failed' ? ' and refused' : ''}`;
      return { text, source: `payments, ${operation}`, seq: last?.seq ?? null };
    });
}

function providerFact({ evidence, nowMs, timeZone }: Facts): KnownFact[] {
  const row = definiteRow(evidence);
  if (row === null) return [];
  const reference = row.providerReference === null ? '' : `, ${row.providerReference}`;
  return [
    {
      text: `The provider said ${outcomeWord(detailText(row, 'outcome'))}`,
      source: `provider, ${clockNear(row.observedAtMs, nowMs, timeZone)}${reference}`,
      seq: row.seq,
    },
  ];
}

function holdFact({ order, evidence, nowMs, timeZone }: Facts): KnownFact[] {
  const reserved = evidence.find((row) => row.kind === 'inventory_reserved');
  if (reserved === undefined) return [];
  const what = detailText(reserved, 'skus') ?? 'Every line';
  const source = `inventory, ${reservationOperation(order.orderId)}`;
  const released = evidence.findLast((row) => row.kind === 'hold_released');
  if (released !== undefined) {
    const text = `Back in stock since ${clockNear(released.observedAtMs, nowMs, timeZone)}: ${what}`;
    return [{ text, source, seq: released.seq }];
  }
  if (order.heldUntilMs === null) return [];
  const until = clockNear(order.heldUntilMs, nowMs, timeZone);
  const text =
    order.heldUntilMs > nowMs
      ? `Held for this order until ${until}: ${what}`
      : `No longer held since ${until}: ${what}`;
  return [{ text, source, seq: reserved.seq }];
}

export function unknownOf(facts: Facts, waitingFor: WaitingFor | null): UnknownFact[] {
  const { order, evidence, operations, nowMs, timeZone } = facts;
  const unknown: UnknownFact[] = [];
  const pay = authorizeOperationOf(operations);
  const provableMs = provableFromMs(evidence);
  if (pay !== null && isOpen(pay.state) && definiteRow(evidence) === null) {
    unknown.push({
      text: 'Whether the provider accepted the charge',
      settledBy: 'settled by a webhook, a look-up that finds it, or the ledger sweep',
    });
    if (provableMs !== null && nowMs < provableMs)
      unknown.push({
        text: 'Whether “not found” means that it never arrived',
        settledBy: `provable from ${clockNear(provableMs, nowMs, timeZone)}, settle time ${SETTLE_TIME_MS / 60_000} min`,
      });
  }
  for (const { kind, state, operation } of operations)
    if (kind !== 'authorize' && isOpen(state))
      unknown.push({
        text: `Whether the provider has done the ${kind}`,
        settledBy: `settled by its acknowledgement of ${operation}`,
      });
  if (order.state === 'needs_reconciliation' && pay !== null && !isOpen(pay.state))
    unknown.push({
      text: 'Which record is right',
      settledBy: "settled by a person, with the provider's own record beside ours",
    });
  const open = waitingFor === null ? undefined : UNKNOWN_OF[waitingFor.cause];
  return open === undefined ? unknown : [...unknown, open];
}

/** What only the end of this waiting will tell, where the money's own open questions do not say it. */
const UNKNOWN_OF: Partial<Record<WaitingCause, UnknownFact>> = {
  payment_refused: {
    text: 'Whether the next attempt will be admitted',
    settledBy: 'settled when the customer tries again',
  },
  waiting_for_customer: {
    text: 'Whether the customer goes on',
    settledBy: 'settled by the customer, or by the end of the intent',
  },
  decision_queued: { text: 'How the order ends', settledBy: "settled by the order owner's decision" },
  decision_overdue: { text: 'How the order ends', settledBy: "settled by the order owner's decision" },
  decision_fenced: { text: 'How the order ends', settledBy: 'settled by the owner that holds the order now' },
  message_parked: {
    text: 'How the order ends',
    settledBy: 'settled once the parked message is read, or a person decides',
  },
  void_failed: { text: 'Whether the provider still holds the money', settledBy: 'settled by a look-up' },
  refund_failed: { text: 'Whether the provider still holds the money', settledBy: 'settled by a look-up' },
  capture_failed: { text: 'Whether the provider still holds the money', settledBy: 'settled by a look-up' },
  returned_after_confirmation: {
    text: 'Why the provider gave the money back',
    settledBy: 'settled by a person who asks the provider',
  },
  duplicate_authorization: { text: 'Which of the two charges stays', settledBy: 'settled by a person' },
  provider_has_no_record: {
    text: 'Where the money is',
    settledBy: "settled by a look-up and the provider's statement",
  },
  order_without_payment: { text: 'Where the money is', settledBy: "settled by a look-up and the provider's statement" },
  statement_difference: { text: 'Which record is right', settledBy: 'settled by a look-up, and by a person' },
  second_person_missing: { text: 'Whether a second person agrees', settledBy: 'settled by that person' },
  repair_requested: {
    text: 'Whether the order still is what the repair was asked for',
    settledBy: 'settled by the order owner, under its version',
  },
  case_open: { text: 'Whether anything is left to do', settledBy: 'settled by whoever takes the case' },
  case_past_due: { text: 'What a person decides', settledBy: 'settled by whoever takes the case' },
};
