/**
 * The shop's only way to the store: the public HTTP API of its own region. Nothing here throws for an answer that
 * the API may give; a call that got no answer is `no_answer`, which is not a refusal.
 */
import type { Cart, Catalog, CheckoutResource, OrderResource, Problem } from '@/components/store/resources';

const BASE = typeof window === 'undefined' ? `http://127.0.0.1:${process.env.PORT_WEB ?? 3000}/api/v1` : '/api/v1';

const CALL_DEADLINE_MS = 10_000;
/** The cookie of the highest versions that a session has seen. */
export const MEMORY = 'evident_seen';

export type Answer<T> =
  | {
      readonly kind: 'ok';
      readonly status: number;
      readonly body: T;
      readonly retryAfterSeconds: number | null;
      /** What the session has seen by now, sealed by the store; a browser keeps it by itself. */
      readonly memory: string | null;
    }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly problem: Problem;
      readonly retryAfterSeconds: number | null;
    }
  /** Nobody answered in time: what was asked may or may not have happened. */
  | { readonly kind: 'no_answer' };

interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  /** From a page: what the session has seen before, as it was kept. */
  readonly memory?: readonly string[];
}

async function call<T>(path: string, options: Call = {}): Promise<Answer<T>> {
  const deadline = AbortSignal.timeout(options.deadlineMs ?? CALL_DEADLINE_MS);
  try {
    const response = await fetch(`${BASE}${path}`, {
      method: options.method ?? 'GET',
      cache: 'no-store',
      headers: {
        accept: 'application/json',
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.memory === undefined
          ? {}
          : { cookie: options.memory.map((kept) => `${MEMORY}=${kept}`).join('; ') }),
        ...options.headers,
      },
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: options.signal ? AbortSignal.any([deadline, options.signal]) : deadline,
    });
    const retryAfterSeconds = Number(response.headers.get('retry-after')) || null;
    const json: unknown = await response.json();
    if (response.ok || isOrder(json))
      return { kind: 'ok', status: response.status, body: json as T, retryAfterSeconds, memory: memoryIn(response) };
    return { kind: 'refused', status: response.status, problem: json as Problem, retryAfterSeconds };
  } catch {
    return { kind: 'no_answer' };
  }
}

/** Only a page of the server needs to keep it; a browser does, and shows no script what it keeps. */
function memoryIn(response: Response): string | null {
  if (typeof window !== 'undefined') return null;
  const kept = response.headers.getSetCookie().find((cookie) => cookie.startsWith(`${MEMORY}=`));
  return kept?.slice(MEMORY.length + 1).split(';', 1)[0] ?? null;
}

/** 402, 409 and 503 carry the order when there is one. */
function isOrder(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'order_id' in json && 'state' in json;
}

export const readCatalog = () => call<Catalog>('/catalog');

export const openCart = () => call<Cart>('/carts', { method: 'POST', body: {} });

export const readCart = (cartId: string, memory: readonly string[]) =>
  call<Cart>(`/carts/${encodeURIComponent(cartId)}`, { memory });

export const setQuantity = (cartId: string, sku: string, quantity: number, memory: readonly string[]) =>
  call<Cart>(`/carts/${encodeURIComponent(cartId)}/items/${encodeURIComponent(sku)}`, {
    method: 'PUT',
    body: { quantity },
    memory,
  });

export const openCheckout = (cart: { cartId: string; cartVersion: number; email: string }) =>
  call<CheckoutResource>('/checkouts', {
    method: 'POST',
    body: { cart_id: cart.cartId, cart_version: cart.cartVersion, email: cart.email },
  });

export interface OrderRequest {
  readonly orderId: string;
  readonly cartId: string;
  readonly cartVersion: number;
  readonly email: string;
  readonly paymentMethod: string;
}

/** The key is always the order id: sending it again can only ever be answered from the record. */
export const placeOrder = (order: OrderRequest, memory: readonly string[]) =>
  call<OrderResource>('/orders', {
    method: 'POST',
    memory,
    headers: { 'idempotency-key': order.orderId },
    body: {
      cart_id: order.cartId,
      cart_version: order.cartVersion,
      email: order.email,
      payment_method: order.paymentMethod,
    },
    deadlineMs: 20_000,
  });

interface StatusQuestion {
  readonly orderId: string;
  readonly token: string;
  readonly minVersion?: number;
  readonly waitSeconds?: number;
  readonly signal?: AbortSignal;
  readonly memory?: readonly string[];
}

export function readOrder({ orderId, token, minVersion, waitSeconds = 0, signal, memory }: StatusQuestion) {
  const query = new URLSearchParams();
  if (minVersion !== undefined) query.set('min_version', String(minVersion));
  if (waitSeconds > 0) query.set('wait_seconds', String(waitSeconds));
  return call<OrderResource>(`/orders/${encodeURIComponent(orderId)}${query.size > 0 ? `?${query}` : ''}`, {
    headers: { authorization: `Bearer ${token}` },
    deadlineMs: (waitSeconds + 10) * 1000,
    signal,
    memory,
  });
}

/** Whether browsers reach this region over HTTPS: what is kept in them must then never travel otherwise. */
export const isHttps = (): boolean => process.env.PUBLIC_ORIGIN?.startsWith('https:') === true;

/** Whether the shop may offer payment methods that make the provider misbehave; only told so where no real card exists. */
export function demoMethodsOn(): boolean {
  return (process.env.EVIDENT_EMBEDDED ?? '').split(',').includes('provider');
}
