/**
 * One region's services in this process on real records and the real provider port: a gateway that takes orders, an owner who decides
 * them, a receiver of payments. A second shop on the same records is what a restarted process is.
 */
import { vi } from 'vitest';
import type { OrderResource } from '@/server/domain/order-resource';
import type { Region } from '@/server/domain/ids';
import { HOME_OWNERS, type ShardOwners } from '@/server/domain/ownership';
import type { Clock } from '@/server/ports/clock';
import type { PaymentProvider } from '@/server/ports/payment-provider';
import { systemClock } from '@/server/ports/clock';
import { systemRandom as random } from '@/server/ports/random';
import type { WakeTopic, WakeUp } from '@/server/ports/wake-up';
import { checkoutCopyStore } from '@/server/stores/checkout-copies';
import { controlReaderStore } from '@/server/stores/control-readers';
import { fencedTryStore } from '@/server/stores/fenced-tries';
import { controlStore } from '@/server/stores/controls';
import { degradedModeStore } from '@/server/stores/degraded-modes';
import type { GivenStore } from '@/server/stores/testing/given-store';
import { CartKeeper } from '../cart-keeper';
import { ControlReader } from '../control-reader';
import { CheckoutGateway, type OrderRequest, type PlaceResult } from '../checkout-gateway';
import { OrderIntake } from '../order-intake';
import { OrderOwner } from '../order-owner';
import { OrderStatusReader } from '../order-status-reader';
import { OrderWatcher } from '../order-watcher';
import { PaymentAdmission } from '../payment-admission';
import { PaymentReceiver } from '../payment-receiver';
import { PressureMeter } from '../pressure-meter';
import { NOT_MEASURED, type PressureNow } from '../pressure-sampler';
import { localStorefront } from '../storefront';

export interface ShopOptions {
  readonly store: GivenStore;
  readonly provider: PaymentProvider;
  readonly clock: Clock;
  readonly region?: Region;
  /** Which shards new orders are allotted to. */
  readonly owners?: ShardOwners;
  /** "Not found" is proof this long after the last possible send. */
  readonly settleTimeMs?: number;
  /** The region's pressure; not measured without it. */
  readonly pressure?: () => PressureNow;
}

export type GivenShop = ReturnType<typeof givenShop>;

