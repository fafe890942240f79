/** The web process of a region: the gateway, the status reader and the webhook's door, with the real services. */
import type { Region } from '../domain/ids';
import { SETTLE_TIME_MS } from '../domain/payment';
import type { Clock } from '../ports/clock';
import type { CartKeeper } from '../services/cart-keeper';
import type { Admission } from '../services/checkout-admission';
import type { CheckoutGateway } from '../services/checkout-gateway';
import { PaymentReceiver } from '../services/payment-receiver';
import { RegionalMode } from '../services/regional-mode';
import { ShardDirectory } from '../services/shard-directory';
import type { DegradedModeStore } from '../stores/degraded-modes';
import type { OrderStatus, OrderStore } from '../stores/orders';
import { startLoop } from '../workers/loop';
import { checkoutServices } from './checkout-services';
import { type DeskServices, deskServices } from './desk-services';
import { type ForwardingServices, forwardingServices, linkOf } from './forwarding-services';
import type { Ground } from './ground';
import type { MemoryDatabase } from './memory/memory-database';
import { bothOf, modeAdmission } from './mode-admission';
import { modeSides } from './mode-side';
import { processStores } from './process-stores';
import { providerPort } from './provider-port';
import { SeededStream } from './seeded-stream';
import { hearPeer, keepDirectory } from './shard-directories';
import { simulatedClock } from './simulated-clock';
import type { Life } from './simulated-process';
import { simulatedRandom } from './simulated-random';
import type { HintBoard } from './simulated-wake-up';

export interface WebServices extends ForwardingServices {
  readonly life: Life;
  readonly carts: CartKeeper;
  readonly desk: DeskServices;
  readonly mode: RegionalMode;
  /** As whoever has the process's own rights at the database could use it, past every desk. */
  readonly modes: DegradedModeStore;
  readonly gateway: CheckoutGateway;
  readonly clock: Clock;
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
  const { admission, db, hints, region } = around;
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
  const directory = new ShardDirectory({ region, clock, claims: stores.shardClaims });
  const read = replica(stores.gatewayOrders, around);
  const mode = ground.mode === null ? null : modeAdmission(ground, stores, { region, clock, random }, life);
  const admitted = mode === null ? admission : bothOf(admission, mode.admission);
  const checkout = { region, clock, random, wakeUp, payments, admission: admitted, directory, read };
  const { carts, gateway, storefront } = checkoutServices(stores, checkout);
  const sides = mode === null ? {} : modeSides(stores, { region, clock }, linkOf(ground, region, life));
  const forwarding = forwardingServices(ground, { region, clock, directory, storefront }, stores, life, sides);
  keepDirectory(ground, region, directory, life);
  hearPeer(ground, region, directory, forwarding.router, life);
  if (mode !== null)
    startLoop(
      mode.job,
      ground.yard.clockFor(life, mode.job.name, () => !ground.yard.parking),
      () => undefined,
    );
  let requests = 0;
  return {
    ...forwarding,
    life,
    clock,
    carts,
    gateway,
    mode: new RegionalMode({
      region,
      router: forwarding.router,
      newRequestId: () => `req_mode_${life.holder}_${++requests}`,
      nowMs: () => clock.nowMs(),
    }),
    modes: stores.modes,
    desk: deskServices(ground, stores, { region, clock, random, provider, wakeUp, directory }),
  };
}

/** The store that status answers are read from: it may show an earlier state. */
const replica = (orders: OrderStore, { lagging }: WebSurroundings): OrderStore => ({
  ...orders,
  status: async (orderId) => {
    const now = await orders.status(orderId);
    return now === null ? null : (lagging(orderId) ?? now);
  },
});
