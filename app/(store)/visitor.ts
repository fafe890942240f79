/** What this browser carries: its cart, and for each checkout the exact body that its order key stands for. All HttpOnly. */
import { cookies } from 'next/headers';
import { cache } from 'react';
import { sessionMemory } from './session-memory';
import { type Answer, isHttps, readCart } from './store-api';
import type { Cart } from '@/components/store/resources';

const CART_COOKIE = 'evident_cart';
const OPENED_COOKIE = 'evident_checkout';
const CART_KEPT_SECONDS = 30 * 86_400;
const CHECKOUT_KEPT_SECONDS = 86_400;

const base = { httpOnly: true, sameSite: 'lax', path: '/', secure: isHttps() } as const;

export async function cartIdOfVisitor(): Promise<string | null> {
  return (await cookies()).get(CART_COOKIE)?.value ?? null;
}

export async function keepCartId(cartId: string): Promise<void> {
  (await cookies()).set(CART_COOKIE, cartId, { ...base, maxAge: CART_KEPT_SECONDS });
}

/** What was ordered is no longer in the cart: left there, it would invite to order it twice. */
export async function leaveCart(cartId: string): Promise<void> {
  const jar = await cookies();
  if (jar.get(CART_COOKIE)?.value === cartId) jar.delete(CART_COOKIE);
}

/** The visitor's cart, read once per request; null when there is none. */
export const visitorCart = cache(async (): Promise<Answer<Cart> | null> => {
  const cartId = await cartIdOfVisitor();
  return cartId === null ? null : readCart(cartId, await sessionMemory());
});

export async function piecesInCart(): Promise<number> {
  const cart = await visitorCart();
  return cart?.kind === 'ok' ? cart.body.lines.reduce((sum, line) => sum + line.quantity, 0) : 0;
}

export interface KeptCheckout {
  readonly token: string;
  readonly reference: string;
  readonly cartId: string;
  readonly cartVersion: number;
  readonly email: string;
  /** Set once the order was sent: from then on only this body is ever sent under this key. */
  readonly paymentMethod?: string;
}

export interface OpenedCheckout extends Pick<KeptCheckout, 'token' | 'reference' | 'cartId' | 'cartVersion'> {
  readonly orderId: string;
}

/** Known on every page, and before anything is sent: a browser that loses the answer to its order still finds it from its cart. */
export async function keepOpened(opened: OpenedCheckout): Promise<void> {
  (await cookies()).set(OPENED_COOKIE, JSON.stringify(opened), { ...base, maxAge: CHECKOUT_KEPT_SECONDS });
}

/** No checkout answers to it any more: the next one is opened anew. */
export async function forgetOpened(orderId: string): Promise<void> {
  const jar = await cookies();
  if (jsonIn<OpenedCheckout>(jar.get(OPENED_COOKIE)?.value)?.orderId === orderId) jar.delete(OPENED_COOKIE);
}

/** The checkout that this browser opened before for the same cart; null when there is none. */
export async function openedFor(cartId: string, cartVersion: number): Promise<OpenedCheckout | null> {
  const opened = jsonIn<OpenedCheckout>((await cookies()).get(OPENED_COOKIE)?.value);
  if (opened?.cartId !== cartId || opened.cartVersion !== cartVersion) return null;
  const { orderId, reference, token } = opened;
  const isWritten = [orderId, reference, token].every((text) => typeof text === 'string');
  return isWritten
    ? { orderId: orderId ?? '', reference: reference ?? '', token: token ?? '', cartId, cartVersion }
    : null;
}

const checkoutCookie = (orderId: string) => `evident_checkout_${orderId.replace(/[^\w-]/g, '_')}`;

export async function keepCheckout(orderId: string, checkout: KeptCheckout): Promise<void> {
  (await cookies()).set(checkoutCookie(orderId), JSON.stringify(checkout), {
    ...base,
    path: `/checkout/${orderId}`,
    maxAge: CHECKOUT_KEPT_SECONDS,
  });
}

export async function keptCheckout(orderId: string): Promise<KeptCheckout | null> {
  const kept = jsonIn<KeptCheckout>((await cookies()).get(checkoutCookie(orderId))?.value);
  return isWhole(kept) ? kept : null;
}

/** What a browser hands back is what it likes. */
function jsonIn<T>(value: string | undefined): Partial<T> | null {
  try {
    return JSON.parse(value ?? 'null') as Partial<T> | null;
  } catch {
    return null;
  }
}

function isWhole(kept: Partial<KeptCheckout> | null): kept is KeptCheckout {
  if (kept === null || typeof kept.cartVersion !== 'number') return false;
  const { cartId, email, paymentMethod = '', reference, token } = kept;
  return [token, reference, cartId, email, paymentMethod].every((text) => typeof text === 'string');
}
