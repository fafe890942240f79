/** The web process of a region: the gateway, the status reader and the webhook's door, with the real services. */
import type { Region } from '../domain/ids';
import { SETTLE_TIME_MS } from '../domain/payment';
import type { Clock } from '../ports/clock';
import type { CartKeeper } from '../services/cart-keeper';
import type { Admission } from '../services/checkout-admission';
import type { CheckoutGateway } from '../services/checkout-gateway';
import type { ControlDesk } from '../services/control-desk';
import type { CopyKeeper } from '../services/copy-keeper';
import type { NearestStatusReader } from '../services/nearest-status-reader';
import { PaymentReceiver } from '../services/payment-receiver';
import { RegionalMode } from '../services/regional-mode';
import { ShardDirectory } from '../services/shard-directory';
import type { DegradedModeStore } from '../stores/degraded-modes';
import type { OrderStatus, OrderStore } from '../stores/orders';
import { checkoutServices } from './checkout-services';
import { copiedIn, copyKeeperOf, nearestReader } from './copy-services';
import { type DeskServices, deskServices } from './desk-services';
import { type ForwardingServices, forwardingServices, linkOf } from './forwarding-services';
import type { Ground } from './ground';
import type { MemoryDatabase } from './memory/memory-database';
import { bothOf, modeAdmission } from './mode-admission';
import { controlDesk, controlExchange, modeSides } from './mode-side';
import { processStores } from './process-stores';
import { providerPort } from './provider-port';
import { runJob } from './running-job';
import { SeededStream } from './seeded-stream';
import { hearPeer, keepDirectory } from './shard-directories';
import { simulatedClock } from './simulated-clock';
import type { Life } from './simulated-process';
import { simulatedRandom } from './simulated-random';
import type { HintBoard } from './simulated-wake-up';

export interface WebServices extends ForwardingServices {
  readonly life: Life;
  readonly carts: CartKeeper;
  readonly controls: Pick<ControlDesk, 'set'>;
  readonly copies: CopyKeeper;
  readonly nearestStatus: Pick<NearestStatusReader, 'read'>;
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
  const isRegulated = ground.mode !== null || ground.switched;
  const mode = !isRegulated ? null : modeAdmission(ground, stores, { region, clock, random }, life);
  const admitted = mode === null ? admission : bothOf(admission, mode.admission);
  const checkout = { busy: ground.busy, region, clock, random, wakeUp, payments, admission: admitted, directory, read };
  const { carts, gateway, storefront } = checkoutServices(stores, checkout);
  const exchange = controlExchange(stores, { region, clock }, linkOf(ground, region, life));
  const ofMode = ground.mode === null ? {} : modeSides(stores, { region, clock });
  const sides = isRegulated ? { ...ofMode, ...exchange.side } : {};
  const copied = copiedIn(ground, stores, { region, clock });
  const place = { region, clock, directory, storefront };
  const forwarding = forwardingServices(ground, place, stores, life, copied, sides);
  const { forwarder, router } = forwarding;
  keepDirectory(ground, region, directory, life);
  hearPeer(ground, region, directory, router, life);
  if (mode !== null) runJob(ground, mode.job, life, () => !ground.yard.parking);
  let requests = 0;
  return {
    ...forwarding,
    life,
    clock,
    carts,
    controls: controlDesk(stores, { region, clock }, exchange),
    copies: copyKeeperOf(stores, { region, clock }),
    gateway,
    nearestStatus: nearestReader(ground, stores, { region, clock }, router, forwarder),
    mode: new RegionalMode({
      region,
      router,
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
