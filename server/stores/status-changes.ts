/**
 * The queue of orders that stand otherwise than the peer was told. An entry is counted by the database with the change itself; what is
 * told is the order as it stands when it is sent, so however often it moved, the newest is one message.
 */
import type { ChangedStatus } from '../contracts/order-status-changed';
import { ORDER_COLUMNS, type OrderRow, orderStatusOf, STATUS_COLUMNS, type StatusRow } from './orders';
import { epochMs, type Sql } from './sql';

export interface UntoldStatus {
  readonly status: ChangedStatus;
  /** When it was read, by the database's clock. */
  readonly readAtMs: number;
}

export interface StatusChangeStore {
  /** Longest untold first, without those of `except`. */
  untold(limit: number, except: readonly string[]): Promise<UntoldStatus[]>;
  /** The peer keeps these; one that changed meanwhile stays in the queue. */
  told(changes: readonly { readonly orderId: string; readonly change: number }[]): Promise<void>;
}

export function statusChangeStore(sql: Sql): StatusChangeStore {
  return {
    async untold(limit, except) {
      const rows = await sql.rows<OrderRow & StatusRow & { change: number; read_at_ms: number }>(
        'status_changes_untold',
        // one snapshot: the count and what it counts are of one instant. No row locks: the same message twice is one copy
        `select c.change, ${epochMs('clock_timestamp()')} as read_at_ms, ${ORDER_COLUMNS}, ${STATUS_COLUMNS}
         from (select u.order_id, u.change, u.untold_since from orders.status_changes u join orders.orders h on h.order_id = u.order_id
               where u.untold_since is not null and u.order_id <> all($2::text[]) order by u.untold_since limit $1) c
         join orders.orders o on o.order_id = c.order_id order by c.untold_since`,
        [limit, except],
      );
      return rows.map((row) => ({
        status: { ...orderStatusOf(row), change: row.change, statusTokenHash: row.status_token_hash },
        readAtMs: Math.floor(row.read_at_ms),
      }));
    },
    async told(changes) {
      if (changes.length === 0) return;
      await sql.rows(
        'status_changes_told',
        `with told as materialized (
           select c.order_id from orders.status_changes c join unnest($1::text[], $2::int[]) as k(order_id, change)
             on c.order_id = k.order_id and c.change = k.change
           order by c.order_id for update of c
         )
         update orders.status_changes c set untold_since = null from told where c.order_id = told.order_id`,
        [changes.map(({ orderId }) => orderId), changes.map(({ change }) => change)],
      );
    },
  };
}
