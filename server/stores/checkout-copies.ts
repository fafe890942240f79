/** Copies of checkouts that the other region owns: who the customer of an order is, while its owner cannot be asked. */
import type { CheckoutRecord } from './checkouts';
import { epochMs, instant, type Sql } from './sql';

export interface CheckoutCopy extends CheckoutRecord {
  readonly ownerHasIt: boolean;
  /** Calls that took it to its owner and may have been acted on. */
  readonly sends: number;
}

export interface CheckoutCopyStore {
  keep(checkouts: readonly CheckoutRecord[], ownerHasIt: boolean, sends: number, nowMs: number): Promise<void>;
  get(orderId: string): Promise<CheckoutCopy | null>;
  /** Before each call that takes it to its owner. */
  sending(orderId: string): Promise<void>;
  /** That call is known not to have been acted on. */
  notSent(orderId: string): Promise<void>;
  ownerHas(orderId: string): Promise<void>;
  /** What its owner still needs, oldest first. */
  owed(copiedFromMs: number, most: number): Promise<CheckoutCopy[]>;
  /** Nobody places an order so long after its checkout was opened. */
  forget(copiedBeforeMs: number, most: number): Promise<number>;
}

const COLUMNS = `order_id as "orderId", shard, reference, cart_id as "cartId", cart_version as "cartVersion", email, lines, total_minor as "totalMinor",
  currency, encode(status_token_hash, 'hex') as "statusTokenHash", ${epochMs('opened_at')} as "openedAtMs", owner_has_it as "ownerHasIt", sends`;

export function checkoutCopyStore(sql: Sql): CheckoutCopyStore {
  return {
    async keep(checkouts, ownerHasIt, sends, nowMs) {
      if (checkouts.length === 0) return;
      await sql.rows(
        'checkout_copies_keep',
        `insert into intents.checkouts (order_id, shard, reference, cart_id, cart_version, email, lines, total_minor, currency, status_token_hash,
           opened_at, owner_has_it, sends, copied_at)
         select c."orderId", c.shard, c.reference, c."cartId", c."cartVersion", c.email, c.lines, c."totalMinor", c.currency,
           decode(c."statusTokenHash", 'hex'), ${instant('c."openedAtMs"')}, $2, $3, ${instant('$4')}
         from jsonb_to_recordset($1::jsonb) as c("orderId" text, shard smallint, reference text, "cartId" text, "cartVersion" integer, email text,
           lines jsonb, "totalMinor" integer, currency text, "statusTokenHash" text, "openedAtMs" float8)
         on conflict (order_id) do nothing`,
        [JSON.stringify(checkouts), ownerHasIt, sends, nowMs],
      );
    },
    async get(orderId) {
      const rows = await sql.rows<CheckoutCopy>(
        'checkout_copies_get',
        `select ${COLUMNS} from intents.checkouts where order_id = $1`,
        [orderId],
      );
      return rows[0] ?? null;
    },
    async sending(orderId) {
      await sql.rows(
        'checkout_copies_sending',
        'update intents.checkouts set sends = sends + 1 where order_id = $1 and not owner_has_it',
        [orderId],
      );
    },
    async notSent(orderId) {
      await sql.rows(
        'checkout_copies_not_sent',
        'update intents.checkouts set sends = sends - 1 where order_id = $1 and sends > 0',
        [orderId],
      );
    },
    async ownerHas(orderId) {
      await sql.rows(
        'checkout_copies_owner_has',
        'update intents.checkouts set owner_has_it = true where order_id = $1 and not owner_has_it',
        [orderId],
      );
    },
    owed: (copiedFromMs, most) =>
      sql.rows<CheckoutCopy>(
        'checkout_copies_owed',
        `select ${COLUMNS} from intents.checkouts where not owner_has_it and copied_at >= ${instant('$1')} order by copied_at limit $2`,
        [copiedFromMs, most],
      ),
    async forget(copiedBeforeMs, most) {
      const rows = await sql.rows<{ forgotten: number }>(
        'checkout_copies_forget',
        `with gone as (
           delete from intents.checkouts where order_id in (
             select order_id from intents.checkouts where copied_at < ${instant('$1')} order by copied_at limit $2
           ) returning 1
         )
         select count(*)::int as forgotten from gone`,
        [copiedBeforeMs, most],
      );
      return rows[0]?.forgotten ?? 0;
    },
  };
}
