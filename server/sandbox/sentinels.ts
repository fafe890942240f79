/**
 * Payment methods that make one order meet one failure, so that people, tests and the console see the same thing
 * happen. They bend the answer or the webhooks of the attempt; the payment itself goes through like any other card.
 */

/** A provider that is slow but in the end succeeds: longer than every deadline of a sane caller. */
export const SLOW_MS = 10_000;

export type Sentinel = {
  /** What happens to the call that attempts the payment. */
  call?: 'hang_before' | 'hang_after' | 'error_500_after' | 'wrong_amount' | 'slow';
  /** How many times each of the intent's webhooks is sent. */
  webhook_copies?: number;
};

export const SENTINELS = {
  pm_evident_hang_after_accept: { call: 'hang_after' },
  pm_evident_hang_before_accept: { call: 'hang_before' },
  pm_evident_500_after_accept: { call: 'error_500_after' },
  pm_evident_wrong_amount: { call: 'wrong_amount' },
  pm_evident_slow_10s: { call: 'slow' },
  pm_evident_webhook_lost: { webhook_copies: 0 },
  pm_evident_webhook_five_times: { webhook_copies: 5 },
} as const satisfies Record<string, Sentinel>;

const BY_METHOD = new Map<string, Sentinel>(Object.entries(SENTINELS));
const ORDINARY: Sentinel = {};

export const sentinelOf = (paymentMethod: string | null): Sentinel =>
  (paymentMethod === null ? undefined : BY_METHOD.get(paymentMethod)) ?? ORDINARY;
