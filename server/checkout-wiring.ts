/** What takes an order in one process, handed its stores: its gateway, and by whom it is let in. */
import { systemClock as clock } from './ports/clock';
import { systemRandom as random } from './ports/random';
import type { RealParts } from './real-parts';
import { CartKeeper } from './services/cart-keeper';
import { CheckoutGateway } from './services/checkout-gateway';
import type { ControlReader } from './services/control-reader';
import { OrderIntake } from './services/order-intake';
import { OrderStatusReader } from './services/order-status-reader';
import { OrderWatcher } from './services/order-watcher';
import { PaymentAdmission } from './services/payment-admission';
import type { CartStore } from './stores/carts';
import { checkoutCopyStore } from './stores/checkout-copies';
import { checkoutStore } from './stores/checkouts';
import { fencedTryStore } from './stores/fenced-tries';
import type { OrderStore } from './stores/orders';
import type { ProductStore } from './stores/products';

/** What carts and status are read by; in a web process on connections of their own. */
export interface ReadStores {
  readonly orders: OrderStore;
  readonly carts: CartStore;
  readonly products: ProductStore;
}

export function wireCheckout(base: RealParts, reads: ReadStores, controls: ControlReader) {
  const { directory, evidence, meter, orders, receiver, region, shards, sql, wakeUp } = base;
  const watcher = new OrderWatcher({ clock, orders: reads.orders, wakeUp });
  const pressure = () => base.pressure.sampler.now();
  const admission = new PaymentAdmission({ region, clock, random, controls, meter, pressure });
  const intake = new OrderIntake({ clock, random, meter });
  const carts = new CartKeeper({ region, clock, random, carts: reads.carts, products: reads.products });
  const gateway = new CheckoutGateway({
    region,
    clock,
    random,
    checkouts: checkoutStore(sql),
    checkoutCopies: checkoutCopyStore(sql),
    orders,
    shards,
    owners: directory,
    fenced: fencedTryStore(sql),
    evidence,
    payments: receiver,
    watcher,
    admission,
    intake,
  });
  const status = new OrderStatusReader({ clock, orders: reads.orders, watcher });
  return { admission, carts, gateway, intake, status, watcher };
}
