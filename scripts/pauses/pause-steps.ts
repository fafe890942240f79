/** Where a decision can be stopped: before and after everything that it waits for. */
export const PAUSE_STEPS = [
  'with_lease',
  'before_read',
  'after_read',
  'before_decide',
  'after_decide',
  'after_all',
] as const;

export type PauseStep = (typeof PAUSE_STEPS)[number];
