/** What the form would ask for as it is filled in now: pure, so that the button says exactly what happens, or why nothing can. */
import type { Money } from '@/server/domain/money';
import { moneyWords } from '@/server/domain/money-words';
import {
  LEAST_REASON,
  needsSecondPerson,
  type ProviderSaid,
  REPAIR_WORDS,
  type RepairKind,
  type RepairOrder,
  saysWhy,
} from '@/server/domain/repair/repair';
import type { RepairOffer } from '@/server/domain/repair/offer';
import { majorText, minorOf } from './major-units';

export interface RepairDraft {
  /** Null before anything was chosen. */
  readonly kind: RepairKind | null;
  /** Of a refund, as it was typed; null for all of it. */
  readonly amount: string | null;
  readonly reason: string;
}

export const EMPTY_DRAFT: RepairDraft = { kind: null, amount: null, reason: '' };

export interface RepairGround {
  readonly order: RepairOrder;
  readonly provider: ProviderSaid | null;
  readonly offers: readonly RepairOffer[];
  readonly atRisk: Money;
  readonly secondPersonOverMinor: number;
}

export interface RepairPlan {
  /** What is chosen and still permitted; evidence that grew old takes a choice away. */
  readonly offer: RepairOffer | null;
  /** What goes back; null where no money does, or while what is typed is no amount. */
  readonly amount: Money | null;
  readonly amountProblem: string | null;
  readonly reasonProblem: string | null;
  readonly needsSecondPerson: boolean;
  /** "Void 94.00 EUR" */
  readonly does: string;
}

export function repairPlan(draft: RepairDraft, ground: RepairGround): RepairPlan {
  const offer = chosenOffer(draft.kind, ground.offers);
  const { amount, problem } = chosenAmount(draft.amount, offer);
  return {
    offer,
    amount,
    amountProblem: problem,
    reasonProblem: saysWhy(draft.reason) ? null : `Say why, in at least ${LEAST_REASON} characters and in words.`,
    needsSecondPerson: offer !== null && takesTwo(offer.kind, amount, ground),
    does: offer === null ? 'Choose a repair' : doesWords(offer.kind, amount),
  };
}

/** Where only one is permitted, it needs no choosing. */
function chosenOffer(kind: RepairKind | null, offers: readonly RepairOffer[]): RepairOffer | null {
  const permitted = offers.filter(({ judgement }) => judgement.permitted);
  return permitted.find((each) => each.kind === kind) ?? (permitted.length === 1 ? (permitted[0] ?? null) : null);
}

function chosenAmount(
  typed: string | null,
  offer: RepairOffer | null,
): { readonly amount: Money | null; readonly problem: string | null } {
  const most = offer?.amount ?? null;
  if (offer?.kind !== 'refund' || most === null || typed === null) return { amount: most, problem: null };
  const { currency } = most;
  const amountMinor = minorOf(typed, currency);
  if (amountMinor === null) return { amount: null, problem: `Type an amount in ${currency}, ${exampleOf(currency)}.` };
  if (amountMinor === 0) return { amount: null, problem: 'Type more than nothing.' };
  if (amountMinor > most.amountMinor) return { amount: null, problem: `At most ${moneyWords(most)} can go back.` };
  return { amount: { amountMinor, currency }, problem: null };
}

const exampleOf = (currency: string): string => `like ${majorText(1_250, currency)}`;

function takesTwo(
  kind: RepairKind,
  amount: Money | null,
  { atRisk, order, provider, secondPersonOverMinor }: RepairGround,
): boolean {
  const basis = { order, provider, newerWord: false, operations: [], openCase: null };
  return needsSecondPerson(kind, amount, basis, atRisk, secondPersonOverMinor);
}

function doesWords(kind: RepairKind, amount: Money | null): string {
  if (amount === null) return REPAIR_WORDS[kind];
  return `${kind === 'void' ? 'Void' : 'Refund'} ${moneyWords(amount)}`;
}
