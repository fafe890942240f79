/** The sales rollup, a subscriber of `order_confirmed`: counted once per order, an authority for nothing. */
import { consumedOnce } from './consumed-once';
import { gatheredWrites } from './gathered-writes';
import type { Sql } from './sql';

export interface SalesStore {
  /** False: this message was counted before. */
  consume(
    orderId: string,
    messageId: string,
    totalMinor: number,
    currency: string,
    confirmedAtMs: number,
    nowMs: number,
  ): Promise<boolean>;
}

export function salesStore(sql: Sql): SalesStore {
  const count = gatheredWrites<Sale, boolean>({
    keyOf: ({ orderId }) => orderId,
    writeMany: (sales) => countSales(sql, sales),
  });
  return {
    consume: (orderId, messageId, totalMinor, currency, confirmedAtMs, nowMs) =>
      count({ orderId, messageId, totalMinor, currency, confirmedAtMs, nowMs }),
  };
}

interface Sale {
  readonly orderId: string;
  readonly messageId: string;
  readonly totalMinor: number;
  readonly currency: string;
  readonly confirmedAtMs: number;
  readonly nowMs: number;
}

async function countSales(sql: Sql, sales: readonly Sale[]): Promise<boolean[]> {
  const rows = await sql.rows<{ order_id: string }>(
    'sales_consume',
    // the hours' rows are locked in their order
    `with input as materialized (
       select * from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::float8[]) as i(order_id, message_id, total_minor, currency, confirmed_at)
     ), ${consumedOnce('sales', '$6')}, counted as (
       insert into operations.sales (hour, currency, orders, amount_minor)
       select date_trunc('hour', to_timestamp(i.confirmed_at / 1000)) as hour, i.currency, count(*)::int, sum(i.total_minor)
       from once o join input i on i.order_id = o.order_id group by 1, 2 order by 1, 2
       on conflict (hour, currency) do update set orders = operations.sales.orders + excluded.orders,
         amount_minor = operations.sales.amount_minor + excluded.amount_minor
     )
     select order_id from once`,
    [
      sales.map(({ orderId }) => orderId),
      sales.map(({ messageId }) => messageId),
      sales.map(({ totalMinor }) => totalMinor),
      sales.map(({ currency }) => currency),
      sales.map(({ confirmedAtMs }) => confirmedAtMs),
      Math.max(...sales.map(({ nowMs }) => nowMs)),
    ],
  );
  const counted = new Set(rows.map((row) => row.order_id));
  return sales.map(({ orderId }) => counted.has(orderId));
}
