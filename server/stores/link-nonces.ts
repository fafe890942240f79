/** The nonces of calls that were taken in over the region link, for all web processes of the region. */
import { instant, type Sql } from './sql';

export interface LinkNonceStore {
  /** False: another process, or this one, has taken it in. */
  takeIn(nonce: string, untilMs: number): Promise<boolean>;
  /** Those whose calls cannot look fresh any more. */
  forget(nowMs: number): Promise<void>;
}

export function linkNonceStore(sql: Sql): LinkNonceStore {
  return {
    async takeIn(nonce, untilMs) {
      const rows = await sql.rows(
        'link_nonces_take_in',
        // of two at once the second waits for the first's row and finds it
        `insert into operations.link_nonces (nonce, until) values ($1, ${instant('$2')}) on conflict do nothing returning 1`,
        [nonce, untilMs],
      );
      return rows.length === 1;
    },
    async forget(nowMs) {
      await sql.rows('link_nonces_forget', `delete from operations.link_nonces where until < ${instant('$1')}`, [
        nowMs,
      ]);
    },
  };
}
