import { csvOf } from '@/components/ui/csv';
import type { QueueRow } from './queue-row';

/** The rows that are shown, as a file; amounts in minor units, instants in UTC. */
export function queueCsv(rows: readonly QueueRow[]): string {
  return csvOf(
    [
      'region',
      'order_id',
      'case_id',
      'reason',
      'severity',
      'at_risk_minor',
      'currency',
      'owner',
      'opened_at',
      'due_at',
    ],
    rows.map((row) => [
      row.region,
      row.orderId,
      row.caseId,
      row.reason,
      row.severity,
      row.atRisk.amountMinor,
      row.atRisk.currency,
      row.owner,
      new Date(row.openedAtMs).toISOString(),
      new Date(row.dueAtMs).toISOString(),
    ]),
  );
}
