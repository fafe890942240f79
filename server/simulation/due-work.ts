/** When there is something to do in a region's records, read straight from them: how the long hours are skipped without missing work. */
import { HOLD_POLICY } from '../domain/inventory';
import { INTENT_KEPT_MS } from '../domain/intent';
import { awaitsOutcome } from '../domain/order';
import type { Region } from '../domain/ids';
import type { Ground } from './ground';
import type { MemoryDatabase } from './memory/memory-database';
import { isUntold } from './memory/memory-case-escalations';
import { ranOut } from './memory/memory-orders';
import { sweepDueAtMs } from './sweep-rhythm';

export type JobName = string;

/** What the jobs of a region find work in. */
export interface WorkPlace {
  readonly region: Region;
  readonly db: MemoryDatabase;
  /** When the provider made its last charge; null when there is none to list. */
  readonly chargedAtMs: number | null;
}

export const workPlaceOf = ({ lookUpsDown, provider }: Ground, region: Region, db: MemoryDatabase): WorkPlace => ({
  region,
  db,
  // as long as the provider is silent, a sweep would only fail, again and again
  chargedAtMs: lookUpsDown() ? null : provider.chargedAtMs,
});

/** Earliest instant at which the job has work; null when it has none. */
export function dueAtMs({ chargedAtMs, db, region }: WorkPlace, job: JobName): number | null {
  switch (job) {
    case 'confirmation-worker':
      return earliest(db.deliveries.values(), (row) => (row.consumer === 'order-owner' ? row.notBeforeMs : null));
    case 'outbox-relay-mail':
      return earliest(db.deliveries.values(), (row) => (row.consumer === 'mail' ? row.notBeforeMs : null));
    case 'outbox-relay-sales':
      return earliest(db.deliveries.values(), (row) => (row.consumer === 'sales' ? row.notBeforeMs : null));
    case 'reconciliation-worker':
      return earliest(db.operations.all(), (row) => (row.kind === 'authorize' ? row.nextCheckAtMs : null));
    case 'follow-up-worker':
      return earliest(db.operations.all(), (row) => (row.kind === 'authorize' ? null : row.nextCheckAtMs));
    case 'mail-sender':
      return earliest(db.mails.values(), (mail) => (mail.state === 'queued' ? mail.nextTryAtMs : null));
    case 'reservation-reaper':
      return overdueAtMs(db);
    case 'hold-releaser':
      return earliest(db.reservations.all(), ({ heldUntilMs, state }) =>
        state === 'held' ? heldUntilMs + HOLD_POLICY.releaseGraceMs : null,
      );
    case 'case-escalator':
      return earliest(db.cases.all(), (row) => (isUntold(row) ? row.dueAtMs : null));
    case 'ledger-sweep-worker':
      return sweepDueAtMs(db, region, chargedAtMs);
    default:
      return null;
  }
}

export const DRIVEN_JOBS: readonly JobName[] = [
  'confirmation-worker',
  'reservation-reaper',
  'hold-releaser',
  'ledger-sweep-worker',
  'reconciliation-worker',
  'follow-up-worker',
  'outbox-relay-mail',
  'outbox-relay-sales',
  'mail-sender',
  'case-escalator',
];

function overdueAtMs(db: MemoryDatabase): number | null {
  return earliest(db.orders.values(), (order) => {
    if (order.state === 'order_intent_saved' || order.state === 'inventory_reserved')
      return order.createdAtMs + INTENT_KEPT_MS;
    if (!awaitsOutcome(order.state)) return null;
    if (ranOut(db, order)) return order.updatedAtMs;
    return order.state === 'payment_authorizing' ? order.deadlineAtMs : null;
  });
}

function earliest<Row>(rows: Iterable<Row>, at: (row: Row) => number | null): number | null {
  let first: number | null = null;
  for (const row of rows) {
    const atMs = at(row);
    if (atMs !== null && (first === null || atMs < first)) first = atMs;
  }
  return first;
}
