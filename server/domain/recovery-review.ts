/**
 * After a cut: whether normal promises may return. Each line has its evidence; what could not be looked at is open, never taken
 * for sound. A region alone says nothing of the other.
 */
import type { Region } from './region';

export type Agreement = 'agrees' | 'differs' | 'not_told';

export interface SampledOrder {
  readonly orderId: string;
  readonly state: string;
  readonly recorded: string;
  /** What the provider said now; null where it did not answer. */
  readonly provider: string | null;
  readonly agreement: Agreement;
}

export interface ReviewFacts {
  readonly region: Region;
  readonly fromMs: number;
  readonly toMs: number;
  readonly nowMs: number;
  /** Orders that were placed or moved in the window, by state. */
  readonly touched: readonly { readonly state: string; readonly count: number }[];
  /** Of the touched ones that are not final: since when the oldest waits, and how many wait longer than they may. */
  readonly unfinished: { readonly count: number; readonly oldestAtMs: number | null; readonly overdue: number };
  /** Authorizations that are neither decided, queued nor in a case. */
  readonly undecidedAuthorizations: number;
  readonly sample: readonly SampledOrder[];
  readonly fenced: number;
  /** The canary that was tried for this review; null where the region owns nothing. */
  readonly canary: { readonly refused: boolean; readonly atMs: number } | null;
  /** Shards that neither region decides for now. */
  readonly closedShards: number;
  readonly claimedTwice: number;
}

export interface ReviewLine {
  readonly id: 'owners' | 'fence' | 'agreement' | 'undecided' | 'pending';
  readonly holds: boolean;
  readonly text: string;
}

/** An order that waits longer is not explained by a cut that is over. */
export const MOST_PENDING_MS = 10 * 60_000;

export function reviewLines(facts: ReviewFacts): ReviewLine[] {
  const differing = facts.sample.filter(({ agreement }) => agreement === 'differs').length;
  const notTold = facts.sample.filter(({ agreement }) => agreement === 'not_told').length;
  const { overdue } = facts.unfinished;
  return [
    {
      id: 'owners',
      holds: facts.claimedTwice === 0 && facts.closedShards === 0,
      text:
        facts.claimedTwice > 0
          ? `${counted(facts.claimedTwice, 'shard is', 'shards are')} claimed by both regions. Stop both and read the playbook.`
          : facts.closedShards > 0
            ? `${counted(facts.closedShards, 'shard has', 'shards have')} no owner now: a hand-over is not finished.`
            : 'Each shard has one owner.',
    },
    {
      id: 'fence',
      holds: facts.canary === null || facts.canary.refused,
      text:
        facts.canary === null
          ? 'The region owns no shard: nothing could be written under an old epoch.'
          : facts.canary.refused
            ? `A write under an old epoch was tried and refused; ${counted(facts.fenced, 'late writer was', 'late writers were')} fenced in the window.`
            : 'A WRITE UNDER AN OLD EPOCH WAS ACCEPTED in a trial. Stop the region’s workers.',
    },
    {
      id: 'agreement',
      holds: differing === 0 && notTold === 0,
      text:
        facts.sample.length === 0
          ? 'No order with a payment was touched: there is nothing to compare.'
          : differing > 0
            ? `${differing} of ${facts.sample.length} orders differ from the provider’s own answer.`
            : notTold > 0
              ? `The provider did not answer for ${notTold} of ${facts.sample.length} orders.`
              : `${facts.sample.length} of ${facts.sample.length} orders agree with the provider’s own answer.`,
    },
    {
      id: 'undecided',
      holds: facts.undecidedAuthorizations === 0,
      text:
        facts.undecidedAuthorizations === 0
          ? 'Every known authorization is decided, queued or in a case.'
          : `${counted(facts.undecidedAuthorizations, 'authorization is', 'authorizations are')} neither decided, queued nor in a case.`,
    },
    {
      id: 'pending',
      holds: overdue === 0,
      text:
        overdue === 0
          ? `${counted(facts.unfinished.count, 'order of the window is', 'orders of the window are')} not final, none for longer than ten minutes.`
          : `${counted(overdue, 'order of the window waits', 'orders of the window wait')} for longer than ten minutes.`,
    },
  ];
}

/** What the provider says of a payment, against what is recorded of it: equal, or equal in what it holds. */
export function agreementOf(recorded: string, provider: string | null): Agreement {
  if (provider === null) return 'not_told';
  return recorded === provider ? 'agrees' : 'differs';
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
