/** A message that one consumer could not act on, kept with its reason; and how many of them are meant. */
export interface DeadLetterRef {
  readonly orderId: string;
  readonly messageId: string;
  readonly consumer: string;
}

/** Null: whatever it is. */
export interface DeadLetterFilter {
  readonly consumer: string | null;
  readonly schema: string | null;
  /** Why it was parked, as a code; `not_said` for what older builds parked. */
  readonly code: string | null;
}

export const EVERY_DEAD_LETTER: DeadLetterFilter = { consumer: null, schema: null, code: null };

/** So many go back with one click at most; the rest is counted and stays. */
export const MOST_REDRIVEN = 1_000;
