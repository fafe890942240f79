/**
 * The explanation of one order: an answer that can be read out, what backs it, what is known, what cannot be known yet, what is
 * missing and what comes next. It never says more than the evidence shows; unknown money always names the most at stake.
 */
import type { EvidenceRow } from '../evidence';
import { detailNumber, detailText } from '../evidence-detail';
import { awaitedEvidence, missingEvidence } from '../expected-evidence';
import { causeOf, type WaitingFor } from './cause';
import type { CaseForExplanation, OperationForExplanation, OrderForExplanation } from './input';
import { type KnownFact, knownOf, type UnknownFact, unknownOf } from './knowledge';
import { type NextStep, nextStepOf } from './next-step';
import { type PersonMay, personMayOf } from './person-may';
import { leadOf, type Sentence, sentencesOf } from './sentences';
import { moneyPosition, type MoneyStanding } from '../money-position';
import { ORDER_STATE_WORDS, type Tone } from '../order-state-words';
import { type Submits, submitsOf } from '../submits';

export interface Explanation {
  readonly tone: Tone;
  /** "Pending 6 min." */
  readonly lead: string;
  /** Read one after the other, joined by blanks. */
  readonly sentences: readonly Sentence[];
  /** Why it waits; null only for an order that is decided and owes nothing. */
  readonly cause: WaitingFor | null;
  readonly money: MoneyStanding;
  readonly known: readonly KnownFact[];
  readonly unknown: readonly UnknownFact[];
  /** Due by now and absent. */
  readonly missing: readonly { readonly text: string; readonly dueAtMs: number }[];
  /** Not due yet. */
  readonly awaited: readonly { readonly text: string; readonly dueAtMs: number }[];
  /** Null only for an order that is decided and owes nothing. */
  readonly nextStep: NextStep | null;
  /** Every act that a person may think of, with why or why not. */
  readonly personMay: readonly PersonMay[];
  readonly submits: Submits;
  readonly customerSees: CustomerSees | null;
}

/** The exact text last served to the customer; null when none was witnessed. */
export interface CustomerSees {
  readonly message: string;
  readonly version: number | null;
  readonly toldAtMs: number;
  readonly seq: number;
}

/** @param evidence every row of the order, in the order of `seq`. @param timeZone IANA zone of the reader. */
export function explain(
  order: OrderForExplanation,
  evidence: readonly EvidenceRow[],
  operations: readonly OperationForExplanation[],
  cases: readonly CaseForExplanation[],
  nowMs: number,
  timeZone = 'UTC',
): Explanation {
  const openCase = cases.find(({ closedAtMs }) => closedAtMs === null) ?? null;
  const facts = { order, evidence, operations, cases, openCase, nowMs, timeZone };
  const cause = causeOf(facts);
  return {
    tone: ORDER_STATE_WORDS[order.state].tone,
    lead: leadOf(facts),
    sentences: sentencesOf(facts, cause),
    cause,
    money: moneyPosition(operations),
    known: knownOf(facts),
    unknown: unknownOf(facts, cause),
    missing: missingEvidence(evidence, nowMs).map(({ text, dueAtMs }) => ({ text, dueAtMs })),
    awaited: awaitedEvidence(evidence, nowMs).map(({ text, dueAtMs }) => ({ text, dueAtMs })),
    nextStep: nextStepOf(facts, cause),
    personMay: personMayOf(facts),
    submits: submitsOf(evidence, operations),
    customerSees: customerSeesOf(evidence),
  };
}

/** The whole answer as one text, as it is read out. */
export function explanationText({ lead, sentences }: Pick<Explanation, 'lead' | 'sentences'>): string {
  return [lead, ...sentences.map(({ text }) => text)].join(' ');
}

function customerSeesOf(evidence: readonly EvidenceRow[]): CustomerSees | null {
  const told = evidence.findLast((row) => row.kind === 'customer_told' && detailText(row, 'message') !== null);
  const message = told === undefined ? null : detailText(told, 'message');
  if (told === undefined || message === null) return null;
  return { message, version: detailNumber(told, 'version'), toldAtMs: told.observedAtMs, seq: told.seq };
}
