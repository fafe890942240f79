/** The sales rollup, a subscriber of `order_confirmed`: counted once per order, an authority for nothing. */
import { consumedOnce } from './mails';
import { instant, type Sql } from './sql';

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
  return {
    async consume(orderId, messageId, totalMinor, currency, confirmedAtMs, nowMs) {
      const rows = await sql.rows(
        'sales_consume',
        `with ${consumedOnce('sales', '$1', '$2', '$6')}
         insert into operations.sales (hour, currency, orders, amount_minor)
         select date_trunc('hour', ${instant('$5')}), $4, 1, $3 from once
         on conflict (hour, currency) do update set orders = operations.sales.orders + 1, amount_minor = operations.sales.amount_minor + excluded.amount_minor
         returning 1`,
        [orderId, messageId, totalMinor, currency, confirmedAtMs, nowMs],
      );
      return rows.length === 1;
    },
  };
}
