/** When there is something to do in a region's records, read straight from them: how the long hours are skipped without missing work. */
import { HOLD_POLICY } from '../domain/inventory';
import { INTENT_KEPT_MS } from '../domain/intent';
import { awaitsOutcome } from '../domain/order';
import { otherRegion, type Region } from '../domain/ids';
import type { Ground } from './ground';
import type { MemoryDatabase } from './memory/memory-database';
import { isUntold } from './memory/memory-case-escalations';
import type { HandOverRow } from './memory/hand-over-rows';
import { type IntentRow, isOwed } from './memory/intent-rows';
import { isUntoldToPeer } from './memory/memory-hand-overs';
import { isFollowed } from './memory/memory-intent-hand-overs';
import { ranOut } from './memory/memory-orders';
import { sweepDueAtMs } from './sweep-rhythm';
import { TRUSTED_MS } from '../services/shard-directory';

export type JobName = string;

export const HAND_OVER = 'hand-over';

/** What the jobs of a region find work in. */
export interface WorkPlace {
  readonly region: Region;
  readonly db: MemoryDatabase;
  /** When the provider made its last charge; null when there is none to list. */
  readonly chargedAtMs: number | null;
  readonly peer: MemoryDatabase;
  /** False in the long hours in which no call gets through. */
  readonly peerReached: boolean;
}

export const workPlaceOf = (
  { databaseOf, lookUpsDown, provider, weather }: Ground,
  region: Region,
  db: MemoryDatabase,
): WorkPlace => ({
  region,
  db,
  peer: databaseOf(otherRegion(region)),
  peerReached: !weather.severed,
  // as long as the provider is silent, a sweep would only fail, again and again
  chargedAtMs: lookUpsDown() ? null : provider.chargedAtMs,
});

/** Earliest instant at which the job has work; null when it has none. */
export function dueAtMs(place: WorkPlace, job: JobName): number | null {
  const { chargedAtMs, db, region } = place;
  switch (job) {
    case 'confirmation-worker':
      return first(db, db.deliveries.values(), (row) => (row.consumer === 'order-owner' ? row.notBeforeMs : null));
    case 'outbox-relay-mail':
      return first(db, db.deliveries.values(), (row) => (row.consumer === 'mail' ? row.notBeforeMs : null));
    case 'outbox-relay-sales':
      return first(db, db.deliveries.values(), (row) => (row.consumer === 'sales' ? row.notBeforeMs : null));
    case 'reconciliation-worker':
      return first(db, db.operations.all(), (row) => (row.kind === 'authorize' ? row.nextCheckAtMs : null));
    case 'follow-up-worker':
      return first(db, db.operations.all(), (row) => (row.kind === 'authorize' ? null : row.nextCheckAtMs));
    case 'mail-sender':
      return first(db, db.mails.values(), (mail) => (mail.state === 'queued' ? mail.nextTryAtMs : null));
    case 'reservation-reaper':
      return overdueAtMs(db);
    case 'hold-releaser':
      return first(db, db.reservations.all(), ({ heldUntilMs, state }) =>
        state === 'held' ? heldUntilMs + HOLD_POLICY.releaseGraceMs : null,
      );
    case 'case-escalator':
      return first(db, db.cases.all(), (row) => (isUntold(row) ? row.dueAtMs : null));
    case 'intent-worker':
      return intentDueAtMs(place);
    case HAND_OVER:
      return handOverDueAtMs(place);
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
  'intent-worker',
  HAND_OVER,
  'outbox-relay-mail',
  'outbox-relay-sales',
  'mail-sender',
  'case-escalator',
];

/** Of a shard that is closed here, nothing is done here. */
function first<Row extends { readonly orderId: string }>(
  db: MemoryDatabase,
  rows: Iterable<Row>,
  at: (row: Row) => number | null,
): number | null {
  let least: number | null = null;
  for (const row of rows) {
    const atMs = at(row);
    if (atMs !== null && (least === null || atMs < least) && !db.isClosed(row.orderId)) least = atMs;
  }
  return least;
}

/** As long as no call gets through, a hand-over would only fail, again and again; and what moved not at its owner is no news. */
function intentDueAtMs({ db, peer, peerReached }: WorkPlace): number | null {
  const tried = (row: IntentRow): number =>
    Math.max(row.nextTryAtMs, row.claimedUntilMs ?? 0, peerReached ? 0 : (row.expiresAtMs ?? 0));
  const owed = earliest(db.intents.values(), (row) => {
    if (isOwed(row)) return row.state === 'expired' && !peerReached ? null : tried(row);
    const order = peer.orders.get(row.orderId) ?? db.orders.get(row.orderId);
    const isNews = isFollowed(row) && (order?.version ?? 0) > (row.ownerVersion ?? 0);
    return isNews && peerReached ? row.nextTryAtMs : null;
  });
  const brought = earliest(db.checkoutCopies.values(), (row) =>
    row.ownerHasIt || !peerReached ? null : row.copiedAtMs,
  );
  return owed === null || brought === null ? (owed ?? brought) : Math.min(owed, brought);
}

/** What waits for the other region waits until a call gets through. */
function handOverDueAtMs({ db, peerReached }: WorkPlace): number | null {
  return earliest(db.handOvers.values(), (row) =>
    (isUntoldToPeer(row) || (row.side === 'from' && row.endedAtMs === null)) && peerReached
      ? Math.max(row.workedUntilMs ?? 0, restOf(row))
      : null,
  );
}

/** As long as the carrier itself waits before it goes on. */
function restOf({ closedSeenAtMs, step, stepAtMs }: HandOverRow): number {
  if (step === 'closed' && closedSeenAtMs !== null) return closedSeenAtMs + TRUSTED_MS + 501;
  return step === 'draining' ? stepAtMs : 0;
}

function overdueAtMs(db: MemoryDatabase): number | null {
  return earliest(db.orders.values(), (order) => {
    if (db.isClosed(order.orderId)) return null;
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