export function givenShop(options: ShopOptions) {
  const { store, provider, clock, region = 'east', settleTimeMs = 60_000 } = options;
  const { orders, evidence, deliveries, operations, shards } = store;
  const fenced = fencedTryStore(store.sql);
  const wakeUp = wakeUpHere();
  const receiver = new PaymentReceiver({ region, clock, random, provider, operations, wakeUp, settleTimeMs });
  const watcher = new OrderWatcher({ clock, orders, wakeUp });
  const controls = new ControlReader({
    process: `web-${region}-test`,
    role: 'web',
    // the switches are read in real time, as a web process reads them, however far a test moves the shop's clock
    clock: systemClock,
    region,
    controls: controlStore(store.sql),
    modes: degradedModeStore(store.sql),
    readers: controlReaderStore(store.sql),
  });
  const reading = setInterval(() => void controls.refresh().catch(() => undefined), 200);
  const meter = new PressureMeter('shop');
  const admission = new PaymentAdmission({
    region,
    clock,
    random,
    controls,
    meter,
    pressure: options.pressure ?? (() => NOT_MEASURED),
  });
  const intake = new OrderIntake({ clock, random, meter });
  const carts = new CartKeeper({ region, clock, random, carts: store.carts, products: store.products });
  const gateway = new CheckoutGateway({
    region,
    clock,
    random,
    checkouts: store.checkouts,
    checkoutCopies: checkoutCopyStore(store.sql),
    orders,
    owners: options.owners ?? HOME_OWNERS,
    fenced,
    shards,
    evidence,
    payments: receiver,
    watcher,
    admission,
    intake,
  });
  const status = new OrderStatusReader({ clock, orders, watcher });
  const owner = new OrderOwner({ region, clock, random, orders, deliveries, fenced, wakeUp });
  const storefront = localStorefront({ region, clock, carts, gateway, status, payments: receiver, timeZone: 'UTC' });
  const held = async () =>
    new Map((await shards.list()).filter((row) => row.region === region).map((row) => [row.shard, row.epoch]));
  const decideAll = async (): Promise<number> => {
    const { decided } = await owner.decideQueued(await held());
    return decided;
  };
  const pump = pumpOf(wakeUp, decideAll);
  return {
    region,
    clock,
    wakeUp,
    receiver,
    watcher,
    admission,
    intake,
    meter,
    carts,
    gateway,
    owner,
    storefront,
    held,
    /** The owner decides as soon as it is told to, as a worker process does. */
    startDeciding: pump.start,
    stopDeciding: pump.stop,
    /** Once the switches were read: until then no payment is admitted. */
    untilAdmitting: () =>
      vi.waitFor(() => {
        const entry = admission.decide({ paymentMethod: 'pm_card_visa', skus: [] });
        if (!entry.admitted) throw new Error('no payment is admitted');
        entry.done(null);
      }, 20_000),
    /** Everything that is due now, until nothing is: a decision that met a moved order or an ended hold is made in the next round. */
    async settle(): Promise<void> {
      for (let quiet = 0; quiet < 2; ) {
        const looked = await receiver.lookUpDue(8);
        // what was woken decides first: it may have messages in hand that a look at the queue does not find
        await pump.ended();
        const decided = await decideAll();
        const overdue = (await owner.decideOverdue(await held())).decided;
        const sent = await receiver.followUpDue(8);
        quiet = looked + decided + overdue + sent === 0 ? quiet + 1 : 0;
      }
    },
    /** A checkout of this shop's region for one mug, or whatever is in `items`. */
    async open(items: Readonly<Record<string, number>> = { mug: 1 }, email = 'ada@example.test') {
      let cart = await carts.create();
      for (const [sku, quantity] of Object.entries(items)) {
        const answer = await carts.setItem(cart.cartId, { sku, quantity }, null);
        if (answer.kind !== 'changed') throw new Error(`the cart refused ${sku}: ${answer.kind}`);
        cart = answer.cart;
      }
      const { checkout, statusToken } = gateway.allot(cart, email, region);
      await gateway.open(checkout);
      const request = (paymentMethod = 'pm_card_visa'): OrderRequest => ({
        orderId: checkout.orderId,
        cartId: cart.cartId,
        cartVersion: cart.version,
        email,
        paymentMethod,
      });
      return { orderId: checkout.orderId, statusToken, request };
    },
    submit: (request: OrderRequest): Promise<PlaceResult> =>
      gateway.place(request, { requestId: 'req_test', traceId: 'a'.repeat(32), region, nowMs: clock.nowMs() }),
    /** As a customer reads it. */
    async read(orderId: string, statusToken: string): Promise<OrderResource> {
      const answer = await storefront.order_status({ orderId, statusToken, minVersion: 0, waitMs: 0 });
      if (answer.kind !== 'status') throw new Error(`no status: ${answer.kind}`);
      return answer.order;
    },
    async close(): Promise<void> {
      clearInterval(reading);
      await pump.stop();
      watcher.close();
    },
  };
}

/** Hints within this process. */
function wakeUpHere(): WakeUp {
  const callbacks = new Map<WakeTopic, Set<(keys: readonly string[]) => void>>();
  return {
    hint(topic, key) {
      for (const callback of callbacks.get(topic) ?? []) queueMicrotask(() => callback([key]));
    },
    listen(topic, callback) {
      const own = callbacks.get(topic) ?? new Set();
      callbacks.set(topic, own.add(callback));
      return () => own.delete(callback);
    },
  };
}

function pumpOf(wakeUp: WakeUp, decide: () => Promise<number>) {
  let running: Promise<void> | null = null;
  let again = false;
  let stopListening = () => {};
  const run = async () => {
    do {
      again = false;
      while ((await decide()) > 0);
    } while (again);
    running = null;
  };
  const wake = () => {
    again = true;
    running ??= run();
  };
  return {
    start() {
      stopListening = wakeUp.listen('confirmation_queue', wake);
    },
    async ended() {
      await running;
    },
    async stop() {
      stopListening();
      await running;
    },
  };
}
