/**
 * The explanation of one order: an answer that can be read out, what backs it, what is known, what cannot be known yet, what is
 * missing and what comes next. It never says more than the evidence shows; unknown money always names the most at stake.
 */
import type { EvidenceRow } from './evidence';
import { detailNumber, detailText } from './evidence-detail';
import { missingEvidence, plannedEvidence } from './expected-evidence';
import {
  authorizeOperationOf,
  type CaseForExplanation,
  type OperationForExplanation,
  type OrderForExplanation,
  type Told,
} from './explanation-input';
import { type KnownFact, knownOf, type UnknownFact, unknownOf } from './explanation-knowledge';
import { leadOf, type Sentence, sentencesOf } from './explanation-sentences';
import { moneyPosition, type MoneyStanding } from './money-position';
import { isFinal } from './order';
import { ORDER_STATE_WORDS, type Tone } from './order-state-words';
import { type Submits, submitsOf } from './submits';

export interface Explanation {
  readonly tone: Tone;
  /** "Pending 6 min." */
  readonly lead: string;
  /** Read one after the other, joined by blanks. */
  readonly sentences: readonly Sentence[];
  readonly money: MoneyStanding;
  readonly known: readonly KnownFact[];
  readonly unknown: readonly UnknownFact[];
  readonly missing: readonly { readonly text: string; readonly dueAtMs: number }[];
  /** Null only for an order that is decided and owes nothing. */
  readonly nextStep: { readonly text: string; readonly atMs: number | null } | null;
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
  const facts = { order, evidence, operations, openCase, nowMs, timeZone };
  return {
    tone: ORDER_STATE_WORDS[order.state].tone,
    lead: leadOf(facts),
    sentences: sentencesOf(facts),
    money: moneyPosition(operations),
    known: knownOf(facts),
    unknown: unknownOf(facts),
    missing: missingEvidence(evidence, nowMs).map(({ text, dueAtMs }) => ({ text, dueAtMs })),
    nextStep: nextStepOf(facts),
    submits: submitsOf(evidence, operations),
    customerSees: customerSeesOf(evidence),
  };
}

/** The whole answer as one text, as it is read out. */
export function explanationText({ lead, sentences }: Pick<Explanation, 'lead' | 'sentences'>): string {
  return [lead, ...sentences.map(({ text }) => text)].join(' ');
}

function nextStepOf({ order, evidence, operations, openCase, nowMs }: Told<EvidenceRow>): Explanation['nextStep'] {
  const pay = authorizeOperationOf(operations);
  if (order.state === 'payment_pending' && pay !== null && pay.nextCheckAtMs !== null)
    return { text: `Look-up of ${pay.operation}, by itself. It cannot charge.`, atMs: pay.nextCheckAtMs };
  if (openCase !== null)
    return {
      text: openCase.owner === null ? 'A person takes the case.' : `${openCase.owner} decides the case.`,
      atMs: openCase.dueAtMs,
    };
  const planned = isFinal(order.state) ? undefined : plannedEvidence(evidence, nowMs)[0];
  if (planned !== undefined) return { text: planned.text, atMs: planned.dueAtMs };
  if (isFinal(order.state)) {
    const owed = operations.find(({ kind, nextCheckAtMs }) => kind !== 'authorize' && nextCheckAtMs !== null);
    return owed === undefined
      ? null
      : { text: `${owed.operation} is followed until acknowledged.`, atMs: owed.nextCheckAtMs };
  }
  return { text: 'The order owner decides on what is recorded.', atMs: null };
}

function customerSeesOf(evidence: readonly EvidenceRow[]): CustomerSees | null {
  const told = evidence.findLast((row) => row.kind === 'customer_told' && detailText(row, 'message') !== null);
  const message = told === undefined ? null : detailText(told, 'message');
  if (told === undefined || message === null) return null;
  return { message, version: detailNumber(told, 'version'), toldAtMs: told.observedAtMs, seq: told.seq };
}
