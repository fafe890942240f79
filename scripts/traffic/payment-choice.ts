/** With what a shopper pays: mostly a card that works, some that are declined, and as many sentinels as were asked for. */
import type { Random } from '../../server/sandbox/seeded-random';

export const SENTINEL_METHODS = [
  'pm_evident_hang_after_accept',
  'pm_evident_hang_before_accept',
  'pm_evident_500_after_accept',
  'pm_evident_wrong_amount',
  'pm_evident_slow_10s',
  'pm_evident_webhook_lost',
  'pm_evident_webhook_five_times',
] as const;

const DECLINED = ['pm_card_chargeDeclined', 'pm_card_chargeDeclinedInsufficientFunds'] as const;
const DECLINED_SHARE = 0.08;

/** @param sentinelShare from 0 to 1. */
export function choosePayment(random: Random, sentinelShare: number): string {
  if (random() < sentinelShare) return pick(random, SENTINEL_METHODS);
  return random() < DECLINED_SHARE ? pick(random, DECLINED) : 'pm_card_visa';
}

export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}
