/**
 * Guards of the database that a mutant can switch off. Only the simulation knows these switches; each stands for a mistake in a
 * statement or a migration that the invariants must catch.
 */
const OF_STORES = [
  'no_fence',
  'no_inbox',
  'confirm_without_hold',
  'release_twice',
  'released_lines_forgotten',
  'no_final_guard',
  'sell_below_zero',
  'no_version_guard',
  'sweep_gap',
  'two_open_repairs',
  'own_approval',
  'approval_of_a_moved_order',
  'claim_of_a_held_case',
  'audit_outside',
  'places_any_shard',
  'hand_over_leaves_open',
  'hand_over_keeps_epoch',
  'hand_over_owes_no_sweep',
  'no_memory_guard',
] as const;

/** Of copies: the last that comes in replaces what is there, and the source calls its copies complete before they are acknowledged. */
export const COPY_DEFECTS = ['copy_last_arrival_wins', 'copies_complete_at_once'] as const;

/** Of the gate that a mode is left through: it asks for no evidence, or not who broke the glass, a ramp may leap, or one line of the evidence always holds. */
export const EXIT_DEFECTS = [
  'exit_unproven',
  'glass_unproven',
  'glass_with_one_person',
  'ramp_skips',
  'exit_without_agreement',
  'exit_without_oldest_pending',
  'exit_without_authorizations_undecided',
  'exit_without_old_epoch_refused',
  'exit_without_queue_age',
  'exit_without_dead_letters',
  'exit_without_other_region',
] as const;

export const DEFECTS = [...OF_STORES, ...COPY_DEFECTS, ...EXIT_DEFECTS] as const;

export type Defect = (typeof DEFECTS)[number];
