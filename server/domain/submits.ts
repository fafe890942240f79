/**
 * "4 submits, 1 provider call": how often the customer asked, against how often the provider was asked to charge.
 */
import type { EvidenceRow } from './evidence';
import { detailNumber } from './evidence-detail';
import type { OperationForExplanation } from './explanation/input';
import { authorizeOperationOf } from './explanation/input';
import { callRows } from './payment-evidence';

export interface Submit {
  /** From 1, in the order in which they happened. */
  readonly n: number;
  readonly atMs: number;
  readonly effect: 'provider_called' | 'answered_from_record' | 'not_sent';
  readonly text: string;
  readonly seq: number;
}

export interface Submits {
  readonly count: number;
  /** Calls that could charge: the larger of what was made durable and what was witnessed. */
  readonly providerCalls: number;
  readonly rows: readonly Submit[];
}

export function submitsOf(evidence: readonly EvidenceRow[], operations: readonly OperationForExplanation[]): Submits {
  const submitted = evidence
    .filter((row) => row.kind === 'order_submitted' || isSubmitByItself(row, evidence))
    .sort((a, b) => a.observedAtMs - b.observedAtMs || a.seq - b.seq);
  const providerCalls = Math.max(authorizeOperationOf(operations)?.attempts ?? 0, callRows(evidence).length);
  const rows = submitted.map((row, i): Submit => {
    const effect = effectOf(row, i, evidence);
    return { n: i + 1, atMs: row.observedAtMs, effect, text: EFFECT_WORDS[effect], seq: row.seq };
  });
  return { count: rows.length, providerCalls, rows };
}

const EFFECT_WORDS: Record<Submit['effect'], string> = {
  provider_called: 'provider called',
  answered_from_record: 'answered from the record',
  not_sent: 'kept, provider not called',
};

/** A repeat leaves one row, the answer; where its submit was witnessed too, that row counts and the answer belongs to it. */
function isSubmitByItself(row: EvidenceRow, evidence: readonly EvidenceRow[]): boolean {
  if (row.kind !== 'answered_from_record') return false;
  const submit = detailNumber(row, 'submit');
  return (
    submit === null ||
    !evidence.some((each) => each.kind === 'order_submitted' && detailNumber(each, 'submit') === submit)
  );
}

function effectOf(row: EvidenceRow, index: number, evidence: readonly EvidenceRow[]): Submit['effect'] {
  const submit = detailNumber(row, 'submit') ?? index + 1;
  const replayed =
    row.replayed ||
    evidence.some((each) => each.kind === 'answered_from_record' && detailNumber(each, 'submit') === submit);
  if (replayed) return 'answered_from_record';
  const sent = evidence.some((each) => each.kind === 'payment_authorizing' && each.requestId === row.requestId);
  return sent ? 'provider_called' : 'not_sent';
}
