/** What an adoption of a lost region's shards reads and sets, beside the hand-over's own steps. */
import { epochMs, instant, type Sql } from './sql';

export interface AdoptionStore {
  /** Shards of the lost region by this database, with the highest epoch that is known of each. */
  shardsOf(lost: string): Promise<{ readonly shard: number; readonly epoch: number }[]>;
  /** When the newest record of this database was written: up to where a copy tells. */
  newestRecordAtMs(): Promise<number | null>;
  /** Open hand-overs of these shards here: an adoption does not begin over one. */
  openHandOvers(
    shards: readonly number[],
  ): Promise<{ readonly handOverId: string; readonly shard: number; readonly side: string; readonly step: string }[]>;
  /** Up to where this database tells that the region's last pass of sweeps had come; null: it never swept. */
  lastPassUntilMs(region: string): Promise<number | null>;
  /** Open payments of the shard are looked up now: the provider may know more than the copy. */
  lookUpNow(shard: number, nowMs: number): Promise<number>;
}

export function adoptionStore(sql: Sql): AdoptionStore {
  return {
    shardsOf: (lost) =>
      sql.rows(
        'adoptions_shards',
        `select s.shard, greatest(s.epoch, coalesce((select max((c.claim ->> 'epoch')::int) from orders.peer_shards p, jsonb_array_elements(p.claims) as c(claim)
           where (c.claim ->> 'shard')::int = s.shard), 0))::int as epoch
         from orders.shards s where s.region = $1 order by s.shard`,
        [lost],
      ),
    async newestRecordAtMs() {
      const rows = await sql.rows<{ at: number | null }>(
        'adoptions_newest',
        `select ${epochMs('max(recorded_at)')} as at from orders.evidence`,
        [],
      );
      return rows[0]?.at ?? null;
    },
    openHandOvers: (shards) =>
      sql.rows(
        'adoptions_open',
        `select hand_over_id as "handOverId", shard, side, step from orders.hand_overs where ended_at is null and shard = any($1::smallint[])`,
        [shards],
      ),
    async lastPassUntilMs(region) {
      const rows = await sql.rows<{ at: number | null }>(
        'adoptions_last_pass',
        `select ${epochMs('operations.last_pass_until($1)')} as at`,
        [region],
      );
      return rows[0]?.at ?? null;
    },
    async lookUpNow(shard, nowMs) {
      const rows = await sql.rows(
        'adoptions_look_up',
        `update payments.operations p set next_check_at = ${instant('$2')}
         where p.order_id in (select o.order_id from orders.orders o where o.shard = $1 and o.state not in ('order_confirmed', 'failed_safely'))
           and p.state in ('intended', 'unknown', 'requires_action', 'processing') returning 1`,
        [shard, nowMs],
      );
      return rows.length;
    },
  };
}
