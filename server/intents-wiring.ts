/** Kept intents of one region, handed their stores: the web forwards and keeps, the worker hands over. */
import { wireCheckout } from './checkout-wiring';
import { systemClock as clock } from './ports/clock';
import { systemRandom as random } from './ports/random';
import type { RealParts } from './real-parts';
import { CheckoutCopier } from './services/checkout-copier';
import type { ControlReader } from './services/control-reader';
import { copiedStatus } from './services/copied-status';
import { IntentKeeper } from './services/intent-keeper';
import { IntentReader } from './services/intent-reader';
import { type IntentSide, intentSide } from './services/intent-side';
import { OrderForwarder } from './services/order-forwarder';
import { ownedService } from './services/owned-service';
import { type LinkService, RegionRouter } from './services/region-router';
import { localStorefront } from './services/storefront';
import { cartStore } from './stores/carts';
import { checkoutCopyStore } from './stores/checkout-copies';
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
  const { directory, link, orders, receiver, region, sql } = base;
  const reads = { orders, carts: cartStore(sql), products: productStore(sql) };
  const { carts, gateway, status, watcher } = wireCheckout(base, reads, controls);
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
