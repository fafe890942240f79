/**
 * What became of one line of a settlement statement, or of one operation of ours that no line tells of. "Missing in ours" and
 * "missing in theirs" are kept apart from "different", and none of them is said of what could not be compared.
 */
import type { Money } from '../money';

export const LINE_VERDICTS = ['matched', 'different', 'missing_ours', 'missing_theirs', 'not_compared'] as const;

export type LineVerdict = (typeof LINE_VERDICTS)[number];

/** The verdicts that a person must look at. */
export const DIFFERING_VERDICTS = [
  'different',
  'missing_ours',
  'missing_theirs',
] as const satisfies readonly LineVerdict[];

export const isDiffering = (verdict: LineVerdict): boolean =>
  (DIFFERING_VERDICTS as readonly LineVerdict[]).includes(verdict);

export const LINE_VERDICT_WORDS: Record<LineVerdict, { readonly word: string; readonly says: string }> = {
  matched: { word: 'Matched', says: 'The statement, our record and the charge that the provider told us of agree.' },
  different: { word: 'Different', says: 'Both sides know it, and they do not agree.' },
  missing_ours: { word: 'Missing in ours', says: 'The statement has a line for which we have no order.' },
  missing_theirs: {
    word: 'Missing in theirs',
    says: 'We recorded a capture or a refund that the statement does not have.',
  },
  not_compared: {
    word: 'Not compared',
    says: "The provider's own lines (fees, transfers), and operations whose outcome we are still finding out.",
  },
};

export type DifferenceField =
  | 'order'
  | 'operation'
  | 'state'
  | 'amount'
  | 'currency'
  /** What the provider told us of the charge when it was made. */
  | 'recorded_charge'
  | 'payment_intent_id'
  | 'payment_operation'
  /** Gross less fee. */
  | 'net'
  | 'settled_before'
  | 'line';

export const DIFFERENCE_WORDS: Record<DifferenceField, string> = {
  order: 'order',
  operation: 'operation',
  state: 'state',
  amount: 'amount',
  currency: 'currency',
  recorded_charge: 'the charge as we were told of it',
  payment_intent_id: 'payment intent',
  payment_operation: 'payment operation',
  net: 'net',
  settled_before: 'settled before',
  line: 'line',
};

/** One thing that does not agree, as each side has it. */
export interface LineDifference {
  readonly field: DifferenceField;
  readonly theirs: string;
  readonly ours: string;
}

/** "amount: statement 48.00 EUR, ours 49.00 EUR; …": on one line. */
export function differenceWords(differences: readonly LineDifference[]): string {
  return differences
    .map(({ field, ours, theirs }) => `${DIFFERENCE_WORDS[field]}: statement ${theirs}, ours ${ours}`)
    .join('; ');
}

/** An amount with its sign: negative when it left the account. */
export interface SignedAmount {
  readonly minor: number;
  readonly currency: string;
}

export interface JudgedLine {
  /** The balance transaction, or our operation where the statement has none. */
  readonly lineId: string;
  /** In the file; 0 where the statement has no line. */
  readonly lineNo: number;
  readonly verdict: LineVerdict;
  /** '' when the payment names none. */
  readonly orderId: string;
  /** Whether this region has that order. */
  readonly isOrderKnown: boolean;
  readonly operation: string | null;
  readonly category: string;
  readonly paymentIntentId: string | null;
  readonly createdAtMs: number;
  readonly theirs: SignedAmount | null;
  readonly ours: SignedAmount | null;
  readonly feeMinor: number;
  readonly differences: readonly LineDifference[];
  /** The difference, or the whole where it is not one of amounts; null where both sides agree. */
  readonly atRisk: Money | null;
}
