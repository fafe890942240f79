/**
 * When each copy of a webhook is sent: pure. An empty plan is a webhook that never comes.
 */
import type { Faults } from './faults';
import type { Random } from './seeded-random';
import type { Sentinel } from './sentinels';

export const WEBHOOK_DELAY_MS = 50;
/** After an answer that hangs, the webhook waits so long that the pending state can be seen before it resolves. */
export const WEBHOOK_DELAY_AFTER_HANG_MS = 3_000;
/** With reorder, each copy moves by up to this much: enough for later events to overtake. */
const REORDER_WITHIN_MS = 1_000;

/** Milliseconds from now, one for each copy. */
export function planWebhook(
  faults: Faults['webhook'],
  sentinel: Sentinel,
  afterHang: boolean,
  random: Random,
): number[] {
  const dropped = random() < (faults?.drop_rate ?? 0);
  const copies = dropped ? 0 : (sentinel.webhook_copies ?? 1 + (faults?.duplicates ?? 0));
  const delay = Math.max(faults?.delay_ms ?? WEBHOOK_DELAY_MS, afterHang ? WEBHOOK_DELAY_AFTER_HANG_MS : 0);
  return Array.from({ length: copies }, () =>
    faults?.reorder ? delay + Math.round(random() * REORDER_WITHIN_MS) : delay,
  );
}

/** Stripe tries for days; here 12 tries over about six minutes, so that a restarted receiver still gets its news. */
export const WEBHOOK_TRIES = 12;
export const webhookRetryDelayMs = (failedTries: number): number => Math.min(500 * 2 ** (failedTries - 1), 60_000);
