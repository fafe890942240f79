/**
 * The small marks of an evidence row: which try, under which epoch, late, answered from the record; and its joinable ids.
 */
import type { EvidenceRow } from './evidence';
import { detailNumber } from './evidence-detail';
import type { Chip, IdChip } from './timeline/item';

/** Evidence learnt this much after it happened stands at its own time, with a mark. A provider's times are whole seconds. */
export const LATE_AFTER_MS = 5_000;

export function isLate(row: EvidenceRow): boolean {
  return row.recordedAtMs - row.observedAtMs >= LATE_AFTER_MS;
}

export function chipsOf(row: EvidenceRow): Chip[] {
  const chips: Chip[] = [];
  const add = (kind: Chip['kind'], text: string | null) => text !== null && chips.push({ kind, text });
  const submit = detailNumber(row, 'submit');
  const check = detailNumber(row, 'check');
  const checks = detailNumber(row, 'checks');
  add('version', row.orderVersion === null ? null : `version ${row.orderVersion}`);
  add('submit', submit === null ? null : `submit ${submit}`);
  add('attempt', row.attempt === null || submit !== null ? null : `attempt ${row.attempt}`);
  add('check', check === null ? null : `look-up ${check}${checks === null ? '' : ` of ${checks}`}`);
  add('epoch', row.ownerEpoch === null ? null : `epoch ${row.ownerEpoch}`);
  add('answered_from_record', row.replayed ? 'answered from the record' : null);
  add('duplicate', row.detail.duplicate === true ? 'duplicate' : null);
  add('late', isLate(row) ? 'late' : null);
  return chips;
}

export function idsOf(row: EvidenceRow): IdChip[] {
  const ids: readonly (readonly [IdChip['kind'], string | null])[] = [
    ['payment_operation', row.paymentOperation],
    ['request_id', row.requestId],
    ['trace_id', row.traceId],
    ['message_id', row.messageId],
    ['provider_reference', row.providerReference],
  ];
  return ids.flatMap(([kind, value]) => (value === null || value === '' ? [] : [{ kind, value }]));
}
