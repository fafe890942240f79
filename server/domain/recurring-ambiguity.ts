/**
 * Recurring ambiguity: what keeps leaving orders unclear, by provider, step and region over time. It is read from the cases that
 * were opened in a window: each names its reason, and the evidence before it the step in which the doubt arose.
 */
import type { EvidenceKind } from './evidence';
import type { Money } from './money';
import type { CaseReason } from './reconciliation-case';
import type { Region } from './region';

export const AMBIGUITY_STEPS = [
  'call',
  'webhook',
  'look_up',
  /** The provider's own list. */
  'sweep',
  'compensation',
  'hold',
  'statement',
  'queue',
] as const;

export type AmbiguityStep = (typeof AMBIGUITY_STEPS)[number];

/** Reasons that arise in one step, whatever was heard before. */
export const STEP_OF_REASON: Readonly<Partial<Record<CaseReason, AmbiguityStep>>> = {
  hold_gone: 'hold',
  compensation_failed: 'compensation',
  capture_failed: 'compensation',
  checks_ran_out: 'look_up',
  provider_has_no_record: 'sweep',
  order_without_payment: 'sweep',
  payment_without_order: 'sweep',
  message_parked: 'queue',
  statement_difference: 'statement',
};

/** The others: what was heard of the provider last before the case was opened. */
export const STEP_OF_EVIDENCE: Readonly<Partial<Record<EvidenceKind, AmbiguityStep>>> = {
  call_answered: 'call',
  call_unanswered: 'call',
  webhook_received: 'webhook',
  lookup_answered: 'look_up',
  lookup_unanswered: 'look_up',
  ledger_swept: 'sweep',
};

/** Where neither tells: only the provider's own list can have shown it. */
export const STEP_OTHERWISE: AmbiguityStep = 'sweep';

export const AMBIGUITY_BUCKETS = { hour: 3_600_000, day: 86_400_000 } as const;

export type AmbiguityBucket = keyof typeof AMBIGUITY_BUCKETS;

/** A longer window is refused: more bars than a page can show. */
export const MOST_BUCKETS = 400;
export const MOST_CAUSES = 40;

/** One cause in one region, over the whole window. */
export interface AmbiguityCause {
  readonly provider: string;
  readonly step: AmbiguityStep;
  readonly reason: CaseReason;
  readonly region: Region;
  /** Cases opened in the window. */
  readonly opened: number;
  /** Of them: still open. */
  readonly open: number;
  readonly closedByMachines: number;
  /** Closed by a person, or settled by a person's repair. */
  readonly closedByPeople: number;
  /** From opening to closing, of those that are closed; null while none is. */
  readonly medianToCloseMs: number | null;
  readonly atRisk: readonly Money[];
  /** Cases opened by bucket, the earliest first; buckets without any are absent. */
  readonly overTime: readonly { readonly fromMs: number; readonly opened: number }[];
}

export interface AmbiguityReport {
  readonly fromMs: number;
  readonly toMs: number;
  readonly bucketMs: number;
  /** The most frequent first, `MOST_CAUSES` at most. */
  readonly causes: readonly AmbiguityCause[];
  /** Opened in the window over all causes, also those not shown. */
  readonly opened: number;
  /** True where a region held more cases than one report reads: then every count is "at least", of the newest ones. */
  readonly capped: boolean;
}

/** One report over the regions that answered. Causes of two regions stay apart: a median cannot be added. */
export function mergedAmbiguity(reports: readonly AmbiguityReport[]): AmbiguityReport | null {
  const [first] = reports;
  if (first === undefined) return null;
  return {
    ...first,
    causes: reports
      .flatMap(({ causes }) => causes)
      .toSorted((a, b) => b.opened - a.opened)
      .slice(0, MOST_CAUSES),
    opened: reports.reduce((sum, { opened }) => sum + opened, 0),
    capped: reports.some(({ capped }) => capped),
  };
}
