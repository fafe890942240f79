/**
 * How complete the copies are. Seen from one snapshot: what was committed before the oldest entry that is still untold was entered is known
 * to be in them, since a change enters its own queue before it commits.
 */
import type { Completeness } from '../domain/freshness';
import { otherRegion, type Region } from '../domain/ids';
import { epochMs, instant, type Sql } from './sql';

/** One look at the source's own records, of one snapshot. */
export interface SourceLook {
  /** By the database's clock, before anything was looked at. */
  readonly atMs: number;
  /** Since when something is not known to be in the copies; null when everything is. */
  readonly untoldSinceMs: number | null;
  /** How many orders and carts the peer knows an older state of. */
  readonly untold: number;
}

export interface CopiesStore {
  look(): Promise<SourceLook>;
  /** What the peer told of its own records; an earlier instant changes nothing. */
  keep(told: Omit<Completeness, 'receivedAtMs'>, nowMs: number): Promise<void>;
  completeness(): Promise<Completeness | null>;
}

export interface CompletenessRow {
  complete_until_ms: number | null;
  said_at_ms: number | null;
  completeness_received_at_ms: number | null;
}

/** Of `messaging.copies c`. */
export const COMPLETENESS_COLUMNS = `${epochMs('c.complete_until')} as complete_until_ms, ${epochMs('c.said_at')} as said_at_ms,
  ${epochMs('c.received_at')} as completeness_received_at_ms`;

export function completenessOf(row: CompletenessRow): Completeness | null {
  const { complete_until_ms, completeness_received_at_ms, said_at_ms } = row;
  return complete_until_ms === null || said_at_ms === null || completeness_received_at_ms === null
    ? null
    : { completeUntilMs: complete_until_ms, saidAtMs: said_at_ms, receivedAtMs: completeness_received_at_ms };
}

export function copiesStore(sql: Sql, region: Region): CopiesStore {
  const peer = otherRegion(region);
  return {
    async look() {
      const [row] = await sql.rows<{
        at_ms: number;
        untold_since_ms: number | null;
        untold: number;
      }>('copies_look', LOOK, []);
      if (row === undefined) throw new Error('a look has one row');
      return {
        atMs: Math.floor(row.at_ms),
        untoldSinceMs: row.untold_since_ms === null ? null : Math.floor(row.untold_since_ms),
        untold: row.untold,
      };
    },
    async keep({ completeUntilMs, saidAtMs }, nowMs) {
      await sql.rows(
        'copies_keep',
        `insert into messaging.copies as c (region, complete_until, said_at, received_at) values ($1, ${instant('$2')}, ${instant('$3')}, ${instant('$4')})
         on conflict (region) do update set complete_until = excluded.complete_until, said_at = excluded.said_at, received_at = excluded.received_at
         where excluded.complete_until > c.complete_until`,
        [peer, completeUntilMs, saidAtMs, nowMs],
      );
    },
    async completeness() {
      const [row] = await sql.rows<CompletenessRow>(
        'copies_completeness',
        `select ${COMPLETENESS_COLUMNS} from messaging.copies c where c.region = $1`,
        [peer],
      );
      return row === undefined ? null : completenessOf(row);
    },
  };
}

// the statement's own start: the snapshot is not older
const LOOK = `
select ${epochMs('statement_timestamp()')} as at_ms, ${epochMs('min(u.untold_since)')} as untold_since_ms, count(u.untold_since)::int as untold
from (
  -- an order that went to the other region with its shard is told by its owner there
  select c.untold_since from orders.status_changes c join orders.orders o on o.order_id = c.order_id where c.untold_since is not null
  union all select untold_since from carts.carts where untold_since is not null
) u`;
