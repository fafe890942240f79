/**
 * One decision about many cases. It runs as single repairs: each is judged on its own fresh evidence, has its own result, and is
 * refused alone; nothing is decided for a case that nobody looked up.
 */
import { REPAIR_KINDS, REPAIR_WORDS, type RepairKind } from './repair/repair';

export const BULK_KINDS = ['recheck', ...REPAIR_KINDS] as const;

export type BulkKind = 'recheck' | RepairKind;

/** More than this is not one decision any more. */
export const MOST_BULK_ITEMS = 5_000;

export const BULK_WORDS: Record<BulkKind, string> = { recheck: 'Look up again', ...REPAIR_WORDS };

export interface BulkProgress {
  readonly total: number;
  readonly done: number;
  readonly notDone: number;
  readonly notKnown: number;
  /** Not tried yet. */
  readonly waiting: number;
}

/** Of a job that runs in several regions. */
export function sumProgress(parts: readonly BulkProgress[]): BulkProgress {
  const sum = (field: keyof BulkProgress) => parts.reduce((total, part) => total + part[field], 0);
  return {
    total: sum('total'),
    done: sum('done'),
    notDone: sum('notDone'),
    notKnown: sum('notKnown'),
    waiting: sum('waiting'),
  };
}

/** The click of one item: made from the job's, so that an item that is tried again after a crash is the same click. */
export const itemClick = (jobId: string, n: number): string => `${jobId}-${n}`;
