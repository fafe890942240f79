/**
 * How old what is shown is, and who told it. A reader is never left to guess whether it is the record or a memory of it. A copy may
 * speak for its owner only while it is at or past what the reader has seen and younger than the boundary; else the owner is asked,
 * and where nobody can be, the last known is said to be that.
 */
export interface Freshness {
  /** What is shown was true at this instant, epoch milliseconds. */
  readonly asOfMs: number;
  readonly source: FreshnessSource;
  readonly region: string;
  /** 0 at the owner. */
  readonly behindMs: number;
}

export const FRESHNESS_SOURCES = ['owner', 'replica', 'last_known'] as const;
export type FreshnessSource = (typeof FRESHNESS_SOURCES)[number];

export const freshAtOwner = (region: string, nowMs: number): Freshness => ({
  asOfMs: nowMs,
  source: 'owner',
  region,
  behindMs: 0,
});

/** The freshness boundary: a copy that may be older than this is not shown while its owner can be asked. */
export const FRESH_ENOUGH_MS = 5_000;

/** Everything that the other region committed before `completeUntilMs` is in its copies here. */
export interface Completeness {
  /** By the clock of the region that is copied, as is `saidAtMs`, when it said so. */
  readonly completeUntilMs: number;
  readonly saidAtMs: number;
  /** By the clock of the region that keeps the copy. */
  readonly receivedAtMs: number;
}

/**
 * The most that copies may be behind. Two measures, the larger counts: by both clocks, which a skew between them shortens; and by this
 * region's clock since it was received, which a delayed message shortens. Infinite while nothing was received.
 */
export function behindMs(completeness: Completeness | null, nowMs: number): number {
  if (completeness === null) return Number.POSITIVE_INFINITY;
  const { completeUntilMs, receivedAtMs, saidAtMs } = completeness;
  return Math.max(0, nowMs - completeUntilMs, nowMs - receivedAtMs + (saidAtMs - completeUntilMs));
}

/** What the reader's session has been shown of one order or cart. */
export interface Seen {
  /** 0: nothing. */
  readonly version: number;
  /** As of when, by the owner's clock; 0: not known. */
  readonly asOfMs: number;
}

export const NOTHING_SEEN: Seen = { version: 0, asOfMs: 0 };

export interface Copy {
  readonly version: number;
  /** When its owner read it, by the owner's clock. */
  readonly toldAtMs: number;
  readonly completeness: Completeness | null;
}

/** Until when the copy is known to be true: it was so when it was read, and nothing else was committed before it was complete. */
export const copyAsOfMs = ({ toldAtMs, completeness }: Copy): number =>
  Math.max(toldAtMs, completeness?.completeUntilMs ?? 0);

/** Whether the copy may be shown without asking: young enough, and nothing that was shown before is missing in it. */
export function mayAnswer(copy: Copy, seen: Seen, nowMs: number): boolean {
  return (
    copy.version >= seen.version &&
    (copy.version > seen.version || copyAsOfMs(copy) >= seen.asOfMs) &&
    behindMs(copy.completeness, nowMs) <= FRESH_ENOUGH_MS
  );
}

/** Whether it may be shown, marked as the last known, when the owner cannot be reached: never an earlier state than was seen. */
export const mayBeLastKnown = (copy: Copy, seen: Seen): boolean => copy.version >= seen.version;

export function freshnessOfCopy(copy: Copy, source: 'replica' | 'last_known', owner: string, nowMs: number): Freshness {
  const asOfMs = copyAsOfMs(copy);
  const behind = behindMs(copy.completeness, nowMs);
  return { asOfMs, source, region: owner, behindMs: Number.isFinite(behind) ? behind : Math.max(0, nowMs - asOfMs) };
}

/** The later of two that one session has seen; what it saw never shrinks. */
export function laterSeen(a: Seen, b: Seen): Seen {
  if (a.version !== b.version) return a.version > b.version ? a : b;
  return a.asOfMs >= b.asOfMs ? a : b;
}
