/**
 * Guessing passwords ends soon, for one account and for many: a try is counted before its password is looked at, so that tries
 * sent at once count too. Known and unknown accounts are counted alike. A sign-in that succeeds takes its tries back.
 */
import { createHash } from 'node:crypto';
import { epochMs, instant, type Sql } from '../stores/sql';

export interface SignInThrottle {
  /** Counts one try. Not null: refused, and how long until the next may be made. */
  take(email: string, nowMs: number): Promise<{ readonly retryAfterSeconds: number } | null>;
  /** The password was right. */
  forgive(email: string): Promise<void>;
}

/** Within one window, for one account and for all of them together. */
export const TRIES = { windowMs: 10 * 60_000, perAccount: 8, together: 400 } as const;

export const accountKey = (email: string): string =>
  createHash('sha256').update(email.trim().toLowerCase()).digest('hex');

const TOGETHER = 'together';

export function signInThrottle(sql: Sql): SignInThrottle {
  return {
    async take(email, nowMs) {
      const key = accountKey(email);
      const rows = await sql.rows<{ key: string; tries: number; ends_at_ms: number }>(
        'sign_in_tries_take',
        // the row lock of the update makes tries that are sent at once count one after the other, always in the order of the keys
        `insert into access.sign_in_tries as t (key, tries, window_ends_at)
         select key, 1, ${instant('$3')} from unnest($1::text[]) with ordinality as k(key, position) order by key
         on conflict (key) do update set
           tries = case when t.window_ends_at <= ${instant('$2')} then 1 else t.tries + 1 end,
           window_ends_at = case when t.window_ends_at <= ${instant('$2')} then excluded.window_ends_at else t.window_ends_at end
         returning key, tries, ${epochMs('window_ends_at')} as ends_at_ms`,
        [[key, TOGETHER], nowMs, nowMs + TRIES.windowMs],
      );
      const over = rows.filter((row) => row.tries > (row.key === TOGETHER ? TRIES.together : TRIES.perAccount));
      if (over.length === 0) return null;
      const endsAtMs = Math.max(...over.map((row) => row.ends_at_ms));
      return { retryAfterSeconds: Math.max(1, Math.ceil((endsAtMs - nowMs) / 1000)) };
    },
    async forgive(email) {
      await sql.rows(
        'sign_in_tries_forgive',
        `with account as (delete from access.sign_in_tries where key = $1)
         update access.sign_in_tries set tries = greatest(0, tries - 1) where key = $2`,
        [accountKey(email), TOGETHER],
      );
    },
  };
}
