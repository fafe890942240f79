/** Carts: written at their owner region, one version per change; an older version never overwrites a newer one. */
import { epochMs, instant, type Sql } from './sql';

export interface CartItem {
  readonly sku: string;
  readonly quantity: number;
}

export interface CartRecord {
  readonly cartId: string;
  readonly region: string;
  readonly version: number;
  readonly items: readonly CartItem[];
  readonly updatedAtMs: number;
}

export type SetItemAnswer =
  | { readonly kind: 'changed'; readonly cart: CartRecord }
  | { readonly kind: 'stale'; readonly version: number }
  | { readonly kind: 'no_such_cart' };

export interface CartStore {
  create(cartId: string, region: string, nowMs: number): Promise<void>;
  get(cartId: string): Promise<CartRecord | null>;
  /** Quantity 0 removes. `expectedVersion` null: whatever the version is. */
  setItem(cartId: string, item: CartItem, expectedVersion: number | null, nowMs: number): Promise<SetItemAnswer>;
}

const CART_COLUMNS = `cart_id as "cartId", region, version, lines as items, ${epochMs('updated_at')} as "updatedAtMs"`;

export function cartStore(sql: Sql): CartStore {
  return {
    async create(cartId, region, nowMs) {
      await sql.rows(
        'carts_create',
        `insert into carts.carts (cart_id, region, created_at, updated_at) values ($1, $2, ${instant('$3')}, ${instant('$3')}) on conflict do nothing`,
        [cartId, region, nowMs],
      );
    },
    async get(cartId) {
      const rows = await sql.rows<CartRecord>(
        'carts_get',
        `select ${CART_COLUMNS} from carts.carts where cart_id = $1`,
        [cartId],
      );
      return rows[0] ?? null;
    },
    async setItem(cartId, item, expectedVersion, nowMs) {
      const rows = await sql.rows<CartRecord>(
        'carts_set_item',
        // the row lock of the update orders two changes; the second sees the first's lines
        `update carts.carts set version = version + 1, updated_at = ${instant('$5')}, lines =
           coalesce((select jsonb_agg(l order by l ->> 'sku') from jsonb_array_elements(
             lines || case when $3::int > 0 and not lines @> jsonb_build_array(jsonb_build_object('sku', $2::text))
               then jsonb_build_array(jsonb_build_object('sku', $2::text, 'quantity', 0)) else '[]' end) as e(line),
             lateral (select case when line ->> 'sku' = $2 then jsonb_set(line, '{quantity}', to_jsonb($3::int)) else line end) as x(l)
             where (l ->> 'quantity')::int > 0), '[]')
         where cart_id = $1 and ($4::int is null or version = $4) returning ${CART_COLUMNS}`,
        [cartId, item.sku, item.quantity, expectedVersion, nowMs],
      );
      if (rows[0] !== undefined) return { kind: 'changed', cart: rows[0] };
      const cart = await this.get(cartId);
      return cart === null ? { kind: 'no_such_cart' } : { kind: 'stale', version: cart.version };
    },
  };
}
