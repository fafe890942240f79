/** How many orders came to be paid lately, by way to pay: what a pause would touch. Orders, not calls; a kept intent counts once. */
import { instant, type Sql } from './sql';

export interface AttemptRateStore {
  /** Of the orders created since; counting stops at 20,000. */
  byMethod(sinceMs: number): Promise<{ readonly paymentMethod: string | null; readonly count: number }[]>;
  ofProduct(sku: string, sinceMs: number): Promise<number>;
}

const RECENT = `select order_id, payment_method from orders.orders where created_at >= ${instant('$1')} limit 20000`;

export function attemptRateStore(sql: Sql): AttemptRateStore {
  return {
    byMethod: (sinceMs) =>
      sql.rows(
        'attempts_by_method',
        `select payment_method as "paymentMethod", count(*)::int as count from (${RECENT}) r group by payment_method`,
        [sinceMs],
      ),
    async ofProduct(sku, sinceMs) {
      const rows = await sql.rows<{ count: number }>(
        'attempts_of_product',
        `select count(distinct r.order_id)::int as count from (${RECENT}) r join orders.lines l on l.order_id = r.order_id where l.sku = $2`,
        [sinceMs, sku],
      );
      return rows[0]?.count ?? 0;
    },
  };
}
