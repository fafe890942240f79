/**
 * The faults that a history can meet. Swarm testing: each kind is on in about half of the histories, at a rate of its own, so that
 * combinations come up that nobody thought of (https://users.cs.utah.edu/~regehr/papers/swarm12.pdf).
 */
export const FAULT_KINDS = {
  // the store: chance for each call
  store_abort: [0.002, 0.02],
  store_commit_unknown: [0.002, 0.02],
  store_lost_commit: [0.002, 0.02],
  store_slow: [0.005, 0.06],
  // written by a newer build than its reader
  message_unreadable: [0.01, 0.05],
  replica_lag: [0.1, 0.6],
  hint_lost: [0.1, 0.9],
  // copies of how orders stand, in the other region: chance for each message; without the first nothing is copied
  copy_late: [0.05, 0.5],
  copy_doubled: [0.05, 0.4],
  copy_lost: [0.02, 0.2],
  // processes: how often in a history, at most
  web_crash: [1, 3],
  worker_crash: [1, 4],
  web_pause: [1, 2],
  worker_pause: [1, 3],
  // at the very moment at which a statement has committed: chance for each call
  crash_at_step: [0.001, 0.012],
  pause_at_step: [0.001, 0.02],
  // between the owner's read and its decision: chance for each batch
  pause_before_decision: [0.02, 0.2],
  clock_skew: [0.3, 1],
  // the provider: chance for each call
  provider_slow: [0.02, 0.2],
  provider_hang_before: [0.01, 0.06],
  provider_late_accept: [0.01, 0.06],
  provider_hang_after: [0.01, 0.1],
  provider_500_before: [0.01, 0.15],
  provider_500_after: [0.01, 0.08],
  provider_reset_before: [0.01, 0.15],
  provider_reset_after: [0.01, 0.15],
  provider_rate_limited: [0.01, 0.15],
  provider_wrong_amount: [0.02, 0.1],
  provider_wrong_currency: [0.02, 0.1],
  lookup_lag: [0.2, 0.8],
  lookup_error: [0.05, 0.5],
  // a region's machine sleeps through the settle time, between a look-up and its answer: chance for each look-up
  asleep_at_look_up: [0.002, 0.01],
  // the provider's list: chance for each page, list, list
  list_error: [0.05, 0.4],
  list_lag: [0.1, 0.5],
  list_leaves_out: [0.1, 0.5],
  // charged past us: chance for each charge
  foreign_charge: [0.01, 0.15],
  foreign_duplicate: [0.01, 0.1],
  // and given back past us: chance for each of them
  foreign_return: [0.1, 0.4],
  // somebody does not wait for the second person: chance for each void that is proposed
  voided_by_hand: [0.1, 0.5],
  // webhooks: chance for each event
  webhook_lost: [0.05, 0.6],
  webhook_duplicate: [0.1, 0.6],
  webhook_late: [0.05, 0.5],
  webhook_early: [0.1, 0.6],
  // admission: how much is refused
  admission_closed: [1, 1],
  admission_part: [0.2, 0.8],
  // a person enters degraded mode while the store is busy, and leaves it by its evidence: chance for each history
  degraded_mode: [0.1, 0.1],
  // somebody pauses payments by hand, some until a time, and goes on with them: chance for each history
  payments_paused: [0.05, 0.05],
  // the link between the regions: how often in a history, at most
  link_cut: [1, 3],
  link_one_way: [1, 3],
  link_slow: [1, 2],
  link_flapping: [1, 2],
  // somebody hands a shard over to the other region while its orders run: how often in a history, at most
  hand_over: [1, 2],
  // the old owner's workers stop as soon as the other region has the shard: chance for each hand-over
  old_owner_stops: [0.1, 0.5],
  // after the busy time, for hours: nobody works in one region; the provider answers no look-up and sends no webhook; the link is cut
  night_without_workers: [0.25, 0.25],
  night_without_answers: [0.25, 0.25],
  night_without_link: [0.25, 0.25],
} as const satisfies Record<string, readonly [least: number, most: number]>;

export type FaultKind = keyof typeof FAULT_KINDS;

export const ALL_FAULT_KINDS = Object.keys(FAULT_KINDS) as FaultKind[];
