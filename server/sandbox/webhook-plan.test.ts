import { expect, test } from 'vitest';
import { seededRandom } from './seeded-random';
import { sentinelOf } from './sentinels';
import { planWebhook, WEBHOOK_DELAY_AFTER_HANG_MS, WEBHOOK_DELAY_MS, webhookRetryDelayMs } from './webhook-plan';

const ordinary = sentinelOf('pm_card_visa');
const never = () => 1;

test('given no faults, when planned, then one copy after the short delay', () => {
  expect(planWebhook(undefined, ordinary, false, never)).toEqual([WEBHOOK_DELAY_MS]);
});

test('given an answer that hangs, when planned, then late enough to see the order pending', () => {
  expect(planWebhook({ delay_ms: 0 }, ordinary, true, never)).toEqual([WEBHOOK_DELAY_AFTER_HANG_MS]);
});

test('given duplicates, drops and sentinels, when planned, then that many copies', () => {
  expect(planWebhook({ duplicates: 2 }, ordinary, false, never)).toHaveLength(3);
  expect(planWebhook({ duplicates: 2, drop_rate: 1 }, ordinary, false, () => 0.99)).toEqual([]);
  expect(planWebhook(undefined, sentinelOf('pm_evident_webhook_lost'), false, never)).toEqual([]);
  expect(planWebhook(undefined, sentinelOf('pm_evident_webhook_five_times'), false, never)).toHaveLength(5);
});

test('given reorder, when many are planned, then some overtake', () => {
  const random = seededRandom(1);
  const delays = Array.from({ length: 20 }, () => planWebhook({ reorder: true }, ordinary, false, random)[0] ?? 0);
  expect(delays).not.toEqual(delays.toSorted((a, b) => a - b));
});

test('given failed tries, when backing off, then doubling up to a minute', () => {
  expect([1, 2, 3, 20].map(webhookRetryDelayMs)).toEqual([500, 1_000, 2_000, 60_000]);
});
