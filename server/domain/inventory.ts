/**
 * How long stock is held for an order. A hold must outlive the uncertainty about its payment, or late money would find
 * nothing to pay for; and it must end, or a lost answer would keep stock from other customers for ever. ADR 0009 has the table.
 */
import type { NewEvidence } from './evidence';
import { LADDER_MS } from './reconciliation';

export const HOLD_POLICY = {
  /** From the reservation, while nothing about the payment is uncertain. */
  holdMs: 30 * 60_000,
  /** Kept after the last look-up of an uncertain payment, for the decision and for a person. */
  afterLadderMs: 30 * 60_000,
  /** From the reservation: no hold is ever longer. */
  maximumMs: 24 * 3_600_000,
  /**
   * The items go back so long after the hold's end. More than the clocks of two processes differ, and than a decision made in
   * time is on its way to the database: what was authorized and decided before the end finds its items, whoever's clock is fast.
   */
  releaseGraceMs: 60_000,
} as const;

export function holdEndsAt(reservedAtMs: number): number {
  return reservedAtMs + HOLD_POLICY.holdMs;
}

/**
 * Where the hold is extended to when the payment becomes uncertain: the end of the look-ups and half an hour, but never
 * past the maximum. A hold that has ended is not extended: its items may be another customer's by now.
 * @param heldUntilMs when it ends as it stands; null when there is none.
 */
export function extendedHoldUntil(reservedAtMs: number, heldUntilMs: number | null, uncertainSinceMs: number): number {
  if (heldUntilMs === null || heldUntilMs <= uncertainSinceMs) return heldUntilMs ?? uncertainSinceMs;
  const wantedMs = uncertainSinceMs + LADDER_MS + HOLD_POLICY.afterLadderMs;
  return Math.max(heldUntilMs, Math.min(wantedMs, reservedAtMs + HOLD_POLICY.maximumMs));
}

/** The items of holds that ended then or earlier go back to stock now. */
export function releasableAt(nowMs: number): number {
  return nowMs - HOLD_POLICY.releaseGraceMs;
}

/** A hold that has ended and still keeps stock. */
export interface EndedHold {
  readonly orderId: string;
  readonly shard: number;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

/** Its release, under the epoch of the order's shard. */
export interface HoldRelease {
  readonly orderId: string;
  readonly shard: number;
  readonly ownerEpoch: number;
  readonly evidence: NewEvidence;
}

export interface ReleaseContext {
  readonly nowMs: number;
  readonly region: string;
  readonly ownerEpoch: number;
}

/** The order does not move: money that comes later finds no hold, and is given back. */
export function releaseOf({ lines, orderId, shard }: EndedHold, context: ReleaseContext): HoldRelease {
  return {
    orderId,
    shard,
    ownerEpoch: context.ownerEpoch,
    evidence: {
      orderId,
      lane: 'inventory',
      kind: 'hold_released',
      observedAtMs: context.nowMs,
      region: context.region,
      actor: 'system:hold-releaser',
      ownerEpoch: context.ownerEpoch,
      detail: { why: 'the hold ended', skus: skusOf(lines) },
    },
  };
}

/** "2 × sku-9, 1 × sku-14", as evidence names what is held. */
export function skusOf(lines: EndedHold['lines']): string {
  return lines
    .map(({ quantity, sku }) => `${quantity} × ${sku}`)
    .join(', ')
    .slice(0, 400);
}
