/** The line of a provider's statement that opened a case: what the statement says beside what we recorded, and in what they differ. */
import { signedMoneyWords } from './amount';
import { DIFFERENCE_WORDS, type JudgedLine, type LineDifference } from './verdict';

export interface LineSides
  extends Pick<
    JudgedLine,
    | 'lineId'
    | 'lineNo'
    | 'verdict'
    | 'category'
    | 'operation'
    | 'paymentIntentId'
    | 'createdAtMs'
    | 'theirs'
    | 'ours'
    | 'differences'
  > {
  readonly statementId: string;
  readonly fileName: string;
}

export interface LineSideRow {
  readonly field: string;
  /** Null: not ours to say, or not theirs. */
  readonly ours: string | null;
  readonly theirs: string | null;
  readonly differs: boolean;
}

/** The amounts stand in a row of their own. */
const TOLD_APART: readonly LineDifference['field'][] = ['amount', 'currency', 'line'];

export function lineSideRows(side: LineSides): LineSideRow[] {
  const { category, differences, lineId, operation, ours, paymentIntentId, theirs } = side;
  const told = differences.filter(({ field }) => !TOLD_APART.includes(field));
  const isTold = (field: LineDifference['field']) => told.some((each) => each.field === field);
  const words = (amount: LineSides['ours']) =>
    amount === null ? 'none' : signedMoneyWords(amount.minor, amount.currency);
  return [
    {
      field: 'line',
      ours: operation,
      theirs: theirs === null ? 'none' : `${category}, ${lineId}`,
      differs: theirs === null,
    },
    {
      field: DIFFERENCE_WORDS.amount,
      ours: words(ours),
      theirs: words(theirs),
      differs: words(ours) !== words(theirs),
    },
    ...told.map((each) => ({
      field: DIFFERENCE_WORDS[each.field],
      ours: each.ours,
      theirs: each.theirs,
      differs: true,
    })),
    ...(paymentIntentId === null || isTold('payment_intent_id')
      ? []
      : [{ field: DIFFERENCE_WORDS.payment_intent_id, ours: null, theirs: paymentIntentId, differs: false }]),
  ];
}
