/** A replay: published messages given to one consumer again. The inbox makes an effect happen once, so what was acted on is left out. */

/** What a replay would do with one message. */
export const REPLAY_STANDINGS = [
  /** The consumer has acted on it: nothing would happen. */
  'already_effected',
  /** In its queue already. */
  'undelivered',
  /** A dead letter: put back as one, not replayed. */
  'parked',
  'would_be_effected',
  /** It would be queued and parked: the consumer cannot read it. */
  'would_be_parked',
] as const;

export type ReplayStanding = (typeof REPLAY_STANDINGS)[number];

/** One order, or a time: from inclusive, to exclusive. */
export type ReplaySelection =
  | { readonly kind: 'order'; readonly orderId: string }
  | { readonly kind: 'window'; readonly fromMs: number; readonly toMs: number };

export interface ReplayedMessage {
  readonly orderId: string;
  readonly messageId: string;
  readonly schema: string;
  readonly schemaVersion: number;
  readonly recordedAtMs: number;
  readonly standing: ReplayStanding;
  /** Why it would be parked; null for the others. */
  readonly why: string | null;
  /** The file that it was read from; null where it is in the outbox. */
  readonly archive: string | null;
  /** When it left the outbox for that file. */
  readonly archivedAtMs: number | null;
}

export type ReplayCounts = Readonly<Record<ReplayStanding, number>>;

export interface ReplayPlan {
  readonly counts: ReplayCounts;
  /** The first of them: those that something would happen to before those that nothing would. */
  readonly messages: readonly ReplayedMessage[];
  /** More than one replay takes: nothing is done, and the window must be narrowed. */
  readonly tooMany: boolean;
  /** Files that were read, and what was wrong with any that was left out. */
  readonly archives: readonly { readonly name: string; readonly problem: string | null }[];
}

export const MOST_REPLAYED = 5_000;

export function countStandings(messages: readonly Pick<ReplayedMessage, 'standing'>[]): ReplayCounts {
  const counts = Object.fromEntries(REPLAY_STANDINGS.map((standing) => [standing, 0])) as Record<
    ReplayStanding,
    number
  >;
  for (const { standing } of messages) counts[standing]++;
  return counts;
}

const SHOWN_FIRST: Record<ReplayStanding, number> = {
  would_be_effected: 0,
  would_be_parked: 1,
  parked: 2,
  undelivered: 3,
  already_effected: 4,
};

export const bySignificance = (a: ReplayedMessage, b: ReplayedMessage): number =>
  SHOWN_FIRST[a.standing] - SHOWN_FIRST[b.standing] || a.recordedAtMs - b.recordedAtMs;
