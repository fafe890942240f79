/**
 * The answer to "why is this order where it is?", in sentences that support can read out, each with the rows that back it.
 * It says what the evidence shows: who stopped waiting, what nobody knows, what is at stake, what comes next, who has it.
 */
import type { EvidenceRow } from '../evidence';
import { detailText } from '../evidence-detail';
import { outcomeWord } from '../evidence-sentence';
import type { WaitingFor } from './cause';
import { WAITING_CAUSE_WORDS } from './causes';
import { authorizeOperationOf, type CaseForExplanation, type Facts } from './input';
import { capital, opening, providerWord, type Sentence, seqs, uncertaintySentences } from './uncertainty';
import { countdown, roughSpan } from '../instant-words';
import { moneyPosition, type MoneyStanding } from '../money-position';
import { moneyWords } from '../money-words';
import { ORDER_REASON_WORDS } from '../order-reason-words';
import { definiteRow, lastStateRow } from '../payment-evidence';
import { LOOKUP_CHECKS } from '../reconciliation';

export type { Sentence };

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

export function sentencesOf(facts: Facts, waitingFor: WaitingFor | null): Sentence[] {
  const all = [...whyOf(facts, waitingFor), moneySentence(facts), ...nextSentences(facts)];
  // two rules may have the same to say; it is said once
  return all.filter(({ text }, i) => all.findIndex((each) => each.text === text) === i);
}

function whyOf(facts: Facts, waitingFor: WaitingFor | null): Sentence[] {
  const { order, evidence } = facts;
  const moved = seqs(lastStateRow(evidence));
  switch (order.state) {
    case 'order_intent_saved':
    case 'inventory_reserved':
      return [
        ...refusedSentence(evidence),
        ...causeSentences(waitingFor),
        { text: 'No payment was ever sent.', evidenceSeqs: moved },
      ];
    case 'payment_authorizing':
    case 'payment_pending':
      return uncertaintySentences(facts, waitingFor);
    case 'needs_reconciliation':
      return [
        { text: `${capital(reasonWords(facts))}.`, evidenceSeqs: moved },
        ...causeSentences(waitingFor),
        ...(order.reason === 'checks_ran_out' ? saidMeanwhile(facts, waitingFor) : []),
      ];
    case 'order_confirmed':
      return [
        { text: `Money and items were decided together, once, as version ${order.version}.`, evidenceSeqs: moved },
        ...definiteSentence(evidence),
        ...causeSentences(waitingFor),
      ];
    case 'failed_safely':
      return [
        { text: `Not completed, because ${reasonWords(facts)}.`, evidenceSeqs: moved },
        ...causeSentences(waitingFor),
      ];
    default:
      return order.state satisfies never;
  }
}

function refusedSentence(evidence: readonly EvidenceRow[]): Sentence[] {
  const refused = evidence.findLast((row) => row.kind === 'payment_refused');
  return refused === undefined
    ? []
    : [{ text: `${WAITING_CAUSE_WORDS.payment_refused}.`, evidenceSeqs: seqs(refused) }];
}

/** What the provider has said of a payment that every look-up had missed. */
function saidMeanwhile(facts: Facts, waitingFor: WaitingFor | null): Sentence[] {
  const said = definiteSentence(facts.evidence);
  return said.length > 0 ? said : [opening(providerWord(facts, waitingFor))];
}

/** What it waits for; that a case is past due is told with its case, and here what it is about. */
function causeSentences(waitingFor: WaitingFor | null): Sentence[] {
  if (waitingFor === null) return [];
  const { before, cause, evidenceSeqs } = waitingFor;
  const told = cause === 'case_past_due' ? (before[0] ?? cause) : cause;
  return [{ text: `${WAITING_CAUSE_WORDS[told]}.`, evidenceSeqs }];
}

function definiteSentence(evidence: readonly EvidenceRow[]): Sentence[] {
  const definite = definiteRow(evidence);
  if (definite === null) return [];
  const reference = definite.providerReference === null ? '' : ` (${definite.providerReference})`;
  return [
    {
      text: `The provider said ${outcomeWord(detailText(definite, 'outcome'))}${reference}.`,
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

function nextSentences({ order, evidence, operations, openCase, nowMs }: Facts): Sentence[] {
  const sentences: Sentence[] = [];
  const pay = authorizeOperationOf(operations);
  if (order.state === 'payment_pending' && pay !== null && pay.nextCheckAtMs !== null) {
    const which = `(${Math.min(pay.checksDone + 1, LOOKUP_CHECKS)} of ${LOOKUP_CHECKS})`;
    const leftMs = pay.nextCheckAtMs - nowMs;
    const when = leftMs > 0 ? `in ${countdown(leftMs)}` : `was due ${countdown(-leftMs)} ago`;
    sentences.push({ text: `Next check ${when} ${which}.`, evidenceSeqs: [], about: 'next_check' });
  }
  if (openCase !== null) {
    const leftMs = openCase.dueAtMs - nowMs;
    const due = leftMs > 0 ? `is due in ${countdown(leftMs)}` : `was due ${countdown(-leftMs)} ago`;
    const who = openCase.owner === null ? 'Nobody is assigned' : `${openCase.owner} is assigned`;
    sentences.push({ text: `${who}; the case ${due}.`, evidenceSeqs: openedSeqs(evidence, openCase), about: 'case' });
  } else if (order.state === 'payment_pending' || order.state === 'needs_reconciliation') {
    sentences.push({ text: 'Nobody is assigned.', evidenceSeqs: [], about: 'case' });
  }
  return sentences;
}

const openedSeqs = (evidence: readonly EvidenceRow[], { caseId }: CaseForExplanation): number[] =>
  seqs(evidence.find((row) => row.kind === 'case_opened' && detailText(row, 'case_id') === caseId));

function reasonWords({ order }: Facts): string {
  return order.reason === null ? 'its reason was not recorded' : ORDER_REASON_WORDS[order.reason];
}
