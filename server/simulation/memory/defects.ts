/**
 * Guards of the database that a mutant can switch off. Only the simulation knows these switches; each stands for a mistake in a
 * statement or a migration that the invariants must catch.
 */
export const DEFECTS = [
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
] as const;

export type Defect = (typeof DEFECTS)[number];
