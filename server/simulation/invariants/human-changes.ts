/** S13: a human change and its audit entry stand in one transaction, one for one; and nobody takes a case out of a colleague's hands. */
import type { Change } from '../memory/change';
import type { Report } from './violation';

/** Clocks of processes may be off by this much, each way. */
const SKEW_MS = 500;

export function checkHumanChanges(changes: readonly Change[], nowMs: number, report: Report): void {
  const entries = changes.flatMap((change) => (change.kind === 'audit' ? [change.row] : []));
  const decided = changes.filter(isDecided);
  const held = changes.filter(isOtherHolder);
  const human = decided.length > 0 ? decided : held;
  if (human.length > 0 && entries.length !== 1)
    report('S13', `${nameOf(human[0])} has ${entries.length} audit entries`);
  if (human.length > 1) report('S13', `one transaction has ${human.length} human changes`);
  const switched = changes.filter(isSwitched);
  if (switched.length > 0 && entries.length !== 1)
    report(
      'S13',
      `${switched[0]?.after.region} is ${switched[0]?.after.state} by a person, with ${entries.length} audit entries`,
    );
  const glass = changes.find(({ kind }) => kind === 'glass');
  if (glass !== undefined && entries.length !== 1)
    report('S13', `a glass was asked for or agreed to with ${entries.length} audit entries`);
  const [entry] = entries;
  if (entry !== undefined && entry.action.startsWith('repairs:') && decided.length === 0)
    report('S13', `${entry.action} by ${entry.actor} is in the audit, and nothing was done`);
  for (const { before, row } of held) {
    const isHandedOver = entry?.detail.change === 'hand_over' && entry.actor === `staff:${before?.owner}`;
    const runsOn = (before?.ownerUntilMs ?? 0) > nowMs + SKEW_MS;
    if (row.owner !== null && runsOn && !isHandedOver)
      report('S13', `${row.caseId} was taken from ${before?.owner} by ${row.owner}`);
  }
}

/** What leaves by broken glass was entered with the agreement. */
const isSwitched = (change: Change): change is Extract<Change, { kind: 'mode' }> =>
  change.kind === 'mode' && change.after.changedBy.startsWith('staff:') && change.after.change !== 'glass_broken';

type CaseChange = Extract<Change, { kind: 'case' }>;
type RepairChange = Extract<Change, { kind: 'repair' }>;

/** What people do to a repair; the owner settles what was requested. */
const isDecided = (change: Change): change is RepairChange =>
  change.kind === 'repair' && (change.before === null || change.before.state === 'proposed');

const isOtherHolder = (change: Change): change is CaseChange =>
  change.kind === 'case' &&
  change.before !== null &&
  change.row.state === 'open' &&
  change.before.owner !== change.row.owner;

function nameOf(change: CaseChange | RepairChange | undefined): string {
  if (change === undefined) return '';
  return change.kind === 'case'
    ? `${change.row.caseId} of ${change.row.owner ?? 'nobody'}`
    : `${change.after.repairId} (${change.after.state})`;
}
