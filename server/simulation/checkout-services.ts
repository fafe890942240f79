/** What places orders and reads how they stand, in one process of a region: the real gateway, and the region's own storefront. */
import type { Region } from '../domain/ids';
import type { ShardOwners } from '../domain/ownership';
import type { Clock } from '../ports/clock';
import type { Random } from '../ports/random';
import type { WakeUp } from '../ports/wake-up';
import { CartKeeper } from '../services/cart-keeper';
import type { Admission, Taken } from '../services/checkout-admission';
import { CheckoutGateway } from '../services/checkout-gateway';
import { OrderStatusReader } from '../services/order-status-reader';
import { OrderWatcher } from '../services/order-watcher';
import type { PaymentReceiver } from '../services/payment-receiver';
import type { ShardDirectory } from '../services/shard-directory';
import { localStorefront, type Storefront } from '../services/storefront';
import type { OrderStore } from '../stores/orders';
import type { ProcessStores } from './process-stores';

export interface CheckoutServices {
  readonly carts: CartKeeper;
  readonly gateway: CheckoutGateway;
  readonly storefront: Storefront;
}

export interface CheckoutSurroundings {
  readonly region: Region;
  readonly clock: Clock;
  readonly random: Random;
  readonly wakeUp: WakeUp;
  readonly payments: PaymentReceiver;
  readonly admission: Admission;
  readonly directory: ShardDirectory;
  /** The shards that new orders fall on, as long as they take any; null: on all. */
  readonly busy: ReadonlySet<number> | null;
  /** The store that status answers are read from. */
  readonly read: OrderStore;
}

/** The machine's own limit is no fault of a history. */
const ALWAYS_A_PLACE: Taken = {
  admitted: true,
  written: () => undefined,
  resumed: () => undefined,
  answered: () => undefined,
};

function busyShards(busy: CheckoutSurroundings['busy'], directory: ShardDirectory): ShardOwners {
  return {
    ownerOf: (shard) => directory.ownerOf(shard),
    takesNewOrders(shard, region) {
      const takes = directory.takesNewOrders(shard, region);
      if (!takes || busy === null || busy.has(shard)) return takes;
      return ![...busy].some((each) => directory.takesNewOrders(each, region));
    },
  };
}

export function checkoutServices(stores: ProcessStores, around: CheckoutSurroundings): CheckoutServices {
  const { admission, clock, directory, payments, random, read, region, wakeUp } = around;
  const { evidence, fenced, gatewayOrders: orders, shards } = stores;
  const watcher = new OrderWatcher({ clock, orders, wakeUp });
  const carts = new CartKeeper({ region, clock, random, carts: stores.carts, products: stores.products });
  const gateway = new CheckoutGateway({
    region,
    clock,
    random,
    checkouts: stores.checkouts,
    checkoutCopies: stores.gatewayCopies,
    orders,
    owners: busyShards(around.busy, directory),
    fenced,
    shards,
    evidence,
    payments,
    watcher,
    admission,
    intake: { enter: () => Promise.resolve(ALWAYS_A_PLACE) },
  });
  const status = new OrderStatusReader({ clock, orders: read, watcher });
  const storefront = localStorefront({ region, clock, carts, gateway, status, payments, timeZone: 'UTC' });
  return { carts, gateway, storefront };
}
