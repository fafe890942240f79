/**
 * A repair that a person has asked for and that is not done: it waits for a second person, for the order owner, or for whoever frees
 * what keeps the owner from it.
 */
import type { EvidenceRow } from '../evidence';
import { detailText } from '../evidence-detail';
import { type Facts, type Found, found } from './input';
import { putBack } from '../put-back';

export function repairCause({ evidence }: Facts): Found | null {
  const asked = openRepairRow(evidence);
  if (asked === null) return null;
  const approved = evidence.findLast((row) => row.kind === 'repair_approved' && isSame(row, asked));
  if (asked.detail.second_person === true && approved === undefined) return found('second_person_missing', asked);
  const since = approved ?? asked;
  const obstacle = evidence.findLast(
    (row) =>
      row.seq > since.seq && (isFencedOn(asked, row) || (isParkedRepair(row) && putBack(evidence, row) === null)),
  );
  if (obstacle === undefined) return found('repair_requested', since);
  return found(obstacle.kind === 'fenced' ? 'decision_fenced' : 'message_parked', obstacle, since);
}

/** The newest repair that was asked for and neither done nor refused nor taken back; null when there is none. */
export function openRepairRow(evidence: readonly EvidenceRow[]): EvidenceRow | null {
  const asked = evidence.findLast((row) => row.kind === 'repair_proposed');
  if (asked === undefined) return null;
  const isOver = evidence.some(
    (row) =>
      row.seq > asked.seq && isSame(row, asked) && row.kind !== 'repair_proposed' && row.kind !== 'repair_approved',
  );
  return isOver ? null : asked;
}

function isSame(row: EvidenceRow, asked: EvidenceRow): boolean {
  return detailText(row, 'repair_id') === detailText(asked, 'repair_id');
}

/** The refused try to write this very repair; only a repair that moves the order leaves one. */
function isFencedOn(asked: EvidenceRow, row: EvidenceRow): boolean {
  if (row.kind !== 'fenced') return false;
  const tried = detailText(row, 'tried_state');
  return detailText(asked, 'repair') === 'confirm' ? tried === 'order_confirmed' : tried === 'failed_safely';
}

function isParkedRepair(row: EvidenceRow): boolean {
  return row.kind === 'message_parked' && detailText(row, 'schema') === 'repair_requested';
}
