import { csvOf } from '@/components/ui/csv';
import type { OrderListRow } from './orders-table';

const HEADS = [
  'order_id',
  'reference',
  'state',
  'reason',
  'total_minor',
  'currency',
  'money_position',
  'email',
  'region',
  'created_at',
  'updated_at',
];

/** What is shown, as a file; instants in UTC, money in minor units. */
export function ordersCsv(rows: readonly OrderListRow[]): string {
  return csvOf(
    HEADS,
    rows.map((row) => [
      row.orderId,
      row.reference,
      row.state,
      row.reason,
      row.total.amountMinor,
      row.total.currency,
      row.money.position,
      row.email,
      row.region,
      new Date(row.createdAtMs).toISOString(),
      new Date(row.updatedAtMs).toISOString(),
    ]),
  );
}
