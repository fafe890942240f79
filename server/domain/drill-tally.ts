/**
 * What must stay true in a drill, counted from two witnesses that the product cannot write: the provider's own ledger, and what the
 * customers were told. Pure, so that it can be tested with stories in which the promise is broken.
 */
import type { DrillTally } from './drill';

/** One row of the provider's ledger. */
export interface DrillLedgerRow {
  readonly kind: 'authorized' | 'captured' | 'voided' | 'refunded' | 'declined';
  readonly amountMinor: number;
}

export interface DrillAnswer {
  readonly atMs: number;
  readonly state: string;
  readonly version: number;
}

/** One customer of a drill. */
export interface DrillCustomer {
  readonly orderId: string;
  readonly totalMinor: number;
  readonly submits: number;
  /** Every answer with an order in it, in the order in which it came. */
  readonly answers: readonly DrillAnswer[];
  readonly ledger: readonly DrillLedgerRow[];
}

const FINAL: readonly string[] = ['order_confirmed', 'failed_safely'];

export const lastAnswer = ({ answers }: DrillCustomer): DrillAnswer | null =>
  answers.reduce<DrillAnswer | null>(
    (last, each) => (last === null || each.version >= last.version ? each : last),
    null,
  );

/** The ending that a customer was told first; null while none was. */
export const endingOf = ({ answers }: DrillCustomer): DrillAnswer | null =>
  answers.find(({ state }) => FINAL.includes(state)) ?? null;

/** Payments that stand: authorized and neither voided nor given back whole. */
export function standingPayments({ ledger }: DrillCustomer): number {
  const authorized = ledger.filter(({ kind }) => kind === 'authorized').length;
  const returned = ledger.filter(({ kind }) => kind === 'voided' || kind === 'refunded').length;
  return authorized - returned;
}

/** The most that stood at any moment, as the ledger tells it. */
export function mostPaymentsAtOnce({ ledger }: DrillCustomer): number {
  let standing = 0;
  let most = 0;
  for (const { kind } of ledger) {
    if (kind === 'authorized') standing++;
    if (kind === 'voided' || kind === 'refunded') standing--;
    most = Math.max(most, standing);
  }
  return most;
}

/** @param atRest whether everything had the time to settle: only then is money without a decision a broken promise. */
export function drillTallies(customers: readonly DrillCustomer[], atRest: boolean): DrillTally[] {
  const told = customers.reduce((sum, { answers }) => sum + answers.length, 0);
  const answersServed = `answers served, ${told}`;
  const count = (broken: (customer: DrillCustomer) => boolean) => customers.filter(broken).length;
  return [
    {
      what: 'Successful payments for one order, most',
      count: Math.max(0, ...customers.map(mostPaymentsAtOnce)),
      most: 1,
      countedIn: "the provider's own ledger",
    },
    { what: 'Orders told two endings', count: count(toldTwoEndings), most: 0, countedIn: answersServed },
    {
      what: 'Told failed while money stands',
      count: count((each) => lastAnswer(each)?.state === 'failed_safely' && standingPayments(each) > 0),
      most: 0,
      countedIn: 'answers against the ledger',
    },
    {
      what: 'Told confirmed without its whole payment',
      count: count((each) => lastAnswer(each)?.state === 'order_confirmed' && !isPaid(each)),
      most: 0,
      countedIn: 'answers against the ledger',
    },
    {
      what: 'Final answers taken back',
      count: count(takenBack),
      most: 0,
      countedIn: answersServed,
    },
    ...(atRest
      ? [
          {
            what: 'Money without a decision or a case',
            count: count((each) => standingPayments(each) > 0 && !isLookedAfter(each)),
            most: 0,
            countedIn: 'the ledger against answers',
          },
        ]
      : []),
  ];
}

function toldTwoEndings({ answers }: DrillCustomer): boolean {
  return new Set(answers.filter(({ state }) => FINAL.includes(state)).map(({ state }) => state)).size > 1;
}

/** A higher version after a final one, in another state. */
function takenBack(customer: DrillCustomer): boolean {
  const ending = endingOf(customer);
  return (
    ending !== null && customer.answers.some(({ state, version }) => version > ending.version && state !== ending.state)
  );
}

function isPaid({ ledger, totalMinor }: DrillCustomer): boolean {
  return ledger.some(({ amountMinor, kind }) => kind === 'authorized' && amountMinor === totalMinor);
}

function isLookedAfter(each: DrillCustomer): boolean {
  const state = lastAnswer(each)?.state ?? '';
  return FINAL.includes(state) || state === 'needs_reconciliation';
}

export const drillHolds = (tallies: readonly DrillTally[]): boolean =>
  tallies.every(({ count, most }) => count <= most);

/** "12 customers, 48 submits, 12 payments authorized; 12 confirmed" */
export function drillStanding(customers: readonly DrillCustomer[]): string {
  const submits = customers.reduce((sum, each) => sum + each.submits, 0);
  const authorized = customers.reduce(
    (sum, { ledger }) => sum + ledger.filter(({ kind }) => kind === 'authorized').length,
    0,
  );
  const states = new Map<string, number>();
  for (const each of customers) {
    const state = lastAnswer(each)?.state ?? 'not answered yet';
    states.set(state, (states.get(state) ?? 0) + 1);
  }
  const standing = [...states].map(([state, n]) => `${n} ${state}`).join(', ');
  return `${customers.length} orders, ${submits} submits, ${authorized} authorized in the ledger: ${standing}`;
}
