/** Copies of how the other region's orders stand. A later one replaces an earlier one; never the other way round, whatever comes when. */
import type { OrderStatusPayload } from '../contracts/order-status-changed';
import type { Completeness } from '../domain/freshness';
import { otherRegion, type Region } from '../domain/ids';
import { COMPLETENESS_COLUMNS, type CompletenessRow, completenessOf } from './copies';
import { epochMs, instant, type Sql } from './sql';

export interface StatusCopy {
  readonly payload: OrderStatusPayload;
  readonly toldAtMs: number;
  readonly completeness: Completeness | null;
}

export interface ToldStatus {
  readonly orderId: string;
  readonly payload: OrderStatusPayload;
  readonly toldAtMs: number;
}

export interface StatusCopyStore {
  /** One of each order. Older than what is kept: left out. */
  keep(told: readonly ToldStatus[], nowMs: number): Promise<void>;
  get(orderId: string): Promise<StatusCopy | null>;
}

export function statusCopyStore(sql: Sql, region: Region): StatusCopyStore {
  return {
    async keep(told, nowMs) {
      if (told.length === 0) return;
      await sql.rows('status_copies_keep', KEEP, [
        JSON.stringify(
          told.map(({ orderId, payload, toldAtMs }) => ({ order_id: orderId, status: payload, told_at: toldAtMs })),
        ),
        nowMs,
      ]);
    },
    async get(orderId) {
      const [row] = await sql.rows<{ status: OrderStatusPayload; told_at_ms: number } & CompletenessRow>(
        'status_copies_get',
        `select r.status, ${epochMs('r.told_at')} as told_at_ms, ${COMPLETENESS_COLUMNS}
         from orders.status_replicas r left join messaging.copies c on c.region = $2 where r.order_id = $1`,
        [orderId, otherRegion(region)],
      );
      return row === undefined
        ? null
        : { payload: row.status, toldAtMs: row.told_at_ms, completeness: completenessOf(row) };
    },
  };
}

/*
 * Locking: rows in order_id order. Two deliveries of one order at once: the second waits for the first's row and is compared with it. The
 * change alone decides; the trigger behind it refuses a version that falls although the change rose.
 */
const KEEP = `
insert into orders.status_replicas as r (order_id, change, version, status_token_hash, status, told_at, received_at)
select t.order_id, (t.status ->> 'change')::int, (t.status ->> 'version')::int, decode(t.status ->> 'status_token_hash', 'hex'), t.status,
  ${instant('t.told_at')}, ${instant('$2')}
from jsonb_to_recordset($1::jsonb) as t(order_id text, status jsonb, told_at float8) order by t.order_id
on conflict (order_id) do update set change = excluded.change, version = excluded.version, status = excluded.status,
  told_at = excluded.told_at, received_at = excluded.received_at
where excluded.change > r.change`;
