/**
 * Intents that this region keeps for the owner of their orders, and the owner's last word. Each statement is guarded by the state that
 * it leaves; what the owner said is never replaced by something earlier.
 */
import type { IntentBody, KeptIntentState } from '../domain/kept-intent';
import type { OrderResource } from '../domain/order-resource';
import { epochMs, instant, type Sql } from './sql';

export interface NewIntent extends IntentBody {
  readonly orderId: string;
  readonly reference: string;
  readonly payloadFingerprint: string;
  /** Whether a copy of its checkout is here. */
  readonly vouched: boolean;
  readonly requestId: string;
  readonly traceId: string;
}

export interface KeptIntent extends NewIntent {
  readonly state: KeptIntentState;
  /** Calls for it that may have been acted on. */
  readonly sends: number;
  /** Null: it was never kept here, only asked for. */
  readonly keptAtMs: number | null;
  readonly expiresAtMs: number | null;
  readonly attempts: number;
  readonly nextTryAtMs: number;
  readonly lastError: string | null;
  readonly ownerAnswer: OrderResource | null;
  readonly ownerVersion: number | null;
  /** Why the owner has no such order: `unknown_key`, `different_body`, `cart_changed`. */
  readonly ownerRefusal: string | null;
  readonly answeredAtMs: number | null;
}

export interface ToKeep {
  readonly intent: NewIntent;
  readonly expiresAtMs: number;
  /** 1 when the call that was not answered may have been acted on. */
  readonly sends: 0 | 1;
  readonly error: string;
  /** No more than so many are owed at once: all of them, and those without a copy of their checkout. */
  readonly most: number;
  readonly mostUnvouched: number;
}

export interface KeptIntentStore {
  /** `known`: the key was used here before. `full`: it is not kept. */
  keep(toKeep: ToKeep, nowMs: number): Promise<'kept' | 'known' | 'full'>;
  get(orderId: string): Promise<KeptIntent | null>;
  /** The customer sent it again. */
  askedAgain(orderId: string, requestId: string, nowMs: number): Promise<void>;
  /** Before a call for a kept intent that no worker has claimed. */
  sending(orderId: string): Promise<void>;
  /** That call is known not to have been acted on. */
  notSent(orderId: string): Promise<void>;
  /** What the owner said of the order; also of one that was never kept, so that nothing earlier is told while it cannot be reached. */
  answered(
    intent: NewIntent,
    answer: OrderResource,
    isFinal: boolean,
    nextLookAtMs: number,
    nowMs: number,
  ): Promise<void>;
  /** The owner has no such order and takes none; true when it was owed until now. */
  refused(orderId: string, why: string, nowMs: number): Promise<boolean>;
}

export const INTENT_COLUMNS = `i.order_id as "orderId", i.reference, i.cart_id as "cartId", i.cart_version as "cartVersion", i.email,
  i.payment_method as "paymentMethod", i.payload_fingerprint as "payloadFingerprint", i.vouched, i.request_id as "requestId", i.trace_id as "traceId",
  i.state, i.sends, ${epochMs('i.kept_at')} as "keptAtMs", ${epochMs('i.expires_at')} as "expiresAtMs", i.attempts,
  ${epochMs('i.next_try_at')} as "nextTryAtMs", i.last_error as "lastError", i.owner_answer as "ownerAnswer", i.owner_version as "ownerVersion",
  i.owner_refusal as "ownerRefusal", ${epochMs('i.answered_at')} as "answeredAtMs"`;

const IDENTITY = `order_id, reference, cart_id, cart_version, email, payment_method, payload_fingerprint, vouched, request_id, trace_id`;

const identityOf = (intent: NewIntent): readonly unknown[] => [
  intent.orderId,
  intent.reference,
  intent.cartId,
  intent.cartVersion,
  intent.email,
  intent.paymentMethod,
  intent.payloadFingerprint,
  intent.vouched,
  intent.requestId,
  intent.traceId,
];

