'use server';

import { refresh } from 'next/cache';
import { redirect } from 'next/navigation';
import { isFinal } from '@/server/domain/order';
import { keepMemory, sessionMemory } from './session-memory';
import { type Answer, openCart, openCheckout, readCart, readOrder, setQuantity } from './store-api';
import {
  cartIdOfVisitor,
  keepCartId,
  keepCheckout,
  keepOpened,
  leaveCart,
  type OpenedCheckout,
  openedFor,
} from './visitor';

export interface CartNotice {
  readonly text: string | null;
}

const UNREACHABLE = 'The shop could not be reached just now. Your cart is as it was; please try again.';

/** Adds one piece; opens a cart for a visitor without one. */
export async function addOne(_before: CartNotice, form: FormData): Promise<CartNotice> {
  const sku = String(form.get('sku'));
  const cart = await currentCart();
  if (cart === null) redirect('/?problem=unreachable');
  const held = cart.lines.find((line) => line.sku === sku)?.quantity ?? 0;
  const answer = await keepMemory(await setQuantity(cart.cart_id, sku, held + 1, await sessionMemory()));
  if (answer.kind !== 'ok') redirect('/?problem=not-added');
  refresh();
  return { text: null };
}

export async function changeQuantity(_before: CartNotice, form: FormData): Promise<CartNotice> {
  const cartId = await cartIdOfVisitor();
  if (cartId === null) return { text: null };
  const quantity = Math.max(0, Math.min(99, Math.trunc(Number(form.get('quantity'))) || 0));
  const answer = await keepMemory(await setQuantity(cartId, String(form.get('sku')), quantity, await sessionMemory()));
  if (cannotBeReached(answer)) return { text: UNREACHABLE };
  refresh();
  return { text: answer.kind === 'refused' ? (answer.problem.detail ?? 'That quantity cannot be kept.') : null };
}

/** Allots the order id for this cart at the version that the customer saw, and goes to pay. Nothing is charged or held here. */
export async function startCheckout(_before: CartNotice, form: FormData): Promise<CartNotice> {
  const cartId = await cartIdOfVisitor();
  const cartVersion = Number(form.get('cart_version'));
  const email = String(form.get('email')).trim();
  if (cartId === null) return { text: 'This cart is no longer here. Please add your things again.' };
  const opened = await openedFor(cartId, cartVersion);
  if (opened !== null) await goOnWith(opened, email);
  const answer = await openCheckout({ cartId, cartVersion, email });
  if (answer.kind === 'no_answer' || cannotBeReached(answer)) return { text: UNREACHABLE };
  if (answer.kind === 'refused') {
    refresh();
    return answer.problem.code === 'cart_changed'
      ? { text: 'Your cart changed meanwhile, perhaps in another tab. It is shown here as it is now.' }
      : { text: answer.problem.detail ?? 'Checkout could not be opened. Nothing was charged.' };
  }
  const { order_id, reference, status_token: token } = answer.body;
  await keepOpened({ orderId: order_id, token, reference, cartId, cartVersion });
  await keepCheckout(order_id, { token, reference, cartId, cartVersion, email });
  redirect(`/checkout/${order_id}`);
}

/**
 * The same cart is the same intent, whatever became of the browser's last answer: its order is shown where it is placed, and its key goes on
 * where it is not. Returns only where that order is over and another may be made.
 */
async function goOnWith(opened: OpenedCheckout, email: string): Promise<void> {
  const { orderId, token, ...kept } = opened;
  const answer = await readOrder({ orderId, token, memory: await sessionMemory() });
  if (answer.kind === 'ok' && isFinal(answer.body.state)) {
    if (answer.body.pay_again === 'possible') return;
    await leaveCart(opened.cartId);
    redirect(`/orders/${orderId}?token=${encodeURIComponent(token)}`);
  }
  if (answer.kind === 'refused' && answer.status === 404) await keepCheckout(orderId, { ...kept, token, email });
  redirect(`/checkout/${orderId}`);
}

/** Nobody answered, or the region that keeps the cart did not. */
const cannotBeReached = (answer: Answer<unknown>): boolean =>
  answer.kind === 'no_answer' || (answer.kind === 'refused' && answer.status === 503);

async function currentCart() {
  const cartId = await cartIdOfVisitor();
  const known = cartId === null ? null : await readCart(cartId, await sessionMemory());
  if (known?.kind === 'ok') return known.body;
  // a cart that cannot be read is there all the same: another one in its place would lose it
  if (known !== null && cannotBeReached(known)) return null;
  const opened = await openCart();
  if (opened.kind !== 'ok') return null;
  await keepCartId(opened.body.cart_id);
  return { ...opened.body, lines: [] };
}
