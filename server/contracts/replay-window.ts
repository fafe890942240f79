/** How long a delivered message stays in the outbox, ready to be replayed; the database refuses to let it go earlier. */
export const REPLAY_WINDOW_MS = 30 * 24 * 3_600_000;