export function keptIntentStore(sql: Sql): KeptIntentStore {
  const get = async (orderId: string): Promise<KeptIntent | null> => {
    const rows = await sql.rows<KeptIntent>(
      'intents_get',
      `select ${INTENT_COLUMNS} from intents.intents i where i.order_id = $1`,
      [orderId],
    );
    return rows[0] ?? null;
  };
  return {
    get,
    async keep({ intent, expiresAtMs, sends, error, most, mostUnvouched }, nowMs) {
      const rows = await sql.rows<{ kept: number }>('intents_keep', KEEP, [
        ...identityOf(intent),
        sends,
        nowMs,
        expiresAtMs,
        error,
        most,
        mostUnvouched,
      ]);
      if (rows[0]?.kept === 1) return 'kept';
      // an equal submit that committed meanwhile is seen by the next statement
      return (await get(intent.orderId)) === null ? 'full' : 'known';
    },
    async askedAgain(orderId, requestId, nowMs) {
      await sql.rows(
        'intents_asked_again',
        `insert into intents.events (order_id, kind, at, request_id, detail)
         select order_id, 'asked_again', ${instant('$3')}, $2, '{}' from intents.intents where order_id = $1 and state in ('kept', 'expired')`,
        [orderId, requestId, nowMs],
      );
    },
    async sending(orderId) {
      await sql.rows(
        'intents_sending',
        `update intents.intents set sends = sends + 1 where order_id = $1 and state = 'kept'`,
        [orderId],
      );
    },
    async notSent(orderId) {
      await sql.rows(
        'intents_not_sent',
        `update intents.intents set sends = sends - 1 where order_id = $1 and sends > 0 and state in ('kept', 'expired')`,
        [orderId],
      );
    },
    async answered(intent, answer, isFinal, nextLookAtMs, nowMs) {
      await sql.rows('intents_answered', ANSWERED, [
        ...identityOf(intent),
        isFinal ? 'settled' : 'handed_over',
        JSON.stringify(answer),
        answer.version,
        nextLookAtMs,
        nowMs,
        JSON.stringify({ state: answer.state, version: answer.version }),
      ]);
    },
    async refused(orderId, why, nowMs) {
      const rows = await sql.rows<{ refused: number }>(
        'intents_refused',
        `with gone as (
           update intents.intents set state = 'settled', owner_refusal = $2, answered_at = ${instant('$3')}, claimed_until = null, updated_at = ${instant('$3')}
           where order_id = $1 and state in ('kept', 'expired') returning order_id
         ), witnessed as (
           insert into intents.events (order_id, kind, at, detail)
           select order_id, 'settled', ${instant('$3')}, json_build_object('refusal', $2::text) from gone
         )
         select count(*)::int as refused from gone`,
        [orderId, why, nowMs],
      );
      return rows[0]?.refused === 1;
    },
  };
}

/* Locking: the insert decides between equal submits. The counts are no lock: a burst may go over the limit by its own width. */
const KEEP = `
with owed as (
  select count(*) as owed, count(*) filter (where not vouched) as unvouched
  from (select vouched from intents.intents where state in ('kept', 'expired') limit $15) n
), kept as (
  insert into intents.intents (${IDENTITY}, state, sends, kept_at, expires_at, next_try_at, last_error, updated_at)
  select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'kept', $11, ${instant('$12')}, ${instant('$13')}, ${instant('$12')}, $14, ${instant('$12')}
  from owed where owed.owed < $15 and ($8 or owed.unvouched < $16)
  on conflict (order_id) do nothing
  returning order_id
), witnessed as (
  insert into intents.events (order_id, kind, at, request_id, detail)
  select order_id, 'kept', ${instant('$12')}, $9, json_build_object('error', $14::text, 'sends', $11::int, 'vouched', $8::boolean) from kept
)
select count(*)::int as kept from kept`;

/* Locking: the row. An earlier version than the one that is known changes nothing; a final word is followed only by what comes after it. */
const ANSWERED = `
with before as (
  select order_id, state from intents.intents where order_id = $1 and kept_at is not null
), heard as (
  insert into intents.intents as i (${IDENTITY}, state, owner_answer, owner_version, next_try_at, answered_at, updated_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13, ${instant('$14')}, ${instant('$15')}, ${instant('$15')})
  on conflict (order_id) do update set state = case when i.state = 'settled' then 'settled' else excluded.state end,
    owner_answer = excluded.owner_answer, owner_version = excluded.owner_version, owner_refusal = null, last_error = null, claimed_until = null,
    next_try_at = excluded.next_try_at, answered_at = excluded.answered_at, updated_at = excluded.updated_at
  where coalesce(i.owner_version, 0) <= excluded.owner_version
  returning i.order_id, i.state
)
insert into intents.events (order_id, kind, at, request_id, detail)
select h.order_id, h.state, ${instant('$15')}, $9, $16::json from heard h join before b using (order_id) where b.state <> h.state`;
