/** What guards a kept intent, as the migration's checks and its trigger write it: never backwards, and nobody's answer but the owner's. */
import type { CheckoutCopy } from '../../stores/checkout-copies';
import type { KeptIntent } from '../../stores/kept-intents';
import type { MemoryDatabase } from './memory-database';
import { check, raise } from './refusal';

export interface IntentRow extends KeptIntent {
  readonly claimedUntilMs: number | null;
}

export interface CopyRow extends CheckoutCopy {
  readonly copiedAtMs: number;
}

export interface IntentEventRow {
  readonly orderId: string;
  readonly kind: string;
  readonly atMs: number;
  readonly requestId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

export const isOwed = ({ state }: IntentRow): boolean => state === 'kept' || state === 'expired';

export function putIntent(db: MemoryDatabase, before: IntentRow | undefined, after: IntentRow): void {
  if (before !== undefined && goesBack(before, after))
    raise('EV020', `intent ${before.orderId}: ${before.state} cannot become ${after.state}`);
  const isAnswered = after.ownerAnswer !== null || after.ownerRefusal !== null;
  const isVersioned = (after.ownerAnswer === null) === (after.ownerVersion === null);
  check(isOwed(after) !== isAnswered && isVersioned, 'intents_answered_check');
  check(after.keptAtMs !== null || !isOwed(after), 'intents_kept_check');
  check(after.sends >= 0, 'intents_sends_check');
  db.intents.put(after.orderId, after);
  db.changed({ kind: 'intent', before: before ?? null, after });
}

function goesBack(before: IntentRow, after: IntentRow): boolean {
  return (
    (before.state === 'settled' && after.state !== 'settled') ||
    (before.state === 'handed_over' && isOwed(after)) ||
    (before.state === 'expired' && after.state === 'kept') ||
    (after.ownerVersion ?? 0) < (before.ownerVersion ?? 0) ||
    (before.expiresAtMs !== null && before.expiresAtMs !== after.expiresAtMs)
  );
}

export function intentEvent(db: MemoryDatabase, event: IntentEventRow): void {
  db.intentEvents.add(event.orderId, event);
}
