/**
 * Brings the provider's events to the region that owns the order: early, late, twice, in any order, or never. An event that was not
 * answered with 200 is sent again, as Stripe does.
 */
import { homeRegionOfShard, type Region, shardOf } from '../domain/ids';
import type { ProviderEvent } from '../ports/payment-provider';
import type { FaultPlan } from './fault-plan';
import { paymentOf } from './provider-port';
import type { Scheduler } from './scheduler';
import type { SeededStream } from './seeded-stream';
import type { ProviderNews } from './simulated-provider';
import type { Trace } from './trace';

export interface Courier {
  readonly scheduler: Scheduler;
  readonly luck: SeededStream;
  readonly faults: FaultPlan;
  readonly trace: Trace;
  /** No event leaves the provider while this is true; it is held back. */
  readonly held: () => boolean;
  /** Hands the event to the region's web process; `told` hears whether it was answered with 200. */
  readonly deliver: (region: Region, event: ProviderEvent, told: (stored: boolean) => void) => void;
}

const MOST_SENDS = 60;
const LONGEST_WAIT_MS = 15 * 60_000;
const LATE_MS = { least: 20_000, most: 3 * 3_600_000 };

export function bring(courier: Courier, news: ProviderNews): void {
  const { faults, luck, trace } = courier;
  const what = `${news.eventType} ${news.intent.operation}`;
  if (faults.strikes('webhook_lost', what)) return trace.add('courier', `lost ${what}`);
  send(courier, news, delayMs(courier, what), 1);
  if (faults.strikes('webhook_duplicate', what))
    for (let n = faults.stream('webhook_duplicate').between(1, 3); n > 0; n--)
      send(courier, news, luck.between(50, 5_000), 1);
}

function delayMs({ faults, luck }: Courier, what: string): number {
  if (faults.strikes('webhook_early', what)) return 1;
  if (faults.strikes('webhook_late', what))
    return Math.floor(LATE_MS.least + faults.stream('webhook_late').next() ** 4 * (LATE_MS.most - LATE_MS.least));
  return luck.between(100, 900);
}

function send(courier: Courier, news: ProviderNews, afterMs: number, attempt: number): void {
  const { scheduler } = courier;
  const again = (): void => {
    if (attempt < MOST_SENDS) send(courier, news, Math.min(LONGEST_WAIT_MS, 2_000 * 2 ** (attempt - 1)), attempt + 1);
  };
  scheduler.after(afterMs, null, () => {
    if (courier.held()) {
      again();
      return false;
    }
    courier.deliver(homeRegionOfShard(shardOf(news.intent.orderId)), eventOf(news), (stored) => {
      if (!stored) again();
    });
    return true;
  });
}

const eventOf = (news: ProviderNews): ProviderEvent => ({
  eventId: news.eventId,
  eventType: news.eventType,
  orderId: news.intent.orderId,
  payment: paymentOf(news.intent),
  // the wire has whole seconds
  createdAtMs: Math.floor(news.atMs / 1000) * 1000,
  payload: { id: news.eventId, type: news.eventType, intent: news.intent.id },
});
