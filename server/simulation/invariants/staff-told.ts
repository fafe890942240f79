/** S2 and S11 for the staff: what they were told was done stands in the records, and what they were told was not done never is. */
import type { Change } from '../memory/change';
import type { RepairRow } from '../memory/rows';
import type { StaffAction, StaffTelling } from '../staff-telling';
import type { Report } from './violation';
import { databaseOf, type Witnesses } from './witnesses';

const ENTRY_OF: Readonly<Partial<Record<StaffAction, string>>> = {
  propose: 'repairs:propose',
  approve: 'repairs:approve',
  decline: 'repairs:refuse',
  withdraw: 'repairs:withdraw',
};

export class StaffToldChecks {
  /** Clicks of which somebody was told that nothing was done. */
  private readonly notDone = new Map<string, StaffTelling>();

  constructor(
    private readonly witnesses: Witnesses,
    private readonly report: Report,
  ) {}

  onTold(telling: StaffTelling): void {
    if (ENTRY_OF[telling.action] === undefined) return;
    if (telling.kind === 'done') this.onDone(telling);
    if (telling.kind !== 'not_done') return;
    this.notDone.set(telling.operationId, telling);
    this.checkNotDone(telling);
  }

  onChange(change: Change): void {
    if (change.kind !== 'repair') return;
    for (const telling of this.notDone.values())
      if (telling.orderId === change.after.orderId) this.checkNotDone(telling);
  }

  private onDone(telling: StaffTelling): void {
    const { action, actor, operationId, text } = telling;
    const repair = this.repairOf(telling);
    const isProposed = text.startsWith('Proposed.');
    const stands =
      repair !== undefined &&
      (action === 'decline'
        ? repair.state === 'refused'
        : action === 'withdraw'
          ? repair.state === 'withdrawn'
          : isProposed || repair.state === 'applied');
    if (!stands)
      this.report('S2', `${actor} was told that ${operationId} is done, it is ${repair?.state ?? 'nowhere'}`);
  }

  /** The audit knows what a click did; one that did something and came to nothing was told right. */
  private checkNotDone(telling: StaffTelling): void {
    const { action, actor, code, operationId } = telling;
    const repair = this.repairOf(telling);
    const { east, west } = this.witnesses.databases;
    // the audit stays where the click came in
    const entry = east.audit.get(operationId) ?? west.audit.get(operationId);
    if (repair === undefined || entry?.action !== ENTRY_OF[action]) return;
    const isEnding = action === 'decline' || action === 'withdraw';
    if (isEnding || repair.state === 'requested' || repair.state === 'applied')
      this.report(
        'S11',
        `${actor} was told that ${operationId} is not done (${code}), ${repair.repairId} is ${repair.state}`,
      );
  }

  /** The repair that a click made, or that it is about. */
  private repairOf({ action, operationId, orderId, repairId }: StaffTelling): RepairRow | undefined {
    const own = databaseOf(this.witnesses, orderId).repairs.of(orderId);
    return own.find((row) => (action === 'propose' ? row.operationId === operationId : row.repairId === repairId));
  }
}
