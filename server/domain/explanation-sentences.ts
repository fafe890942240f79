/**
 * The answer to "why is this order where it is?", in sentences that support can read out, each with the rows that back it.
 * It says what the evidence shows: who stopped waiting, what nobody knows, what is at stake, what comes next, who has it.
 */
import type { EvidenceRow } from './evidence';
import { detailNumber } from './evidence-detail';
import { outcomeWord } from './evidence-sentence';
import { authorizeOperationOf, type Told } from './explanation-input';
import { clockSecond, countdown, roughSpan } from './instant-words';
import { moneyPosition, type MoneyStanding } from './money-position';
import { moneyWords } from './money-words';
import { ORDER_REASON_WORDS } from './order-reason-words';
import { callRows, definiteRow, lastStateRow } from './payment-evidence';
import { LOOKUP_CHECKS } from './reconciliation';

export interface Sentence {
  readonly text: string;
  /** The rows that back it; empty for what follows from the records alone. */
  readonly evidenceSeqs: readonly number[];
}

type Facts = Told<EvidenceRow>;

/** "Pending 6 min." */
export function leadOf({ order, evidence, nowMs }: Facts): string {
  const age = roughSpan(nowMs - (lastStateRow(evidence)?.observedAtMs ?? order.updatedAtMs));
  switch (order.state) {
    case 'order_intent_saved':
      return `Saved ${age} ago, not charged.`;
    case 'inventory_reserved':
      return `Items held for ${age}, not charged.`;
    case 'payment_authorizing':
      return `Authorizing for ${age}.`;
    case 'payment_pending':
      return `Pending ${age}.`;
    case 'needs_reconciliation':
      return `Waiting for a person for ${age}.`;
    case 'order_confirmed':
      return 'Confirmed.';
    case 'failed_safely':
      return 'Failed safely.';
    default:
      return order.state satisfies never;
  }
}

export function sentencesOf(facts: Facts): Sentence[] {
  return [...whyOf(facts), moneySentence(facts), ...nextSentences(facts)];
}

function whyOf(facts: Facts): Sentence[] {
  const { order, evidence } = facts;
  const moved = seqs(lastStateRow(evidence));
  switch (order.state) {
    case 'order_intent_saved':
      return [{ text: 'The intent is saved and no payment was ever sent.', evidenceSeqs: moved }];
    case 'inventory_reserved':
      return [
        {
          text: `${refusal(evidence)} No payment was ever sent.`,
          evidenceSeqs: [...seqs(refusedRow(evidence)), ...moved],
        },
      ];
    case 'payment_authorizing':
    case 'payment_pending':
      return waiting(facts);
    case 'needs_reconciliation':
      return [
        { text: `${capital(reasonWords(facts))}.`, evidenceSeqs: moved },
        ...(order.reason === 'checks_ran_out' ? [opening(providerWord(facts))] : []),
      ];
    case 'order_confirmed':
      return [
        { text: `Money and items were decided together, once, as version ${order.version}.`, evidenceSeqs: moved },
        ...definiteSentence(evidence),
      ];
    case 'failed_safely':
      return [{ text: `Not completed, because ${reasonWords(facts)}.`, evidenceSeqs: moved }];
    default:
      return order.state satisfies never;
  }
}

function waiting(facts: Facts): Sentence[] {
  const before = silence(facts);
  const word = providerWord(facts);
  return before.length === 0 ? [opening(word)] : [...before, word];
}

/** Who stopped waiting, and when; nothing while the call may still be answered in time. */
function silence({ order, evidence, timeZone }: Facts): Sentence[] {
  const stopped = evidence.findLast((row) => row.kind === 'gateway_stopped_waiting');
  const unanswered = callRows(evidence).findLast((row) => row.kind === 'call_unanswered');
  if (stopped !== undefined)
    return [
      {
        text: `The gateway stopped waiting at ${clockSecond(stopped.observedAtMs, timeZone)};`,
        evidenceSeqs: [stopped.seq],
      },
    ];
  if (unanswered !== undefined)
    return [
      {
        text: `The call to the provider was not answered by ${clockSecond(unanswered.observedAtMs, timeZone)};`,
        evidenceSeqs: [unanswered.seq],
      },
    ];
  if (order.state === 'payment_authorizing') {
    const row = evidence.findLast((each) => each.kind === 'payment_authorizing');
    const deadlineAtMs = row === undefined ? null : detailNumber(row, 'deadline_at_ms');
    if (row === undefined || deadlineAtMs === null) return [];
    return [{ text: `The gateway waits until ${clockSecond(deadlineAtMs, timeZone)};`, evidenceSeqs: [row.seq] }];
  }
  switch (order.reason) {
    case 'requires_action':
    case 'processing':
      return [];
    default:
      return [{ text: 'Nobody recorded an answer by the deadline;', evidenceSeqs: seqs(lastStateRow(evidence)) }];
  }
}

