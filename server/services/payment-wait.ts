/**
 * The payment's call and the customer's wait for it. The two part at the deadline: the customer is answered with what is known, and the
 * call goes on; whatever becomes of it is recorded by the receiver.
 */
import { deadlineAt, remainingMs } from '../domain/deadline';
import type { Asked, OrderIntent, PaymentPlan } from '../domain/placement';
import { LOOKUP_DELAYS_MS } from '../domain/reconciliation';
import type { Clock } from '../ports/clock';
import type { OrderStatus } from '../stores/orders';
import type { Admission, Taken } from './checkout-admission';
import type { OrderWatcher } from './order-watcher';
import { CALL_TIMEOUT_MS, type PaymentReceiver } from './payment-receiver';

/** How long the gateway waits for the provider before it says "pending". */
export const GATEWAY_PATIENCE_MS = 2_000;
/** How long it then waits for the owner's decision on evidence that is there. */
const DECISION_PATIENCE_MS = 1_500;

/** A place among the open calls, or why there is none. `handedOver`: the call gives it back, not the caller. `taken`: the order's place. */
export type Entry = ReturnType<Admission['decide']> & { handedOver?: boolean; readonly taken: Taken };

export type PaymentToMake = Pick<OrderIntent, 'orderId' | 'total' | 'paymentMethod'>;

/** @param luck in [0, 1): when in the second half of its wait the first look-up comes. */
export function paymentPlan(nowMs: number, luck: number): PaymentPlan {
  const deadlineAtMs = deadlineAt(nowMs, GATEWAY_PATIENCE_MS);
  const firstLookUpMs = LOOKUP_DELAYS_MS[0];
  return {
    deadlineAtMs,
    lastSendAtMs: nowMs + CALL_TIMEOUT_MS,
    nextCheckAtMs: deadlineAtMs + Math.floor(firstLookUpMs / 2 + (firstLookUpMs / 2) * luck),
  };
}

export class PaymentWait {
  constructor(
    private readonly parts: {
      readonly clock: Clock;
      readonly payments: PaymentReceiver;
      readonly watcher: OrderWatcher;
    },
  ) {}

  /** @returns how the order stood at the end of the wait; null where nobody waited. */
  async callAndWait(
    { orderId, paymentMethod, total }: PaymentToMake,
    plan: PaymentPlan,
    asked: Asked,
    entry: Entry,
  ): Promise<OrderStatus | null> {
    const { clock, payments, watcher } = this.parts;
    const watch = watcher.watch(orderId);
    try {
      const call = payments.authorize(orderId, total, paymentMethod, asked.nowMs, asked);
      // the place is taken as long as the call is open, not as long as its caller waits
      if (entry.admitted) {
        entry.handedOver = true;
        call.then(
          (outcome) => entry.done(outcome),
          () => entry.done(null),
        );
        if (!entry.waits) return null;
      }
      const patience = new AbortController();
      const waited = clock.sleep(remainingMs(plan.deadlineAtMs, clock.nowMs()), patience.signal).then(
        () => 'deadline' as const,
        () => 'deadline' as const,
      );
      const first = await Promise.race([call, waited]);
      patience.abort('answered');
      entry.taken.resumed();
      if (first === 'deadline') {
        // the call goes on; its answer is recorded when it comes, and only supersedes what is known
        call.catch(() => undefined);
        if (entry.admitted) entry.late();
        await payments.recordStoppedWaiting(orderId, plan.deadlineAtMs, clock.nowMs() - asked.nowMs, asked);
      }
      return await watch.until((order) => order.state !== 'payment_authorizing', clock.nowMs() + DECISION_PATIENCE_MS);
    } finally {
      watch.end();
    }
  }

  /** An equal submit while the first is under way: it waits as long as the first does, to give the same answer. */
  async waitForTheFirst(status: OrderStatus, asked: Asked): Promise<OrderStatus> {
    const { clock, watcher } = this.parts;
    const untilMs = Math.min(status.order.deadlineAtMs ?? 0, asked.nowMs + GATEWAY_PATIENCE_MS) + DECISION_PATIENCE_MS;
    if (clock.nowMs() >= untilMs) return status;
    const watch = watcher.watch(status.order.orderId);
    try {
      return (await watch.until((order) => order.state !== 'payment_authorizing', untilMs)) ?? status;
    } finally {
      watch.end();
    }
  }
}
