/** Opened checkouts: the order id that a client was given and what it was given for. Opening one changes nothing else. */
import type { OrderLine } from '../domain/placement';
import { gatheredReads } from './gathered-reads';
import { epochMs, instant, type Sql } from './sql';

export interface CheckoutRecord {
  readonly orderId: string;
  readonly shard: number;
  readonly reference: string;
  readonly cartId: string;
  readonly cartVersion: number;
  readonly email: string;
  readonly lines: readonly OrderLine[];
  readonly totalMinor: number;
  readonly currency: string;
  /** SHA-256, hex. */
  readonly statusTokenHash: string;
  readonly openedAtMs: number;
}

export interface CheckoutStore {
  open(checkout: CheckoutRecord): Promise<void>;
  get(orderId: string): Promise<CheckoutRecord | null>;
}

export function checkoutStore(sql: Sql): CheckoutStore {
  return {
    async open(checkout) {
      await sql.rows(
        'checkouts_open',
        `insert into orders.checkouts (order_id, shard, reference, cart_id, cart_version, email, lines, total_minor, currency, status_token_hash, opened_at)
         values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, decode($10, 'hex'), ${instant('$11')}) on conflict (order_id) do nothing`,
        [
          checkout.orderId,
          checkout.shard,
          checkout.reference,
          checkout.cartId,
          checkout.cartVersion,
          checkout.email,
          JSON.stringify(checkout.lines),
          checkout.totalMinor,
          checkout.currency,
          checkout.statusTokenHash,
          checkout.openedAtMs,
        ],
      );
    },
    get: gatheredReads(async (orderIds) => {
      const rows = await sql.rows<CheckoutRecord>(
        'checkouts_get',
        `select order_id as "orderId", shard, reference, cart_id as "cartId", cart_version as "cartVersion", email, lines, total_minor as "totalMinor",
           currency, encode(status_token_hash, 'hex') as "statusTokenHash", ${epochMs('opened_at')} as "openedAtMs"
         from orders.checkouts where order_id = any($1::text[])`,
        [orderIds],
      );
      return new Map(rows.map((row) => [row.orderId, row]));
    }),
  };
}
