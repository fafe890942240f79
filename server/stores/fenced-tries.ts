/**
 * Writers that came too late: kept in the region where they tried, and in the order's own evidence while its shard is open there. Both
 * in one statement, after the refused one, which left nothing.
 */
import type { FencedTry } from '../domain/fenced-try';
import { EVIDENCE_COLUMNS } from './evidence-rows';
import { epochMs, type Sql } from './sql';

export interface FencedTryRow extends Omit<FencedTry, 'observedAtMs'> {
  readonly currentEpoch: number;
  readonly atMs: number;
}

export interface FencedTryStore {
  record(tries: readonly FencedTry[]): Promise<void>;
  /** Newest first, from this instant on. */
  since(fromMs: number, limit: number): Promise<FencedTryRow[]>;
}

const RECORD = `
with tried as materialized (
  select t.*, s.epoch as current_epoch from jsonb_to_recordset($1::jsonb) as t(ord int, order_id text, shard int, region text, tried_epoch int,
    tried_state text, actor text, observed_at float8)
  join orders.shards s on s.shard = t.shard
), kept as (
  insert into orders.fenced_tries (order_id, shard, region, tried_epoch, current_epoch, tried_state, actor)
  select order_id, shard, region, tried_epoch, current_epoch, tried_state, actor from tried order by ord
)
insert into orders.evidence (${EVIDENCE_COLUMNS})
select t.order_id, 'order', 'fenced', to_timestamp(t.observed_at / 1000), t.region, null, null, null, null, null, t.actor, t.tried_epoch, null, null, false,
  json_build_object('tried_state', t.tried_state, 'tried_epoch', t.tried_epoch, 'current_epoch', t.current_epoch)
from tried t where not orders.is_closed(t.order_id) and exists (select 1 from orders.orders o where o.order_id = t.order_id)
order by t.order_id, t.ord`;

export function fencedTryStore(sql: Sql): FencedTryStore {
  return {
    async record(tries) {
      if (tries.length === 0) return;
      await sql.rows('fenced_tries_record', RECORD, [
        JSON.stringify(
          tries.map((tried, ord) => ({
            ord,
            order_id: tried.orderId,
            shard: tried.shard,
            region: tried.region,
            tried_epoch: tried.triedEpoch,
            tried_state: tried.triedState,
            actor: tried.actor,
            observed_at: tried.observedAtMs,
          })),
        ),
      ]);
    },
    since: (fromMs, limit) =>
      sql.rows<FencedTryRow>(
        'fenced_tries_since',
        `select order_id as "orderId", shard, region, tried_epoch as "triedEpoch", current_epoch as "currentEpoch", tried_state as "triedState", actor,
           ${epochMs('at')} as "atMs" from orders.fenced_tries where at >= to_timestamp($1::float8 / 1000) order by at desc limit $2`,
        [fromMs, limit],
      ),
  };
}
