/**
 * An intent whose payment attempt was refused is kept for 30 minutes, so that the customer can go on with one click.
 * Nobody is charged after leaving without having been told so; then it fails safely, uncharged.
 */
export const INTENT_KEPT_MS = 30 * 60_000;

export function intentExpiresAt(savedAtMs: number): number {
  return savedAtMs + INTENT_KEPT_MS;
}

/** At the very millisecond of its end the intent has expired. */
export function intentExpired(savedAtMs: number, nowMs: number): boolean {
  return nowMs >= intentExpiresAt(savedAtMs);
}
