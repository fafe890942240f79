/** The web process of a region: the gateway, the status reader and the webhook's door, with the real services. */
import type { Region } from '../domain/ids';
import { fencedInMemory } from './fenced-in-memory';
import { HOME_OWNERS } from '../domain/ownership';
import { SETTLE_TIME_MS } from '../domain/payment';
import { CartKeeper } from '../services/cart-keeper';
import type { Admission, Taken } from '../services/checkout-admission';
import { CheckoutGateway } from '../services/checkout-gateway';
import { OrderStatusReader } from '../services/order-status-reader';
import { OrderWatcher } from '../services/order-watcher';
import { PaymentReceiver } from '../services/payment-receiver';
import type { OrderStatus, OrderStore } from '../stores/orders';
import { type DeskServices, deskServices } from './desk-services';
import type { Ground } from './ground';
import type { MemoryDatabase } from './memory/memory-database';
import { processStores } from './process-stores';
import { providerPort } from './provider-port';
import { SeededStream } from './seeded-stream';
import { simulatedClock } from './simulated-clock';
import type { Life } from './simulated-process';
import { simulatedRandom } from './simulated-random';
import type { HintBoard } from './simulated-wake-up';

export interface WebServices {
  readonly life: Life;
  readonly carts: CartKeeper;
  readonly desk: DeskServices;
  readonly gateway: CheckoutGateway;
  readonly payments: PaymentReceiver;
  readonly reader: OrderStatusReader;
}

export interface WebSurroundings {
  readonly region: Region;
  readonly db: MemoryDatabase;
  readonly hints: HintBoard;
  readonly admission: Admission;
  /** An earlier state of the order, as a lagging replica may show it; null when it lags not. */
  readonly lagging: (orderId: string) => OrderStatus | null;
}

export function webServices(ground: Ground, around: WebSurroundings, life: Life): WebServices {
  const { db, hints, region } = around;
  const stores = processStores(ground, db, life);
  const clock = simulatedClock(ground.scheduler, life);
  const random = simulatedRandom(new SeededStream(ground.seed, `process/${life.process.name}/${life.process.life}`));
  const wakeUp = hints.for(life);
  const port = providerPort({ ...ground, luck: ground.roads }, life);
  const provider = ground.mutant?.provider?.(port, stores.context) ?? port;
  const payments = new PaymentReceiver({
    region,
    clock,
    random,
    provider,
    operations: stores.operations,
    wakeUp,
    settleTimeMs: ground.mutant?.settleTimeMs ?? SETTLE_TIME_MS,
  });
  const watcher = new OrderWatcher({ clock, orders: stores.gatewayOrders, wakeUp });
  return {
    life,
    payments,
    desk: deskServices(ground, stores, { region, clock, random, provider, wakeUp }),
    carts: new CartKeeper({ region, clock, random, carts: stores.carts, products: stores.products }),
    gateway: new CheckoutGateway({
      region,
      clock,
      random,
      checkouts: stores.checkouts,
      orders: stores.gatewayOrders,
      owners: HOME_OWNERS,
      fenced: fencedInMemory(stores.evidence),
      shards: stores.shards,
      evidence: stores.evidence,
      payments,
      watcher,
      admission: around.admission,
      intake: { enter: () => Promise.resolve(ALWAYS_A_PLACE) },
    }),
    reader: new OrderStatusReader({ clock, orders: replica(stores.gatewayOrders, around), watcher }),
  };
}

/** The machine's own limit is no fault of a history. */
const ALWAYS_A_PLACE: Taken = {
  admitted: true,
  written: () => undefined,
  resumed: () => undefined,
  answered: () => undefined,
};

/** The store that status answers are read from: it may show an earlier state. */
const replica = (orders: OrderStore, { lagging }: WebSurroundings): OrderStore => ({
  ...orders,
  status: async (orderId) => {
    const now = await orders.status(orderId);
    return now === null ? null : (lagging(orderId) ?? now);
  },
});
