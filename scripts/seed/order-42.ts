/**
 * order-42, met while it waits: the gateway stopped waiting, the provider did accept pay:order-42, and order_confirmed is missing.
 * Its next look-up, some twelve minutes after the first start or whenever a person asks, finds the charge and confirms it.
 */
import { cartStore } from '../../server/stores/carts';
import { pastOrder, type PastOrder } from './past-order';
import type { PastRegion } from './past-region';
import { unheard } from './stories';
import { Storyteller } from './storyteller';

const PLACED_AGO_MS = 7.5 * 60_000;
const CART_VERSION = 18;
/** Puts the look-up after the fourth about twelve minutes from now. */
const LUCK = 0.83;

const WANTED = {
  orderId: 'order-42',
  email: 'mara.lind@example.org',
  cartId: 'crt_w_42',
  cartVersion: CART_VERSION,
  paymentMethod: 'pm_card_visa',
  skus: [['sku-9', 1]],
  /** Known on purpose, so that the customer's page of this demo order can be opened; the seed never runs on a live store. */
  statusToken: 'order-42-as-its-customer-sees-it',
} as const;

export const order42 = (nowMs: number): PastOrder => pastOrder(WANTED, nowMs - PLACED_AGO_MS);

export async function tellOrder42(world: PastRegion, nowMs: number): Promise<void> {
  const { clock, provider, random } = world;
  await fillCart(world);
  random.fixed = LUCK;
  const teller = new Storyteller(world, order42(nowMs), {
    requestId: 'checkout-abc',
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  });
  await unheard(teller, { lookUp: 'unanswered' });
  await teller.lookUp();
  provider.mood = { ...provider.mood, lookUp: 'finds_nothing' };
  await teller.endCallBefore(clock.nowMs() + 4_000);
  teller.at(16_400);
  await teller.submitAgain({ requestId: 'checkout-abd' });
  await teller.lookUp();
  teller.at(57_300);
  await teller.submitAgain({ requestId: 'checkout-w07', region: 'east' });
  await teller.lookUp();
  teller.at(215_000);
  await teller.submitAgain({ requestId: 'checkout-abk' });
  while (await teller.lookUp(nowMs));
  random.fixed = null;
}

async function fillCart(world: PastRegion): Promise<void> {
  const carts = cartStore(world.sql);
  const { cartId, skus } = WANTED;
  await carts.create(cartId, world.region, world.clock.nowMs());
  const [[sku, quantity]] = skus;
  for (let version = 1; version < CART_VERSION; version++)
    await carts.setItem(
      cartId,
      { sku, quantity: version === CART_VERSION - 1 ? quantity : (version % 2) + 1 },
      version,
      Date.now(),
    );
}
