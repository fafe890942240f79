/** Intents that a region keeps for the other, in memory, statement by statement as in PostgreSQL. */
import type { KeptIntent, KeptIntentStore, NewIntent } from '../../stores/kept-intents';
import { intentEvent, type IntentRow, isOwed, putIntent } from './intent-rows';
import type { MemoryDatabase } from './memory-database';
import type { Synchronous } from './synchronous';

export function memoryKeptIntents(db: MemoryDatabase): Synchronous<KeptIntentStore> {
  const change = (orderId: string, to: (row: IntentRow) => IntentRow | null): boolean =>
    db.transaction(() => {
      const row = db.intents.get(orderId);
      const after = row === undefined ? null : to(row);
      if (after === null) return false;
      putIntent(db, row, after);
      return true;
    });
  return {
    get: (orderId) => {
      const row = db.intents.get(orderId);
      return row === undefined ? null : intentOf(row);
    },
    keep: (toKeep, nowMs) => db.transaction(() => keep(db, toKeep, nowMs)),
    askedAgain: (orderId, requestId, nowMs) =>
      db.transaction(() => {
        const row = db.intents.get(orderId);
        if (row !== undefined && isOwed(row))
          intentEvent(db, { orderId, kind: 'asked_again', atMs: nowMs, requestId, detail: {} });
      }),
    sending: (orderId) => {
      change(orderId, (row) => (row.state === 'kept' ? { ...row, sends: row.sends + 1 } : null));
    },
    notSent: (orderId) => {
      change(orderId, (row) => (isOwed(row) && row.sends > 0 ? { ...row, sends: row.sends - 1 } : null));
    },
    answered: (intent, answer, isFinal, nextLookAtMs, nowMs) =>
      db.transaction(() => {
        const before = db.intents.get(intent.orderId);
        if ((before?.ownerVersion ?? 0) > answer.version) return;
        const said = {
          state: isFinal || before?.state === 'settled' ? ('settled' as const) : ('handed_over' as const),
          ownerAnswer: answer,
          ownerVersion: answer.version,
          ownerRefusal: null,
          nextTryAtMs: nextLookAtMs,
          answeredAtMs: nowMs,
          claimedUntilMs: null,
          lastError: null,
        };
        putIntent(db, before, { ...(before ?? unkept(intent)), ...said });
        if (before === undefined || before.keptAtMs === null || before.state === said.state) return;
        const { state, version } = answer;
        const { orderId, requestId } = intent;
        intentEvent(db, { orderId, kind: said.state, atMs: nowMs, requestId, detail: { state, version } });
      }),
    refused: (orderId, why, nowMs) =>
      db.transaction(() => {
        const settled = { state: 'settled', ownerRefusal: why, answeredAtMs: nowMs, claimedUntilMs: null } as const;
        if (!change(orderId, (row) => (isOwed(row) ? { ...row, ...settled } : null))) return false;
        intentEvent(db, { orderId, kind: 'settled', atMs: nowMs, requestId: null, detail: { refusal: why } });
        return true;
      }),
  };
}

export const intentOf = ({ claimedUntilMs: _claimedUntilMs, ...intent }: IntentRow): KeptIntent => intent;

function keep(
  db: MemoryDatabase,
  { error, expiresAtMs, intent, most, mostUnvouched, sends }: Parameters<KeptIntentStore['keep']>[0],
  nowMs: number,
): 'kept' | 'known' | 'full' {
  const owed = [...db.intents.values()].filter(isOwed).slice(0, most);
  const unvouched = owed.filter(({ vouched }) => !vouched).length;
  const isKnown = db.intents.has(intent.orderId);
  if (isKnown) return 'known';
  if (owed.length >= most || !(intent.vouched || unvouched < mostUnvouched)) return 'full';
  const { orderId, requestId, vouched } = intent;
  const row = { ...unkept(intent), state: 'kept' as const, sends, keptAtMs: nowMs, expiresAtMs, lastError: error };
  putIntent(db, undefined, { ...row, nextTryAtMs: nowMs });
  intentEvent(db, { orderId, kind: 'kept', atMs: nowMs, requestId, detail: { error, sends, vouched } });
  return 'kept';
}

/** As its row begins that was only asked for here. */
const unkept = (intent: NewIntent): IntentRow => ({
  orderId: intent.orderId,
  reference: intent.reference,
  cartId: intent.cartId,
  cartVersion: intent.cartVersion,
  email: intent.email,
  paymentMethod: intent.paymentMethod,
  payloadFingerprint: intent.payloadFingerprint,
  vouched: intent.vouched,
  requestId: intent.requestId,
  traceId: intent.traceId,
  state: 'handed_over',
  sends: 0,
  keptAtMs: null,
  expiresAtMs: null,
  attempts: 0,
  nextTryAtMs: 0,
  lastError: null,
  ownerAnswer: null,
  ownerVersion: null,
  ownerRefusal: null,
  answeredAtMs: null,
  claimedUntilMs: null,
});
