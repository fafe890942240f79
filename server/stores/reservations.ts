/** The hold of one order, line by line, as the inventory keeps it; and the release of those that have ended. */
import type { EndedHold, HoldRelease } from '../domain/inventory';
import { EVIDENCE_COLUMNS, evidenceJson, evidenceRecordset, evidenceSelect } from './evidence-rows';
import { epochMs, instant, type Sql } from './sql';

export interface ReservationRecord {
  readonly sku: string;
  readonly quantity: number;
  readonly state: 'held' | 'committed' | 'released';
  readonly heldUntilMs: number;
  readonly reservedAtMs: number;
  readonly settledAtMs: number | null;
}

/** `kept`: the order ended meanwhile, its hold was extended or settled, or somebody else is writing it now. */
export type ReleaseAnswer = 'released' | 'fenced' | 'kept';

export interface ReservationStore {
  ofOrder(orderId: string): Promise<ReservationRecord[]>;
  /** Of unfinished orders of these shards: holds that ended at `endedAtMs` or earlier and still keep stock, oldest end first. */
  ended(shards: readonly number[], endedAtMs: number, limit: number): Promise<EndedHold[]>;
  /** Gives their items back, each on its own; the orders stay as they are. Keyed by order id. */
  release(
    releases: readonly HoldRelease[],
    endedAtMs: number,
    nowMs: number,
  ): Promise<ReadonlyMap<string, ReleaseAnswer>>;
}

/*
 * Locking: a shard's shared lock is taken by holds_epoch, then the order rows in order_id order, then their reservations, then stock in
 * sku order. A decision locks its order row first too, so only one of the two settles the lines: an order that is being decided is
 * skipped, not waited for, and a confirmation that waited for a release meets EV002.
 */
const RELEASE = `
with input as materialized (
  select * from jsonb_to_recordset($1::jsonb) as i(order_id text, shard int, owner_epoch int)
), allowed as materialized (
  select i.*, orders.holds_epoch(i.shard, i.owner_epoch) as owned from input i order by i.shard, i.order_id
), locked as materialized (
  select o.order_id from allowed a join orders.orders o on o.order_id = a.order_id
  where a.owned and o.state not in ('order_confirmed', 'failed_safely') and o.held_until <= ${instant('$2')}
  order by o.order_id for update of o skip locked
), released as (
  update inventory.reservations r set state = 'released', settled_at = ${instant('$3')}
  from locked l where r.order_id = l.order_id and r.state = 'held' and r.held_until <= ${instant('$2')}
  returning r.order_id, r.sku, r.quantity
), shelf as materialized (
  select s.sku, b.quantity from (select sku, sum(quantity)::int as quantity from released group by sku) b join inventory.stock s on s.sku = b.sku
  order by s.sku for update of s
), given_back as (
  update inventory.stock s set available = s.available + b.quantity, updated_at = ${instant('$3')} from shelf b where s.sku = b.sku
), witnessed as (
  insert into orders.evidence (${EVIDENCE_COLUMNS})
  select ${evidenceSelect()} from ${evidenceRecordset('$4')} where e.order_id in (select order_id from released) order by e.order_id
)
select a.order_id, a.owned, a.order_id in (select order_id from released) as released from allowed a`;

export function reservationStore(sql: Sql): ReservationStore {
  return {
    ofOrder: (orderId) =>
      sql.rows<ReservationRecord>(
        'reservations_of_order',
        `select sku, quantity, state, ${epochMs('held_until')} as "heldUntilMs", ${epochMs('reserved_at')} as "reservedAtMs",
           ${epochMs('settled_at')} as "settledAtMs" from inventory.reservations where order_id = $1 order by sku`,
        [orderId],
      ),
    ended: (shards, endedAtMs, limit) =>
      sql.rows<EndedHold>(
        'reservations_ended',
        // lines by key, order by order: a join would let the planner read the whole table
        `select o.order_id as "orderId", o.shard, (select json_agg(json_build_object('sku', r.sku, 'quantity', r.quantity) order by r.sku)
             from inventory.reservations r where r.order_id = o.order_id and r.state = 'held') as lines
         from orders.orders o
         where o.shard = any($1::smallint[]) and o.state not in ('order_confirmed', 'failed_safely') and o.held_until <= ${instant('$2')}
           and (select true from inventory.reservations r where r.order_id = o.order_id and r.state = 'held' limit 1)
         order by o.held_until, o.order_id limit $3`,
        [shards, endedAtMs, limit],
      ),
    release: (releases, endedAtMs, nowMs) => release(sql, releases, endedAtMs, nowMs),
  };
}

async function release(
  sql: Sql,
  releases: readonly HoldRelease[],
  endedAtMs: number,
  nowMs: number,
): Promise<ReadonlyMap<string, ReleaseAnswer>> {
  if (releases.length === 0) return new Map();
  const rows = await sql.rows<{ order_id: string; owned: boolean; released: boolean }>(
    'reservations_release',
    RELEASE,
    [
      JSON.stringify(
        releases.map(({ orderId, ownerEpoch, shard }) => ({ order_id: orderId, shard, owner_epoch: ownerEpoch })),
      ),
      endedAtMs,
      nowMs,
      evidenceJson(releases.map(({ evidence }) => evidence)),
    ],
  );
  return new Map(rows.map((row) => [row.order_id, row.released ? 'released' : row.owned ? 'kept' : 'fenced'] as const));
}
