/**
 * How long stock is held for an order. A hold must outlive the uncertainty about its payment, or late money would find
 * nothing to pay for; and it must end, or a lost answer would keep stock from other customers for ever.
 */
import { LADDER_MS } from './reconciliation';

export const HOLD_POLICY = {
  /** From the reservation, while nothing about the payment is uncertain. */
  holdMs: 30 * 60_000,
  /** Kept after the last look-up of an uncertain payment, for the decision and for a person. */
  afterLadderMs: 30 * 60_000,
  /** From the reservation: no hold is ever longer. */
  maximumMs: 24 * 3_600_000,
} as const;

export function holdEndsAt(reservedAtMs: number): number {
  return reservedAtMs + HOLD_POLICY.holdMs;
}

/**
 * Where the hold is extended to when the payment becomes uncertain: the end of the look-ups and half an hour, but never
 * past the maximum.
 */
export function extendedHoldUntil(reservedAtMs: number, uncertainSinceMs: number): number {
  return Math.min(uncertainSinceMs + LADDER_MS + HOLD_POLICY.afterLadderMs, reservedAtMs + HOLD_POLICY.maximumMs);
}
