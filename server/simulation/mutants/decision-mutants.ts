/** Mistakes in what an order may be decided from. */
import { isFinal } from '../../domain/order';
import type { OrderRecord } from '../../domain/order-record';
import type { QueuedForOwner } from '../../stores/deliveries';
import type { Mutant } from '../mutant';

/** The owner sees each queued message as `see` makes it. */
const seeing =
  (see: (message: QueuedForOwner) => QueuedForOwner): Mutant['deliveries'] =>
  (store) => ({
    ...store,
    forOwner: async (...args) => (await store.forOwner(...args)).map(see),
  });

const withOrder = (message: QueuedForOwner, order: Partial<OrderRecord>): QueuedForOwner => ({
  ...message,
  order: { ...message.order, ...order },
});

const withAuthorized = (message: QueuedForOwner, said: object): QueuedForOwner =>
  message.schema === 'payment_authorized'
    ? { ...message, payload: { ...(message.payload as object), ...said } }
    : message;

export const CONFIRM_WITHOUT_HOLD: Mutant = {
  name: 'confirm without hold',
  theme: 'nobody at work',
  breaks: 'S3',
  defects: ['confirm_without_hold'],
  deliveries: seeing((message) => withOrder(message, { heldUntilMs: Date.UTC(2200, 0, 1) })),
};

export const CONFIRM_WITHOUT_AMOUNT_CHECK: Mutant = {
  name: 'confirm without amount check',
  theme: 'lies',
  breaks: 'S12',
  deliveries: seeing((message) => withAuthorized(message, { amount_minor: message.order.total.amountMinor })),
};

export const CURRENCY_IGNORED: Mutant = {
  name: 'currency ignored',
  theme: 'lies',
  breaks: 'S12',
  deliveries: seeing((message) => withAuthorized(message, { currency: message.order.total.currency })),
};

/** The reaper does not look whether an order is final, and nothing in the database minds. */
export const REOPEN_FINAL: Mutant = {
  name: 'reopen final',
  breaks: 'S2',
  defects: ['no_final_guard'],
  ownerOrders: (store, { db }) => ({
    ...store,
    overdue: async (shards, nowMs, ...rest) => {
      const overdue = await store.overdue(shards, nowMs, ...rest);
      const ended = [...db.orders.values()].filter(
        ({ deadlineAtMs, shard, state }) =>
          shards.includes(shard) && isFinal(state) && deadlineAtMs !== null && deadlineAtMs <= nowMs,
      );
      return [...overdue, ...ended.map((order) => ({ ...order, state: 'payment_authorizing' as const }))];
    },
  }),
};

export const RELEASE_TWICE: Mutant = { name: 'release twice', breaks: 'S6', defects: ['release_twice'] };

/** A hold with two ends: its lines are not extended and go back first; and a confirmation leaves out what it finds released. */
export const CONFIRM_RELEASED: Mutant = {
  name: 'confirm although the items went back',
  theme: 'provider silent',
  breaks: 'S3',
  defects: ['released_lines_forgotten'],
};

export const HOLD_WITHOUT_END: Mutant = {
  name: 'hold without end',
  breaks: 'S6',
  reservations: (store) => ({ ...store, ended: () => Promise.resolve([]) }),
};

export const SELL_BELOW_ZERO: Mutant = { name: 'sell below zero', breaks: 'S6', defects: ['sell_below_zero'] };

/** Money that comes for an order that failed is taken note of by nobody. */
export const LATE_MONEY_LOST: Mutant = {
  name: 'money lost on late authorization',
  theme: 'nobody at work',
  breaks: 'S5',
  ownerOrders: (store) => ({
    ...store,
    decide: (records, nowMs) =>
      store.decide(
        records.map((record) =>
          record.to === null || record.to === 'needs_reconciliation'
            ? { ...record, operations: [], cases: [] }
            : record,
        ),
        nowMs,
      ),
  }),
};

/** The webhook that came last is believed, whatever was known before. */
export const WEBHOOK_TRUSTS_ORDER: Mutant = {
  name: 'webhook trusts order',
  breaks: 'S12',
  operations: (store) => ({
    ...store,
    record: (report) =>
      store.record({
        ...report,
        superseded: [
          'intended',
          'unknown',
          'requires_action',
          'processing',
          'never_accepted',
          'declined',
          'authorized',
          'voided',
        ],
      }),
  }),
};
