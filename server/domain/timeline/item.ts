/**
 * What a timeline is made of, as data for the page: witnessed rows, folds of repeated ones, and the two kinds of silence,
 * evidence that is missing and evidence that is still to come.
 */
import type { EvidenceLane, EvidenceRow } from '../evidence';
import type { OrderState } from '../order';

export interface Chip {
  readonly kind: 'submit' | 'attempt' | 'epoch' | 'version' | 'late' | 'answered_from_record' | 'duplicate' | 'check';
  readonly text: string;
}

export interface IdChip {
  readonly kind: 'request_id' | 'trace_id' | 'payment_operation' | 'message_id' | 'provider_reference';
  readonly value: string;
}

/** The line that joins the rows of one payment operation. */
export interface Bracket {
  readonly operation: string;
  readonly place: 'first' | 'middle' | 'last' | 'only';
  /** Drawn dashed while the provider's definite word is missing. */
  readonly open: boolean;
}

interface Placed {
  /** Stable while rows are added: a link to it stays good. */
  readonly key: string;
  readonly lane: EvidenceLane;
  readonly atMs: number;
  readonly sentence: string;
  readonly bracket: Bracket | null;
}

interface Witnessed extends Placed {
  /** Since the witnessed item before; null for the first. */
  readonly gapMs: number | null;
  readonly chips: readonly Chip[];
  readonly ids: readonly IdChip[];
}

export type TimelineItem =
  | (Witnessed & {
      readonly type: 'row';
      readonly row: EvidenceRow;
      readonly state: OrderState | null;
      /** Set on late evidence, which stands at the time it happened. */
      readonly learnedAtMs: number | null;
    })
  /** Two or more rows with the same answer, at the time of the last. */
  | (Witnessed & { readonly type: 'fold'; readonly rows: readonly EvidenceRow[]; readonly sinceMs: number })
  /** Where late evidence became known. */
  | (Witnessed & { readonly type: 'learned'; readonly ofSeq: number })
  | (Placed & { readonly type: 'missing'; readonly overdueMs: number })
  | (Placed & { readonly type: 'planned'; readonly inMs: number })
  | { readonly type: 'now'; readonly key: 'now'; readonly atMs: number };