function providerWord({ order, evidence }: Facts): Sentence {
  const definite = definiteRow(evidence);
  if (definite !== null) {
    const said = outcomeWord(String(definite.detail.outcome));
    return {
      text: `the provider says ${said}; the order has not been decided on it yet.`,
      evidenceSeqs: [definite.seq],
    };
  }
  const pending = seqs(evidence.findLast((row) => row.kind === 'payment_pending'));
  switch (order.reason) {
    case 'requires_action':
      return {
        text: "the provider waits for the customer's bank and has not told us an outcome.",
        evidenceSeqs: pending,
      };
    case 'processing':
      return { text: 'the provider itself does not know the outcome yet.', evidenceSeqs: pending };
    default: {
      const asked = evidence.filter((row) => row.kind.startsWith('lookup_')).map(({ seq }) => seq);
      return { text: 'the provider has not told us the outcome.', evidenceSeqs: asked.length > 0 ? asked : pending };
    }
  }
}

function definiteSentence(evidence: readonly EvidenceRow[]): Sentence[] {
  const definite = definiteRow(evidence);
  if (definite === null) return [];
  const reference = definite.providerReference === null ? '' : ` (${definite.providerReference})`;
  return [
    {
      text: `The provider said ${outcomeWord(String(definite.detail.outcome))}${reference}.`,
      evidenceSeqs: [definite.seq],
    },
  ];
}

function moneySentence({ operations, evidence }: Facts): Sentence {
  const intended = evidence.findLast((row) => row.kind === 'payment_authorizing');
  const backing = definiteRow(evidence) ?? intended ?? null;
  return { text: `Money: ${moneyPhrase(moneyPosition(operations))}.`, evidenceSeqs: seqs(backing) };
}

/** "unknown, at most one charge of 49.00 EUR" */
export function moneyPhrase(standing: MoneyStanding): string {
  switch (standing.position) {
    case 'not_moved':
      return 'not moved, no charge exists';
    case 'returned':
      return 'returned, and the provider acknowledged it';
    case 'unknown':
      return `unknown, at most one charge of ${moneyWords(standing.atMost)}`;
    case 'held':
      return `${moneyWords(standing.atMost)} held, not captured`;
    case 'captured':
      return `${moneyWords(standing.atMost)} captured`;
    case 'returning':
      return `at most ${moneyWords(standing.atMost)}, on its way back and not acknowledged yet`;
    default:
      return standing satisfies never;
  }
}

function nextSentences({ order, operations, openCase, nowMs }: Facts): Sentence[] {
  const sentences: Sentence[] = [];
  const pay = authorizeOperationOf(operations);
  if (order.state === 'payment_pending' && pay !== null && pay.nextCheckAtMs !== null) {
    const which = `(${Math.min(pay.checksDone + 1, LOOKUP_CHECKS)} of ${LOOKUP_CHECKS})`;
    const leftMs = pay.nextCheckAtMs - nowMs;
    const when = leftMs > 0 ? `in ${countdown(leftMs)}` : `was due ${countdown(-leftMs)} ago`;
    sentences.push({ text: `Next check ${when} ${which}.`, evidenceSeqs: [] });
  }
  if (openCase !== null) {
    const leftMs = openCase.dueAtMs - nowMs;
    const due = leftMs > 0 ? `due in ${countdown(leftMs)}` : `due ${countdown(-leftMs)} ago`;
    const who = openCase.owner === null ? 'Nobody is assigned' : `${openCase.owner} is assigned`;
    sentences.push({ text: `${who}; the case is ${due}.`, evidenceSeqs: [] });
  } else if (order.state === 'payment_pending' || order.state === 'needs_reconciliation') {
    sentences.push({ text: 'Nobody is assigned.', evidenceSeqs: [] });
  }
  return sentences;
}

function reasonWords({ order }: Facts): string {
  return order.reason === null ? 'its reason was not recorded' : ORDER_REASON_WORDS[order.reason];
}

function refusedRow(evidence: readonly EvidenceRow[]): EvidenceRow | null {
  return evidence.findLast((row) => row.kind === 'payment_refused') ?? null;
}

function refusal(evidence: readonly EvidenceRow[]): string {
  return refusedRow(evidence) === null ? 'The items are held.' : 'No payment attempt was admitted; the intent is kept.';
}

const seqs = (row: EvidenceRow | null | undefined): number[] => (row ? [row.seq] : []);

const opening = (sentence: Sentence): Sentence => ({ ...sentence, text: capital(sentence.text) });

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
