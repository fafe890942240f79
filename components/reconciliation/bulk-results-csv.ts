import { csvOf } from '@/components/ui/csv';

interface BulkItemRow {
  readonly region: string;
  readonly n: number;
  readonly orderId: string;
  readonly caseId: string;
  readonly state: string;
  readonly code: string | null;
  readonly text: string | null;
  readonly settledAtMs: number | null;
}

/** Every item with its result, as a file; instants in UTC. */
export function bulkResultsCsv(items: readonly BulkItemRow[]): string {
  return csvOf(
    ['region', 'n', 'order_id', 'case_id', 'result', 'code', 'text', 'settled_at'],
    items.map((item) => [
      item.region,
      item.n,
      item.orderId,
      item.caseId,
      item.state,
      item.code,
      item.text,
      item.settledAtMs === null ? null : new Date(item.settledAtMs).toISOString(),
    ]),
  );
}
