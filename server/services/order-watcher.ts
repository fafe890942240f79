/**
 * Waits for an order to move: woken by hints, and by polling where a hint is lost. It reads the record; a hint is never evidence.
 */
import type { Clock } from '../ports/clock';
import type { WakeUp } from '../ports/wake-up';
import type { OrderStatus, OrderStore } from '../stores/orders';

export interface Watch {
  /** How the order stands once `done` holds of it, or as it stands at `untilMs`; null when there is none. */
  until(done: (order: OrderStatus['order']) => boolean, untilMs: number): Promise<OrderStatus | null>;
  end(): void;
}

/** A lost hint costs at most this. */
const POLL_MS = 300;

export class OrderWatcher {
  private readonly waiting = new Map<string, Set<() => void>>();
  private readonly stopListening: () => void;

  constructor(
    private readonly parts: {
      readonly clock: Clock;
      readonly orders: Pick<OrderStore, 'status'>;
      readonly wakeUp: WakeUp;
    },
  ) {
    this.stopListening = parts.wakeUp.listen('order_moved', (keys) => {
      for (const key of keys) for (const wake of this.waiting.get(key) ?? []) wake();
    });
  }

  /** How many wait for this order here. */
  waits(orderId: string): number {
    return this.waiting.get(orderId)?.size ?? 0;
  }

  /** Begins to collect hints at once, so that one that comes before `until` is not lost. */
  watch(orderId: string): Watch {
    const { clock, orders } = this.parts;
    let hinted = false;
    let wake: () => void = () => undefined;
    const onHint = () => {
      hinted = true;
      wake();
    };
    const watchers = this.waiting.get(orderId) ?? new Set();
    this.waiting.set(orderId, watchers.add(onHint));
    return {
      async until(done, untilMs) {
        for (;;) {
          if (!hinted) {
            const poll = new AbortController();
            wake = () => poll.abort('hinted');
            await clock
              .sleep(Math.min(POLL_MS, Math.max(0, untilMs - clock.nowMs())), poll.signal)
              .catch(() => undefined);
          }
          hinted = false;
          const status = await orders.status(orderId);
          if (status === null || done(status.order) || clock.nowMs() >= untilMs) return status;
        }
      },
      end: () => {
        watchers.delete(onHint);
        if (watchers.size === 0) this.waiting.delete(orderId);
      },
    };
  }

  close(): void {
    this.stopListening();
  }
}
