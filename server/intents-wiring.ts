/** Kept intents of one region, handed their stores: the web forwards and keeps, the worker hands over. */
import { fencedTryStore } from './stores/fenced-tries';
import { systemClock as clock } from './ports/clock';
import { systemRandom as random } from './ports/random';
import type { RealParts } from './real-parts';
import { CartKeeper } from './services/cart-keeper';
import { CheckoutCopier } from './services/checkout-copier';
import { CheckoutGateway } from './services/checkout-gateway';
import type { ControlReader } from './services/control-reader';
import { copiedStatus } from './services/copied-status';
import { IntentKeeper } from './services/intent-keeper';
import { IntentReader } from './services/intent-reader';
import { type IntentSide, intentSide } from './services/intent-side';
import { OrderForwarder } from './services/order-forwarder';
import { OrderIntake } from './services/order-intake';
import { OrderStatusReader } from './services/order-status-reader';
import { OrderWatcher } from './services/order-watcher';
import { ownedService } from './services/owned-service';
import { PaymentAdmission } from './services/payment-admission';
import { type LinkService, RegionRouter } from './services/region-router';
import { localStorefront } from './services/storefront';
import { cartStore } from './stores/carts';
import { checkoutCopyStore } from './stores/checkout-copies';
import { checkoutStore } from './stores/checkouts';
import { intentHandOverStore } from './stores/intent-hand-overs';
import { intentReadStore } from './stores/intent-reads';
import { keptIntentStore } from './stores/kept-intents';
import { productStore } from './stores/products';
import { statusCopyStore } from './stores/status-copies';

export function wireIntentSide({
  directory,
  region,
  sql,
}: Pick<RealParts, 'directory' | 'region' | 'sql'>): IntentSide {
  const copies = checkoutCopyStore(sql);
  const ownerOfOrder = (orderId: string) => directory.ownerOfOrder(orderId);
  const reader = new IntentReader({ region, clock, copies, reads: intentReadStore(sql), ownerOfOrder });
  return intentSide({ clock, copies, reader });
}

/** What is owed to the other region now, for the first page and the metrics. */
export const wireOwedIntents = ({ sql }: Pick<RealParts, 'sql'>) => intentHandOverStore(sql);

export function wireForwarding({ region, sql }: Pick<RealParts, 'region' | 'sql'>, router: RegionRouter) {
  const copies = checkoutCopyStore(sql);
  const intents = keptIntentStore(sql);
  return {
    copies,
    owed: () => intentHandOverStore(sql).owed(),
    copier: new CheckoutCopier({ clock, router }),
    forwarder: new OrderForwarder({
      region,
      clock,
      router,
      intents,
      copies,
      copied: (orderId) =>
        copiedStatus({ region, clock, copies: statusCopyStore(sql, region), timeZone: 'UTC' }, orderId),
      timeZone: 'UTC',
    }),
  };
}

/** A shard may come to this region while one of its intents is kept here: then the worker places it here itself. */
export function wireIntentKeeper(base: RealParts, controls: ControlReader) {
  const { directory, evidence, link, meter, orders, receiver, region, shards, sql, wakeUp } = base;
  const pressure = () => base.pressure.sampler.now();
  const watcher = new OrderWatcher({ clock, orders, wakeUp });
  const gateway = new CheckoutGateway({
    region,
    clock,
    random,
    checkouts: checkoutStore(sql),
    orders,
    shards,
    owners: directory,
    fenced: fencedTryStore(sql),
    evidence,
    payments: receiver,
    watcher,
    admission: new PaymentAdmission({ region, clock, random, controls, meter, pressure }),
    intake: new OrderIntake({ clock, random, meter }),
  });
  const carts = new CartKeeper({ region, clock, random, carts: cartStore(sql), products: productStore(sql) });
  const status = new OrderStatusReader({ clock, orders, watcher });
  const local = localStorefront({ region, clock, carts, gateway, status, payments: receiver, timeZone: 'UTC' });
  // a worker asks itself for orders alone
  const own = ownedService(local as LinkService, directory);
  const router = new RegionRouter({ region, directory, clock, link, local: own });
  const keeper = new IntentKeeper({
    region,
    clock,
    random,
    router,
    intents: keptIntentStore(sql),
    handOvers: intentHandOverStore(sql),
    copies: checkoutCopyStore(sql),
  });
  return { keeper, close: () => watcher.close() };
}
