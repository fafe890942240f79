/** Mistakes in what customers are told. */
import { NOTHING_SEEN } from '../../domain/freshness';
import type { OrderStatus } from '../../stores/orders';
import type { MemoryDatabase } from '../memory/memory-database';
import type { Mutant } from '../mutant';
import { CUTS, LIES } from '../themes';

export const STATUS_WITHOUT_VERSION: Mutant = {
  name: 'status without version',
  breaks: 'S9',
  seenAtLook: () => NOTHING_SEEN,
};

/** Whatever the copy says is shown, as if its reader had seen nothing yet. */
export const COPY_WITHOUT_VERSION: Mutant = {
  name: 'status from a copy without version',
  breaks: 'S9',
  theme: CUTS,
  seenAtCopy: () => NOTHING_SEEN,
};

export const COPY_OUT_OF_ORDER: Mutant = {
  name: 'copy applied out of order',
  breaks: 'S9',
  theme: LIES,
  defects: ['copy_last_arrival_wins'],
};

export const COPIES_COMPLETE_AT_ONCE: Mutant = {
  name: 'copies called complete before they are acknowledged',
  breaks: 'S9',
  theme: CUTS,
  defects: ['copies_complete_at_once'],
};

/** Whoever tells the other region does not get over a broken connection. */
export const TELLER_NEVER_RECOVERS: Mutant = {
  name: 'copies not told any more after a broken connection',
  breaks: 'L3',
  theme: CUTS,
  statusChanges: (store) => {
    let broken: unknown = null;
    return {
      ...store,
      untold: async (...asked) => {
        if (broken !== null) throw broken;
        return store.untold(...asked).catch((error: unknown) => {
          broken = error;
          throw error;
        });
      },
    };
  },
};

/** What an equal submit is answered from lags a few seconds behind. */
export const IDEMPOTENCY_FROM_A_REPLICA: Mutant = {
  name: 'idempotency read from a replica',
  breaks: 'S9',
  gatewayOrders: (store, { db }) => ({
    ...store,
    status: async (orderId) => {
      const status = await store.status(orderId);
      return status === null || db.nowMs() - status.order.updatedAtMs > REPLICA_LAG_MS ? status : before(db, status);
    },
  }),
};

const REPLICA_LAG_MS = 3_000;

/** One version earlier. */
function before(db: MemoryDatabase, status: OrderStatus): OrderStatus {
  const { orderId, version } = status.order;
  const step = db.transitions.of(orderId).find((each) => each.version === version - 1);
  return step === undefined
    ? status
    : { ...status, order: { ...status.order, version: step.version, state: step.toState } };
}

/** The gateway says "confirmed" as soon as the provider said yes, before the owner has decided. */
export const TOLD_BEFORE_DECIDED: Mutant = {
  name: 'told before it is decided',
  breaks: 'S2',
  gatewayOrders: (store) => ({
    ...store,
    status: async (orderId) => {
      const status = await store.status(orderId);
      const authorized =
        status?.operations.some(({ kind, state }) => kind === 'authorize' && state === 'authorized') === true;
      return status === null || !authorized ? status : confirmed(status);
    },
  }),
};

const confirmed = (status: OrderStatus): OrderStatus => ({
  ...status,
  order: { ...status.order, state: 'order_confirmed' },
});
