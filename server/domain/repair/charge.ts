/** Which charge a case is about: the order's own payment, or another one (a duplicate) that the row of its opening names. */
import type { EvidenceRow } from '../evidence';
import { detailText } from '../evidence-detail';
import type { OperationRecord } from '../order-record';

/** The row that opened the case; a follow-up may be witnessed under the id of the first. */
export function openingRow(rows: readonly EvidenceRow[], caseId: string): EvidenceRow | null {
  const opened = rows.filter(({ kind }) => kind === 'case_opened');
  const named = (row: EvidenceRow) => detailText(row, 'case_id');
  return (
    opened.findLast((row) => named(row) === caseId) ??
    opened.findLast((row) => new RegExp(`^${escaped(named(row) ?? '')}:\\d+$`).test(caseId)) ??
    null
  );
}

/** Its reference where it is not the order's own payment; null for its own. */
export function otherChargeOf(
  rows: readonly EvidenceRow[],
  caseId: string | null,
  operations: readonly Pick<OperationRecord, 'kind' | 'providerReference'>[],
): string | null {
  const reference = caseId === null ? null : (openingRow(rows, caseId)?.providerReference ?? null);
  const own = operations.find(({ kind }) => kind === 'authorize')?.providerReference ?? null;
  return reference === own ? null : reference;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
