/** A parked message that was put back is no obstacle any more: it is on its way. */
import type { EvidenceRow } from './evidence';
import { detailText } from './evidence-detail';

/** When a parked message was put back into its queue; null while it is parked. */
export function putBack(evidence: readonly EvidenceRow[], parked: EvidenceRow): EvidenceRow | null {
  const isOf = (row: EvidenceRow) =>
    row.messageId === parked.messageId && detailText(row, 'consumer') === detailText(parked, 'consumer');
  return evidence.findLast((row) => row.kind === 'message_redriven' && row.seq > parked.seq && isOf(row)) ?? null;
}
