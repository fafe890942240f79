/** The drills: the seven failure modes of the seed and three more, each with what happens and what must hold. */
export const DRILL_IDS = [
  'timeout_after_accept',
  'browser_retry',
  'provider_slow',
  'confirmation_queue_grows',
  'region_link_cut',
  'old_consumer_new_field',
  'why_is_it_pending',
  'old_owner_comes_back',
  'webhook_five_times',
  'worker_dies',
] as const;

export type DrillId = (typeof DRILL_IDS)[number];

export interface Drill {
  readonly id: DrillId;
  readonly title: string;
  /** What will happen, and what must hold. */
  readonly says: string;
  /** Customers who order. */
  readonly orders: number;
  /** How long the fault lasts at most. */
  readonly faultMs: number;
}

const drill = (id: DrillId, orders: number, faultS: number, title: string, says: string): Drill => ({
  id,
  title,
  says,
  orders,
  faultMs: faultS * 1_000,
});

/** In the seed's order; the further ones follow. */
export const DRILLS: readonly Drill[] = [
  drill(
    'timeout_after_accept',
    12,
    20,
    'The gateway times out after the provider accepts',
    'The provider accepts, stays silent, and loses its webhooks. Orders must wait, not fail; look-ups settle them.',
  ),
  drill(
    'browser_retry',
    12,
    5,
    'The customer submits again and again',
    '12 orders, each submitted four times at once, in both regions. One call each.',
  ),
  drill(
    'provider_slow',
    12,
    20,
    'The provider becomes slow',
    'Every call takes 4 s. Nobody is told "failed" for it, and calls are not multiplied by retries.',
  ),
  drill(
    'confirmation_queue_grows',
    12,
    15,
    'The confirmation queue grows faster than it drains',
    'The workers of both regions stop. Nothing is confirmed meanwhile, and nothing is dropped.',
  ),
  drill(
    'region_link_cut',
    12,
    15,
    'The region link is cut',
    'Orders go to the region that does not own them. It confirms nothing; after the heal each takes effect once.',
  ),
  drill(
    'old_consumer_new_field',
    8,
    12,
    'A new event field is deployed while old consumers still exist',
    'Consumers of the build before meet a version that they cannot read. It is parked and never guessed, and settles after the upgrade.',
  ),
  drill(
    'why_is_it_pending',
    1,
    60,
    'Support asks why one order is pending',
    'Training: open the order, find the answer and read it out in under a minute.',
  ),
  drill(
    'old_owner_comes_back',
    8,
    12,
    'An old owner comes back',
    'A worker is frozen for longer than its lease while orders come, then thawed. What it still writes is refused.',
  ),
  drill(
    'webhook_five_times',
    10,
    10,
    'The webhook arrives five times',
    'In any order, some before our own answer. One effect.',
  ),
  drill(
    'worker_dies',
    12,
    15,
    'The worker dies between call and outcome',
    'Killed while payments are under way. The next one asks; it does not call again.',
  ),
];

export const drillOf = (id: DrillId): Drill => {
  const found = DRILLS.find((each) => each.id === id);
  if (found === undefined) throw new Error(`there is no drill ${id}`);
  return found;
};

export interface DrillLine {
  readonly atMs: number;
  readonly text: string;
}

export type DrillRunState = 'running' | 'held' | 'broken' | 'interrupted';

/** One run, as it is kept and shown. */
export interface DrillRun {
  readonly runId: string;
  readonly drill: DrillId;
  readonly state: DrillRunState;
  readonly startedBy: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  readonly story: readonly DrillLine[];
  readonly tallies: readonly DrillTally[];
  /** What the provider's ledger says of it; null while it runs. */
  readonly verdict: string | null;
  /** One of its orders, to look at; the first that waits, else any. */
  readonly orderId: string | null;
}

/** One thing that must stay true, as it was counted last. */
export interface DrillTally {
  readonly what: string;
  readonly count: number;
  readonly most: number;
  readonly countedIn: string;
}
