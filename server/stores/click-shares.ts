/**
 * What a click on many messages did, order by order. Its one entry stays in the audit of the region where it came in; each order's share
 * goes with the order's shard, so that the same click is not repeated on it where it is then.
 */
import type { Sql } from './sql';

const operationOf = (entry: string): string => `(${entry}::jsonb ->> 'operation_id')`;

/** @param entry the parameter with the click's entry, as `auditJson` writes it. */
export const hasNoShare = (orderId: string, entry: string): string =>
  `not exists (select 1 from operations.click_shares s where s.order_id = ${orderId} and s.operation_id = ${operationOf(entry)})`;

/** @param done what the click did: a from-list with `order_id`. */
export const shareWith = (done: string, entry: string): string =>
  `insert into operations.click_shares (order_id, operation_id, action)
   select distinct d.order_id, ${operationOf(entry)}, ${entry}::jsonb ->> 'action' from ${done} d`;

export const isShared = async (sql: Sql, operationId: string): Promise<boolean> => {
  const rows = await sql.rows(
    'click_shares_any',
    'select 1 from operations.click_shares where operation_id = $1 limit 1',
    [operationId],
  );
  return rows.length > 0;
};
