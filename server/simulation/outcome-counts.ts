/** How the orders of a history ended: a run in which everything failed would pass every safety check. */
import type { World } from './world';

export interface Outcomes {
  readonly orders: number;
  readonly confirmed: number;
  readonly pendingThenConfirmed: number;
  readonly failedSafely: number;
  /** Went through reconciliation, however it ended. */
  readonly reconciled: number;
}

export function outcomesOf(world: World): Outcomes {
  let orders = 0;
  let confirmed = 0;
  let pendingThenConfirmed = 0;
  let failedSafely = 0;
  let reconciled = 0;
  for (const { db } of Object.values(world.cells))
    for (const order of db.orders.values()) {
      const states = db.transitions.of(order.orderId).map(({ toState }) => toState);
      orders++;
      if (order.state === 'order_confirmed') confirmed++;
      if (order.state === 'order_confirmed' && states.includes('payment_pending')) pendingThenConfirmed++;
      if (order.state === 'failed_safely') failedSafely++;
      if (states.includes('needs_reconciliation')) reconciled++;
    }
  return { orders, confirmed, pendingThenConfirmed, failedSafely, reconciled };
}

export const NO_OUTCOMES: Outcomes = {
  orders: 0,
  confirmed: 0,
  pendingThenConfirmed: 0,
  failedSafely: 0,
  reconciled: 0,
};

export const addOutcomes = (a: Outcomes, b: Outcomes): Outcomes => ({
  orders: a.orders + b.orders,
  confirmed: a.confirmed + b.confirmed,
  pendingThenConfirmed: a.pendingThenConfirmed + b.pendingThenConfirmed,
  failedSafely: a.failedSafely + b.failedSafely,
  reconciled: a.reconciled + b.reconciled,
});
