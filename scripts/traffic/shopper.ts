/**
 * One shopping trip over the public API: browse, fill a cart, open checkout, order, and watch the order until it is final. It holds
 * on to its key whatever happens to the answers, and says so when the store goes back on its word.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isFinal } from '../../server/domain/order';
import type { Random } from '../../server/sandbox/seeded-random';
import { OrderWatch, type SeenOrder } from './order-watch';
import { choosePayment, pick } from './payment-choice';
import { waitBeforeMs } from './retry-after';
import type { Answer, ShopWire } from './shop-wire';
import type { Ending, Tally } from './tally';

export interface ShopperParts {
  readonly wire: ShopWire;
  readonly tally: Tally;
  readonly random: Random;
  readonly bases: readonly string[];
  /** From 0 to 1. */
  readonly sentinelShare: number;
  /** How long one order is watched. */
  readonly patienceMs: number;
  readonly number: number;
}

interface Checkout {
  readonly orderId: string;
  readonly statusToken: string;
  readonly totalMinor: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const DOUBLE_SUBMITS = 0.1;
/** How often an order that was kept while payments were refused is continued. */
const CONTINUES = 3;
const LONG_POLLS = 0.5;
const LONG_POLL_S = 10;

export async function shop(parts: ShopperParts): Promise<void> {
  const { tally, patienceMs } = parts;
  tally.begun++;
  const untilMs = Date.now() + patienceMs;
  const home = parts.number % parts.bases.length;
  const checkout = await openCheckout(parts, home, untilMs);
  if (checkout === null) return tally.ended('given_up');
  const watch = new OrderWatch(checkout.orderId, checkout.totalMinor);
  const ending = await order(parts, checkout, watch, home, untilMs);
  tally.ended(ending ?? (await follow(parts, checkout, watch, untilMs)));
}

async function openCheckout(parts: ShopperParts, home: number, untilMs: number): Promise<Checkout | null> {
  const { wire, random } = parts;
  const catalog = await wire.ask({ method: 'GET', path: '/catalog' }, untilMs, { home, roam: true });
  const skus = inStock(catalog);
  if (skus.length === 0) return null;
  let cart = await wire.ask({ method: 'POST', path: '/carts' }, untilMs, { home, roam: true });
  if (cart === null || cart.status !== 201) return null;
  const cartId = String(cart.body.cart_id);
  for (let lines = random() < 0.7 ? 1 : 2; lines > 0; lines--) {
    const path = `/carts/${cartId}/items/${pick(random, skus)}`;
    cart = await wire.ask({ method: 'PUT', path, body: { quantity: random() < 0.8 ? 1 : 2 } }, untilMs, { home });
    if (cart === null || cart.status !== 200) return null;
  }
  const email = `shopper.${parts.number}@example.org`;
  const asked = { cart_id: cartId, cart_version: Number(cart.body.version), email };
  const opened = await wire.ask({ method: 'POST', path: '/checkouts', body: asked }, untilMs, { home, roam: true });
  if (opened === null || opened.status !== 201) return null;
  return {
    orderId: String(opened.body.order_id),
    statusToken: String(opened.body.status_token),
    totalMinor: totalOf(cart),
    body: { ...asked, payment_method: choosePayment(random, parts.sentinelShare) },
  };
}

/** Submits, now and then twice at once in both regions. Null: not final yet. */
async function order(
  parts: ShopperParts,
  checkout: Checkout,
  watch: OrderWatch,
  home: number,
  untilMs: number,
): Promise<Ending | null> {
  const { wire, tally, random } = parts;
  const begunMs = Date.now();
  const submit = (from: number) =>
    wire.ask(
      { method: 'POST', path: '/orders', headers: { 'Idempotency-Key': checkout.orderId }, body: checkout.body },
      untilMs,
      { home: from, roam: true },
    );
  const twice = random() < DOUBLE_SUBMITS;
  if (twice) tally.doubleSubmits++;
  const answers = await Promise.all(twice ? [submit(home), submit(home + 1)] : [submit(home)]);
  tally.answered(Date.now() - begunMs);
  for (const answer of answers) note(parts, checkout, watch, answer, 0);
  if (answers.every((answer) => answer === null)) return 'given_up';
  for (let round = 1; watch.state === 'inventory_reserved' && round <= CONTINUES; round++) {
    tally.waitedForRetryAfter++;
    await sleep(waitBeforeMs(answers[0]?.headers.get('retry-after') ?? null, round, random()));
    note(parts, checkout, watch, await submit(home), watch.version);
  }
  if (watch.state === 'inventory_reserved') return 'payment_unavailable';
  if (watch.state === null) {
    tally.violated(
      checkout.orderId,
      `submit was answered ${answers.map((answer) => answer?.status ?? 'not').join(' and ')}`,
    );
    return 'given_up';
  }
  return endingOf(watch);
}

/** Asks for the order in both regions in turn, long or short, never for less than it has seen. */
async function follow(parts: ShopperParts, checkout: Checkout, watch: OrderWatch, untilMs: number): Promise<Ending> {
  const { wire, random, bases } = parts;
  for (let round = 0; Date.now() < untilMs; round++) {
    const seen = watch.version;
    const wait = random() < LONG_POLLS ? `&wait_seconds=${LONG_POLL_S}` : '';
    const path = `/orders/${checkout.orderId}?min_version=${seen}${wait}`;
    const headers = { Authorization: `Bearer ${checkout.statusToken}` };
    const answer = await wire.ask({ method: 'GET', path, headers }, untilMs, {
      home: (parts.number + round) % bases.length,
    });
    note(parts, checkout, watch, answer, seen);
    if (answer !== null && answer.status !== 200)
      parts.tally.violated(checkout.orderId, `its status was answered ${answer.status} ${String(answer.body.code)}`);
    const ending = endingOf(watch);
    if (ending !== null) return ending;
    if (answer?.status !== 200 || wait === '') await sleep(1_000);
  }
  return watch.state === 'needs_reconciliation' ? 'under_reconciliation' : 'still_pending';
}

function note(
  parts: ShopperParts,
  checkout: Checkout,
  watch: OrderWatch,
  answer: Answer | null,
  askedFrom: number,
): void {
  if (answer === null || answer.body.state === undefined) return;
  // the order resource; what it must hold is what the watch checks
  const wrong = watch.see(answer.body as unknown as SeenOrder, askedFrom, answer.status);
  for (const what of wrong) parts.tally.violated(checkout.orderId, what);
}

function endingOf(watch: OrderWatch): Ending | null {
  const { state, reason } = watch;
  if (state === null || !isFinal(state)) return null;
  if (state === 'order_confirmed') return 'confirmed';
  if (reason === 'declined' || reason === 'out_of_stock') return reason;
  return 'failed_otherwise';
}

function inStock(catalog: Answer | null): string[] {
  const products = (catalog?.body.products ?? []) as readonly {
    readonly sku: string;
    readonly stock: Readonly<Record<string, number | null>>;
  }[];
  return products.filter(({ stock }) => Object.values(stock).some((pieces) => (pieces ?? 0) > 0)).map(({ sku }) => sku);
}

const totalOf = (cart: Answer): number =>
  Number((cart.body.total as { amount_minor?: unknown } | undefined)?.amount_minor);
