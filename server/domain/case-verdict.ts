/**
 * Verdicts: what a person may decide about money that no order of ours claims. There is no order that a repair could move, so nothing is
 * voided or refunded from here: it is found at the provider, and its case is closed on the provider's own fresh word about the charge, or
 * on the line of a statement that names none.
 */
import type { Money } from './money';
import { moneyWords } from './money-words';
import { EVIDENCE_FRESH_MS, type ProviderSaid } from './repair/repair';
import type { LineSides } from './settlement-statement/sides';

export const VERDICT_KINDS = ['given_back', 'other_system', 'accounted_for'] as const;

export type VerdictKind = (typeof VERDICT_KINDS)[number];

/** The words of a choice, and what it says of the money. */
export const VERDICT_WORDS: Record<VerdictKind, { readonly choice: string; readonly says: string }> = {
  given_back: {
    choice: 'It was given back',
    says: 'The provider holds nothing of it any more: it was voided or refunded there.',
  },
  other_system: {
    choice: 'Another system made it',
    says: 'It is no customer’s of this store; the account is shared with a system that answers for it.',
  },
  accounted_for: {
    choice: 'It is accounted for elsewhere',
    says: 'It stays with us; the reason says where it is recorded.',
  },
};

/** Everything that a verdict is judged on: frozen with it, and compared again before a second person's word counts. */
export interface VerdictBasis {
  readonly caseId: string;
  readonly atRisk: Money;
  /** Of the charge that the case is about; null when nothing names one. */
  readonly providerReference: string | null;
  readonly provider: ProviderSaid | null;
  /** The provider said something of it by itself after it was asked. */
  readonly newerWord: boolean;
  /** Null unless a statement opened the case. */
  readonly statement: LineSides | null;
}

export type VerdictJudgement =
  | { readonly permitted: true }
  | { readonly permitted: false; readonly code: string; readonly text: string };

export interface VerdictOffer {
  readonly kind: VerdictKind;
  readonly judgement: VerdictJudgement;
  readonly needsSecondPerson: boolean;
}

const PERMITTED: VerdictJudgement = { permitted: true };
const no = (code: string, text: string): VerdictJudgement => ({ permitted: false, code, text });

export function judgeVerdict(kind: VerdictKind, basis: VerdictBasis, nowMs: number): VerdictJudgement {
  const { newerWord, provider, providerReference, statement } = basis;
  if (providerReference === null) {
    if (statement === null) return no('evidence_missing', 'Neither a charge nor a line of a statement is known of it.');
    return kind === 'given_back'
      ? no('evidence_missing', 'The statement names no payment, so the provider cannot be asked whether it was.')
      : PERMITTED;
  }
  if (provider === null) return no('evidence_missing', 'Look the charge up at the provider first.');
  if (newerWord || nowMs - provider.observedAtMs > EVIDENCE_FRESH_MS)
    return no('evidence_stale', 'What the provider said is too old; look it up again.');
  switch (provider.answer) {
    case 'unanswered':
      return no('provider_silent', 'The provider did not answer; nobody knows.');
    case 'not_found':
      return kind === 'accounted_for'
        ? PERMITTED
        : no('not_found', 'The provider does not find it under this name any more; the reason must say where it went.');
    case 'found':
      return kind === 'given_back' ? judgeReturn(provider) : PERMITTED;
    default:
      return provider.answer satisfies never;
  }
}

function judgeReturn({ amount, holdsNothing }: ProviderSaid): VerdictJudgement {
  if (holdsNothing) return PERMITTED;
  return amount === null
    ? no('not_known_yet', 'The payment is still open at the provider; it may yet succeed.')
    : no('money_held', `The provider holds ${moneyWords(amount)}; give it back there first.`);
}

/** Whoever says alone that money may stay could keep it: more than the limit takes two. What the provider gave back takes one. */
export function verdictNeedsSecondPerson(kind: VerdictKind, atRisk: Money, limitMinor: number): boolean {
  switch (kind) {
    case 'given_back':
      return false;
    case 'other_system':
    case 'accounted_for':
      return atRisk.amountMinor > limitMinor;
    default:
      return kind satisfies never;
  }
}

export function verdictOffers(basis: VerdictBasis, limitMinor: number, nowMs: number): VerdictOffer[] {
  return VERDICT_KINDS.map((kind) => ({
    kind,
    judgement: judgeVerdict(kind, basis, nowMs),
    needsSecondPerson: verdictNeedsSecondPerson(kind, basis.atRisk, limitMinor),
  }));
}

/** As the case keeps it. */
export const verdictText = (kind: VerdictKind, reason: string): string => `${kind}: ${reason}`;
