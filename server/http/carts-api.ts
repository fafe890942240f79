/** `/api/v1/catalog` and `/api/v1/carts`: read near with their freshness, written at their owner. */
import { z } from 'zod';
import type { Region } from '../domain/ids';
import { laterSeen } from '../domain/freshness';
import { recommend } from '../domain/recommendation';
import type { CartView } from '../services/cart-keeper';
import type { ProductRecord } from '../stores/products';
import { type Exchange, header, parse, Problem, readJson, sendJson } from './exchange';
import type { ApiParts } from './routes';
import { ask, ownerUnreachable } from './regions';
import { cartIdShape, cartQuery, createCartBody, setItemBody, skuShape } from './shapes';

export async function getCatalog(parts: ApiParts, exchange: Exchange): Promise<void> {
  const products = await parts.carts.products();
  const peer = await parts.peerStock.get(exchange);
  sendJson(exchange, 200, {
    products: products.map((product) => {
      const theirs = peer.available.get(product.sku) ?? null;
      const stock: Record<Region, number | null> =
        parts.region === 'east' ? { east: product.available, west: theirs } : { east: theirs, west: product.available };
      return {
        sku: product.sku,
        name: product.name,
        price: { amount_minor: product.priceMinor, currency: product.currency },
        category: product.category,
        picture: product.picture,
        // 0 where a region keeps none; null only where the other region's stock is not known at all
        stock: {
          east: stock.east ?? (parts.region === 'east' || peer.known ? 0 : null),
          west: stock.west ?? (parts.region === 'west' || peer.known ? 0 : null),
        },
      };
    }),
    // optional work, the first to be shed
    ...(parts.shedsRecommendations() ? {} : { recommendations: recommendations(products, parts.clock.nowMs()) }),
    fresh_as_of: new Date(peer.asOfMs).toISOString(),
    region: parts.region,
  });
}

const DAY_MS = 24 * 3_600_000;
const RECOMMENDED = 4;

function recommendations(products: readonly ProductRecord[], nowMs: number): readonly string[] {
  const shelf = products.map(({ sku, category, available }) => ({ sku, category, available: available ?? 0 }));
  return recommend(shelf, Math.floor(nowMs / DAY_MS), RECOMMENDED);
}

export async function createCart(parts: ApiParts, exchange: Exchange): Promise<void> {
  if (bringsBody(exchange)) await readJson(exchange, createCartBody);
  const cart = await parts.carts.create();
  sendJson(
    exchange,
    201,
    { cart_id: cart.cartId, version: cart.version, region: cart.ownerRegion },
    { Location: `/api/v1/carts/${cart.cartId}` },
  );
}

/** A cart begins empty: a body is not needed, and one that says something is refused like any other. */
const bringsBody = ({ request }: Exchange): boolean =>
  header(request, 'transfer-encoding') !== '' || Number(header(request, 'content-length')) > 0;

export async function getCart(parts: ApiParts, exchange: Exchange, cartIdText: string): Promise<void> {
  const cartId = parse(cartIdShape, cartIdText, 'cart_id_invalid');
  const { min_version } = parse(cartQuery, Object.fromEntries(exchange.url.searchParams), 'query_invalid');
  const seen = laterSeen(parts.seen.seen(exchange, cartId), { version: min_version ?? 0, asOfMs: 0 });
  const answer = await parts.nearestCart.read(cartId, seen, exchange);
  switch (answer.kind) {
    case 'cart':
      if (answer.cart.version < seen.version)
        throw new Problem(
          503,
          'not_fresh_enough',
          'A newer version of this cart was shown before than can be read here now. Ask again shortly.',
          { version: answer.cart.version },
          { 'Retry-After': '1' },
        );
      return sendCart(parts, exchange, answer.cart);
    case 'not_found':
      throw noSuchCart();
    case 'owner_unreachable':
      throw ownerUnreachable(answer.owner, 'The cart', seen);
    default:
      return answer satisfies never;
  }
}

function sendCart(parts: ApiParts, exchange: Exchange, cart: CartView): void {
  parts.seen.remember(exchange, cart.cartId, { version: cart.version, asOfMs: cart.freshAsOfMs });
  sendJson(exchange, 200, { ...cartBody(cart), region: parts.region });
}

const ifMatch = z
  .string()
  .regex(/^"?\d{1,9}"?$/, 'a cart version: If-Match: "3"')
  .transform((text) => Number(text.replaceAll('"', '')));

export async function putCartItem(
  parts: ApiParts,
  exchange: Exchange,
  cartIdText: string,
  skuText: string,
): Promise<void> {
  const cartId = parse(cartIdShape, cartIdText, 'cart_id_invalid');
  const sku = parse(skuShape, skuText, 'sku_invalid');
  const given = header(exchange.request, 'if-match');
  const expectedVersion = given === '' ? null : parse(ifMatch, given, 'if_match_invalid');
  const { quantity } = await readJson(exchange, setItemBody);
  const owner = parts.router.ownerOfCart(cartId);
  const answer = await ask(parts, exchange, owner, 'cart_set_item', { cartId, sku, quantity, expectedVersion });
  if (answer.kind === 'owner_unreachable') throw ownerUnreachable(owner, 'The cart');
  const result = answer.answer;
  switch (result.kind) {
    case 'changed':
      return sendCart(parts, exchange, result.cart);
    case 'stale':
      throw new Problem(
        409,
        'cart_changed',
        `The cart is at version ${result.version} by now. Read it again before changing it.`,
        { version: result.version },
      );
    case 'no_such_cart':
      throw noSuchCart();
    case 'no_such_product':
      throw new Problem(404, 'product_not_found', 'The shop has no such product.');
    default:
      return result satisfies never;
  }
}

const noSuchCart = () =>
  new Problem(404, 'cart_not_found', 'There is no such cart. Create one with POST /api/v1/carts.');

export function cartBody(cart: CartView) {
  return {
    cart_id: cart.cartId,
    version: cart.version,
    lines: cart.lines.map((line) => ({
      sku: line.sku,
      name: line.name,
      quantity: line.quantity,
      unit_price: { amount_minor: line.unitPriceMinor, currency: cart.total.currency },
      line_total: { amount_minor: line.unitPriceMinor * line.quantity, currency: cart.total.currency },
    })),
    total: { amount_minor: cart.total.amountMinor, currency: cart.total.currency },
    fresh_as_of: new Date(cart.freshAsOfMs).toISOString(),
    owner_region: cart.ownerRegion,
    freshness: cart.freshness,
  };
}
