/** Mistakes in what customers are told. */
import type { OrderStatus } from '../../stores/orders';
import type { Mutant } from '../mutant';

export const STATUS_WITHOUT_VERSION: Mutant = {
  name: 'status without version',
  breaks: 'S9',
  statusRequest: (request) => ({ ...request, minVersion: 0 }),
};

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
