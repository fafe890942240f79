/** The queue of kept intents: claimed by one worker at a time, tried, taken back, expired, followed until their owner's last word. */
import { INTENT_COLUMNS, type KeptIntent } from './kept-intents';
import { instant, type Sql } from './sql';

export interface IntentHandOverStore {
  /** Claims those that are due, oldest first; a call that may be acted on is counted before it is made. */
  claim(nowMs: number, claimMs: number, most: number): Promise<KeptIntent[]>;
  /** The call was not answered: tried again later. `acted` is 'no' only where that is known. */
  putBack(orderId: string, acted: 'no' | 'unknown', error: string, nextTryAtMs: number, nowMs: number): Promise<void>;
  /** What is past its time and in nobody's hands is not placed any more. Returns how many. */
  expireDue(nowMs: number): Promise<number>;
  /** Those that their owner has and that were not final when last heard of; each is looked at again after `restMs`. */
  toFollow(nowMs: number, restMs: number, most: number): Promise<KeptIntent[]>;
  owed(): Promise<Owed>;
}

export interface Owed {
  readonly kept: number;
  readonly expired: number;
  /** Handed over and not final when last heard of. */
  readonly followed: number;
  readonly oldestKeptAtMs: number | null;
}

export function intentHandOverStore(sql: Sql): IntentHandOverStore {
  return {
    claim: (nowMs, claimMs, most) => sql.rows<KeptIntent>('intents_claim', CLAIM, [nowMs, claimMs, most]),
    async putBack(orderId, acted, error, nextTryAtMs, nowMs) {
      await sql.rows('intents_put_back', PUT_BACK, [orderId, acted, error, nextTryAtMs, nowMs]);
    },
    async expireDue(nowMs) {
      const rows = await sql.rows<{ expired: number }>(
        'intents_expire',
        `with over as (
           update intents.intents set state = 'expired', next_try_at = ${instant('$1')}, updated_at = ${instant('$1')}
           where state = 'kept' and expires_at <= ${instant('$1')} and (claimed_until is null or claimed_until <= ${instant('$1')})
           returning order_id, sends
         ), witnessed as (
           insert into intents.events (order_id, kind, at, detail) select order_id, 'expired', ${instant('$1')}, json_build_object('sends', sends) from over
         )
         select count(*)::int as expired from over`,
        [nowMs],
      );
      return rows[0]?.expired ?? 0;
    },
    toFollow: (nowMs, restMs, most) =>
      sql.rows<KeptIntent>(
        'intents_to_follow',
        // skip locked: two workers follow different ones
        `with due as (
           select order_id from intents.intents where state = 'handed_over' and kept_at is not null and next_try_at <= ${instant('$1')}
           order by next_try_at limit $3 for update skip locked
         )
         update intents.intents i set next_try_at = ${instant('$1')} + $2 * interval '1 millisecond' from due
         where i.order_id = due.order_id returning ${INTENT_COLUMNS}`,
        [nowMs, restMs, most],
      ),
    async owed() {
      const rows = await sql.rows<Owed>(
        'intents_owed',
        `select count(*) filter (where state = 'kept')::int as kept, count(*) filter (where state = 'expired')::int as expired,
           count(*) filter (where state = 'handed_over')::int as followed,
           (extract(epoch from min(kept_at) filter (where state in ('kept', 'expired'))) * 1000)::float8 as "oldestKeptAtMs"
         from intents.intents where state in ('kept', 'expired') or (state = 'handed_over' and kept_at is not null)`,
        [],
      );
      return rows[0] ?? { kept: 0, expired: 0, followed: 0, oldestKeptAtMs: null };
    },
  };
}

/* Locking: skip locked, so that workers share the queue; a claim that ran out is taken over. An intent past its time is expired first. */
const CLAIM = `
with due as (
  select order_id from intents.intents
  where state in ('kept', 'expired') and next_try_at <= ${instant('$1')} and (claimed_until is null or claimed_until <= ${instant('$1')})
    and (state = 'expired' or expires_at > ${instant('$1')})
  order by next_try_at, kept_at limit $3 for update skip locked
)
update intents.intents i set claimed_until = ${instant('$1')} + $2 * interval '1 millisecond', attempts = i.attempts + 1,
  sends = case when i.state = 'kept' then i.sends + 1 else i.sends end, updated_at = ${instant('$1')}
from due where i.order_id = due.order_id returning ${INTENT_COLUMNS}`;

/* The same failure again is counted, not written down again. */
const PUT_BACK = `
with before as (
  select order_id, last_error from intents.intents where order_id = $1
), back as (
  update intents.intents set claimed_until = null, next_try_at = ${instant('$4')}, last_error = $3, updated_at = ${instant('$5')},
    sends = case when $2::text = 'no' and state = 'kept' and sends > 0 then sends - 1 else sends end
  where order_id = $1 and state in ('kept', 'expired') returning order_id
)
insert into intents.events (order_id, kind, at, detail)
select order_id, case $2::text when 'no' then 'not_acted' else 'unanswered' end, ${instant('$5')}, json_build_object('error', $3::text)
from back join before using (order_id) where before.last_error is distinct from $3`;
