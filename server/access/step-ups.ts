/**
 * Confirmations by password as they are recorded: given in one session for one action on one object, used by one click. The database
 * refuses a second use; a click that is sent again is the same use. A sign-in of a moment ago stands for any of them.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { StaffSession } from '../domain/staff';
import {
  SIGN_IN_FRESH_MS,
  STEP_UP_FRESH_MS,
  type StepUpAction,
  type StepUpAsked,
  stepUpObject,
} from '../domain/step-up';
import { epochMs, instant, type Sql } from '../stores/sql';

type Session = Pick<StaffSession, 'sessionId' | 'userId'>;

export type StepUpAnswer =
  | { readonly kind: 'confirmed'; readonly confirmedAtMs: number }
  | { readonly kind: 'missing'; readonly asked: StepUpAsked };

export interface StepUps {
  /** The password was right. */
  confirm(session: Session, asked: StepUpAsked, nowMs: number): Promise<void>;
  /** Uses up what was confirmed for exactly this; nothing while the sign-in itself is fresh. */
  use(
    session: Session & Pick<StaffSession, 'signedInAtMs'>,
    action: StepUpAction,
    input: { readonly operationId: string },
    nowMs: number,
  ): Promise<StepUpAnswer>;
}

/** What is over stays this long, for whoever looks into a click. */
const KEPT_MS = 24 * 3_600_000;

export function stepUpStore(sql: Sql): StepUps {
  return {
    async confirm({ sessionId, userId }, { action, objectHash }, nowMs) {
      await sql.rows(
        'step_ups_confirm',
        `with over as (delete from access.step_ups where confirmed_at < ${instant('$7')})
         insert into access.step_ups (step_up_id, session_id, user_id, action, object_hash, confirmed_at)
         values ($1, $2, $3, $4, decode($5, 'hex'), ${instant('$6')})`,
        [randomUUID(), sessionId, userId, action, objectHash, nowMs, nowMs - KEPT_MS],
      );
    },
    async use(session, action, input, nowMs) {
      const { signedInAtMs } = session;
      if (nowMs - signedInAtMs < SIGN_IN_FRESH_MS) return { kind: 'confirmed', confirmedAtMs: signedInAtMs };
      const objectHash = createHash('sha256').update(stepUpObject(input)).digest('hex');
      const use = () => useOne(sql, session, { action, objectHash }, input.operationId, nowMs);
      // sent twice at once, the other one of the two may have used it: the same click finds that
      const confirmedAtMs = (await use()) ?? (await use());
      return confirmedAtMs === null
        ? { kind: 'missing', asked: { action, objectHash } }
        : { kind: 'confirmed', confirmedAtMs };
    },
  };
}

/* Locking: the row itself. Of two clicks at once the second waits, and finds it used. */
async function useOne(
  sql: Sql,
  { sessionId, userId }: Session,
  { action, objectHash }: StepUpAsked,
  click: string,
  nowMs: number,
): Promise<number | null> {
  const rows = await sql.rows<{ confirmed_at_ms: number }>(
    'step_ups_use',
    `with given as materialized (
       select s.step_up_id, s.confirmed_at, s.used_by from access.step_ups s
       where s.session_id = $1 and s.user_id = $2 and s.action = $3 and s.object_hash = decode($4, 'hex') and s.confirmed_at > ${instant('$6')}
     ), before as materialized (
       select g.confirmed_at from given g where g.used_by = $5
     ), free as materialized (
       select s.step_up_id from access.step_ups s join given g on g.step_up_id = s.step_up_id
       where s.used_by is null and not exists (select 1 from before) order by s.confirmed_at desc limit 1 for update of s
     ), used as (
       update access.step_ups s set used_at = ${instant('$7')}, used_by = $5 from free f where s.step_up_id = f.step_up_id and s.used_by is null
       returning s.confirmed_at
     )
     select ${epochMs('c.confirmed_at')} as confirmed_at_ms from (select confirmed_at from before union all select confirmed_at from used) c limit 1`,
    [sessionId, userId, action, objectHash, click, nowMs - STEP_UP_FRESH_MS, nowMs],
  );
  return rows[0]?.confirmed_at_ms ?? null;
}
