/**
 * The cart keeper: carts at their owner region, read with prices of now and an explicit freshness. A cart decides nothing:
 * what an order costs is fixed when its checkout is opened.
 */
import type { FreshnessSource } from '../domain/freshness';
import { cartIdFrom, ID_BYTES, type Region } from '../domain/ids';
import { type Money, money, sumMoney, timesQuantity } from '../domain/money';
import type { OrderLine } from '../domain/placement';
import type { Clock } from '../ports/clock';
import type { Random } from '../ports/random';
import type { CartItem, CartRecord, CartStore } from '../stores/carts';
import type { ProductRecord, ProductStore } from '../stores/products';

export interface CartKeeperParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly random: Random;
  readonly carts: CartStore;
  readonly products: ProductStore;
}

export interface CartView {
  readonly cartId: string;
  readonly version: number;
  readonly ownerRegion: string;
  readonly lines: readonly OrderLine[];
  readonly total: Money;
  readonly freshAsOfMs: number;
  readonly freshness: FreshnessSource;
}

export type SetItemResult =
  | { readonly kind: 'changed'; readonly cart: CartView }
  | { readonly kind: 'stale'; readonly version: number }
  | { readonly kind: 'no_such_cart' }
  | { readonly kind: 'no_such_product' };

export const CURRENCY = 'EUR';
export const MOST_PER_LINE = 99;
/** Prices and names change rarely; a cart's total may lag them by this much, the order's total never. */
const PRODUCTS_FRESH_MS = 2_000;

export class CartKeeper {
  private known: { readonly products: readonly ProductRecord[]; readonly readAtMs: number } | null = null;

  constructor(private readonly parts: CartKeeperParts) {}

  async create(): Promise<CartView> {
    const { carts, clock, random, region } = this.parts;
    const cartId = cartIdFrom(region, random.bytes(ID_BYTES));
    const nowMs = clock.nowMs();
    await carts.create(cartId, region, nowMs);
    return {
      cartId,
      version: 1,
      ownerRegion: region,
      lines: [],
      total: money(0, CURRENCY),
      freshAsOfMs: nowMs,
      freshness: 'owner',
    };
  }

  async get(cartId: string): Promise<CartView | null> {
    const cart = await this.parts.carts.get(cartId);
    return cart === null ? null : this.view(cart, await this.products());
  }

  /** A copy of the other region's cart, with prices of now. */
  async viewOfCopy(cart: CartRecord, freshness: 'replica' | 'last_known', freshAsOfMs: number): Promise<CartView> {
    return { ...this.view(cart, await this.products()), freshness, freshAsOfMs };
  }

  async setItem(cartId: string, item: CartItem, expectedVersion: number | null): Promise<SetItemResult> {
    const products = await this.products();
    if (!products.some((product) => product.sku === item.sku)) return { kind: 'no_such_product' };
    const answer = await this.parts.carts.setItem(cartId, item, expectedVersion, this.parts.clock.nowMs());
    return answer.kind === 'changed' ? { kind: 'changed', cart: this.view(answer.cart, products) } : answer;
  }

  async products(): Promise<readonly ProductRecord[]> {
    const nowMs = this.parts.clock.nowMs();
    if (this.known === null || nowMs - this.known.readAtMs >= PRODUCTS_FRESH_MS) {
      this.known = { products: await this.parts.products.list(), readAtMs: nowMs };
    }
    return this.known.products;
  }

  private view(cart: CartRecord, products: readonly ProductRecord[]): CartView {
    const bySku = new Map(products.map((product) => [product.sku, product]));
    const lines = cart.items.flatMap(({ sku, quantity }): OrderLine[] => {
      const product = bySku.get(sku);
      return product === undefined ? [] : [{ sku, name: product.name, quantity, unitPriceMinor: product.priceMinor }];
    });
    return {
      cartId: cart.cartId,
      version: cart.version,
      ownerRegion: cart.region,
      lines,
      total: sumMoney(
        lines.map((line) => timesQuantity(money(line.unitPriceMinor, CURRENCY), line.quantity)),
        CURRENCY,
      ),
      freshAsOfMs: this.parts.clock.nowMs(),
      freshness: 'owner',
    };
  }
}
