/** Which orders stand otherwise than the other region was told, counted with each change as the migration's triggers count it. */
import type { OperationRecord } from '../../domain/order-record';
import type { Change } from './change';
import type { MemoryDatabase } from './memory-database';
import type { TransitionRow } from './rows';

export interface StatusChangeRow {
  readonly orderId: string;
  readonly change: number;
  /** Null: the other region knows the newest. */
  readonly untoldSinceMs: number | null;
}

/** Called for each transaction, before it commits. */
export function countStatusChanges(db: MemoryDatabase, changes: readonly Change[]): void {
  const steps = new Map<string, TransitionRow[]>();
  for (const change of changes) {
    if (change.kind === 'transition') {
      const { orderId } = change.row;
      steps.set(orderId, [...(steps.get(orderId) ?? []), change.row]);
    }
    if (change.kind === 'operation' && isTold(change.before, change.after)) countOne(db, change.after.orderId);
  }
  for (const [orderId, rows] of steps) countSteps(db, orderId, rows);
}

/** The records of an order came with its shard: the same triggers see them come. */
export function countCarriedOrder(db: MemoryDatabase, orderId: string): void {
  const steps = db.transitions.of(orderId);
  if (steps.length > 0) countSteps(db, orderId, steps);
  for (const row of db.operations.of(orderId)) if (isTold(null, row)) countOne(db, orderId);
}

/** Placed and on its way to the provider, it is not told before something is heard of its payment. */
function countSteps(db: MemoryDatabase, orderId: string, rows: readonly TransitionRow[]): void {
  const first = Math.min(...rows.map(({ version }) => version));
  const last = rows.reduce((a, b) => (b.version > a.version ? b : a));
  if (first > 1 || last.toState !== 'payment_authorizing') countOne(db, orderId);
}

function isTold(before: OperationRecord | null, after: OperationRecord): boolean {
  if (before === null) return after.kind === 'void' || after.kind === 'refund';
  return (
    before.state !== after.state ||
    before.providerReference !== after.providerReference ||
    before.authorized?.amountMinor !== after.authorized?.amountMinor
  );
}

function countOne(db: MemoryDatabase, orderId: string): void {
  const before = db.statusChanges.get(orderId);
  const change = (before?.change ?? 0) + 1;
  db.statusChanges.put(orderId, { orderId, change, untoldSinceMs: before?.untoldSinceMs ?? db.nowMs() });
}
