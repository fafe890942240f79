/** What a person asks the verdict desk, in plain data: it crosses regions. */
import type { VerdictKind } from './case-verdict';

interface VerdictCase {
  /** '' for money that names no order. */
  readonly orderId: string;
  readonly caseId: string;
}

export interface VerdictProposal extends VerdictCase {
  readonly kind: VerdictKind;
  readonly reason: string;
  /** The row of evidence that the person saw; null for none. */
  readonly restsOnSeq: number | null;
}

/** Bound to the snapshot that the second person saw. */
export interface VerdictApproval extends VerdictCase {
  readonly number: number;
  readonly basisHash: string;
}

export interface VerdictEnding extends VerdictCase {
  readonly number: number;
  readonly reason: string;
}
