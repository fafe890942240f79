/** Copies of the other region's carts, and the queue of this region's carts that the peer knows an older version of. */
import type { Completeness } from '../domain/freshness';
import { otherRegion, type Region } from '../domain/ids';
import type { CartItem } from './carts';
import { COMPLETENESS_COLUMNS, type CompletenessRow, completenessOf } from './copies';
import { epochMs, instant, type Sql } from './sql';

export interface ToldCart {
  readonly cartId: string;
  readonly version: number;
  readonly items: readonly CartItem[];
  /** By the clock of the cart's region. */
  readonly toldAtMs: number;
}

export interface CartCopy extends ToldCart {
  readonly completeness: Completeness | null;
}

export interface CartCopyStore {
  /** Of this region, longest untold first, without those of `except`. */
  untold(limit: number, except: readonly string[]): Promise<ToldCart[]>;
  /** The peer keeps these; one that changed meanwhile stays in the queue. */
  told(carts: readonly { readonly cartId: string; readonly version: number }[]): Promise<void>;
  /** Of the other region, one of each cart. Older than what is kept: left out. */
  keep(carts: readonly ToldCart[], nowMs: number): Promise<void>;
  get(cartId: string): Promise<CartCopy | null>;
}

export function cartCopyStore(sql: Sql, region: Region): CartCopyStore {
  return {
    async untold(limit, except) {
      const rows = await sql.rows<ToldCart>(
        'cart_copies_untold',
        `select cart_id as "cartId", version, lines as items, floor(${epochMs('clock_timestamp()')}) as "toldAtMs"
         from carts.carts where untold_since is not null and cart_id <> all($2::text[]) order by untold_since limit $1`,
        [limit, except],
      );
      return rows;
    },
    async told(carts) {
      if (carts.length === 0) return;
      await sql.rows(
        'cart_copies_told',
        `with told as materialized (
           select c.cart_id from carts.carts c join unnest($1::text[], $2::int[]) as k(cart_id, version) on c.cart_id = k.cart_id and c.version = k.version
           order by c.cart_id for update of c
         )
         update carts.carts c set untold_since = null from told where c.cart_id = told.cart_id`,
        [carts.map(({ cartId }) => cartId), carts.map(({ version }) => version)],
      );
    },
    async keep(carts, nowMs) {
      if (carts.length === 0) return;
      await sql.rows('cart_copies_keep', KEEP, [
        JSON.stringify(
          carts.map(({ cartId, items, toldAtMs, version }) => ({
            cart_id: cartId,
            version,
            lines: items,
            told_at: toldAtMs,
          })),
        ),
        nowMs,
      ]);
    },
    async get(cartId) {
      const [row] = await sql.rows<ToldCart & CompletenessRow>(
        'cart_copies_get',
        `select r.cart_id as "cartId", r.version, r.lines as items, ${epochMs('r.told_at')} as "toldAtMs", ${COMPLETENESS_COLUMNS}
         from carts.cart_replicas r left join messaging.copies c on c.region = $2 where r.cart_id = $1`,
        [cartId, otherRegion(region)],
      );
      if (row === undefined) return null;
      const { items, toldAtMs, version } = row;
      return { cartId, items, toldAtMs, version, completeness: completenessOf(row) };
    },
  };
}

// rows in cart_id order; the version alone decides, and the trigger refuses what would fall
const KEEP = `
insert into carts.cart_replicas as r (cart_id, version, lines, told_at, received_at)
select t.cart_id, t.version, t.lines, ${instant('t.told_at')}, ${instant('$2')}
from jsonb_to_recordset($1::jsonb) as t(cart_id text, version int, lines jsonb, told_at float8) order by t.cart_id
on conflict (cart_id) do update set version = excluded.version, lines = excluded.lines, told_at = excluded.told_at, received_at = excluded.received_at
where excluded.version > r.version`;
