/** Reads from what the staff were told which of the rare things came up. */
import type { Sometimes, SometimesName } from './sometimes';
import type { StaffTelling } from './staff-telling';

const SAW: Readonly<Record<string, SometimesName>> = {
  repair_open: 'two operators at one order: the second is told of the first',
  order_moved: 'stale form refused: the order moved',
  evidence_moved: 'stale form refused: newer evidence',
  approval_void: 'approval void: what it rested on changed',
  own_proposal: 'own proposal not approvable',
  other_basis: 'another snapshot than the proposed one not approvable',
  held_by_other: 'case held by a colleague',
  case_taken: 'case held by a colleague',
};

export function watchStaff({ action, code, kind }: StaffTelling, sometimes: Sometimes): void {
  const saw = code === null ? undefined : SAW[code];
  if (saw !== undefined) sometimes.saw(saw);
  if (kind === 'done' && action === 'decline') sometimes.saw('proposal declined by a colleague');
  if (kind === 'done' && action === 'withdraw') sometimes.saw('proposal taken back');
  if (kind === 'done' && action === 'approve') sometimes.saw('second person approves, and it is done');
  if (kind === 'not_known_yet' && action === 'propose') sometimes.saw('repair recorded, and its outcome not known yet');
}
