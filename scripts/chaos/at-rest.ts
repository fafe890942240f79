/** What has not come to rest yet, of the orders of this run (the store was seeded with a past of its own): orders without an end and without a person, money that machines still move, messages under way. */
import type { Outcomes } from '../../server/simulation/outcome-counts';
import type { Sql } from '../../server/stores/sql';

export interface Unrest {
  /** Neither final nor in an open case, nor an intent that is kept uncharged. */
  readonly undecided: number;
  /** Look-ups, captures, voids and refunds that are still planned. */
  readonly planned: number;
  readonly undelivered: number;
}

export interface Standing extends Unrest {
  readonly byState: Readonly<Record<string, number>>;
  /** Intents whose payment was refused: never sent to the provider, kept for their customer for 30 minutes, then failed safely. */
  readonly kept: number;
  /** Orders that were pending at some time and were confirmed in the end. */
  readonly pendingThenConfirmed: number;
  /** Orders that came under reconciliation at some time. */
  readonly reconciled: number;
  readonly openCases: Readonly<Record<string, number>>;
}

/** @param sinceMs when the run began. */
export async function standingOf(databases: readonly Sql[], sinceMs: number): Promise<Standing> {
  const parts = await Promise.all(databases.map((sql) => standingIn(sql, sinceMs)));
  const sum = (field: 'undecided' | 'kept' | 'planned' | 'undelivered' | 'pendingThenConfirmed' | 'reconciled') =>
    parts.reduce((total, part) => total + part[field], 0);
  return {
    undecided: sum('undecided'),
    planned: sum('planned'),
    undelivered: sum('undelivered'),
    kept: sum('kept'),
    pendingThenConfirmed: sum('pendingThenConfirmed'),
    reconciled: sum('reconciled'),
    byState: together(parts.map(({ byState }) => byState)),
    openCases: together(parts.map(({ openCases }) => openCases)),
  };
}

export function outcomesOf({ byState, pendingThenConfirmed, reconciled }: Standing): Outcomes {
  const orders = Object.values(byState).reduce((sum, count) => sum + count, 0);
  return {
    orders,
    confirmed: byState.order_confirmed ?? 0,
    pendingThenConfirmed,
    failedSafely: byState.failed_safely ?? 0,
    reconciled,
  };
}

/** Decisions that came too late and changed nothing. */
export async function fencedSince(databases: readonly Sql[], sinceMs: number): Promise<number> {
  const counts = await Promise.all(
    databases.map((sql) =>
      sql.rows<{ count: number }>(
        'chaos_fenced',
        `select count(*)::int as count from orders.evidence where kind = 'fenced' and recorded_at >= to_timestamp($1::float8 / 1000)`,
        [sinceMs],
      ),
    ),
  );
  return counts.reduce((sum, [row]) => sum + (row?.count ?? 0), 0);
}

export const isAtRest = ({ planned, undecided, undelivered }: Unrest): boolean =>
  planned + undecided + undelivered === 0;

async function standingIn(sql: Sql, sinceMs: number): Promise<Standing> {
  const rows = await sql.rows<Standing>('chaos_standing', STANDING, [sinceMs]);
  const [row] = rows;
  if (row === undefined) throw new Error('chaos_standing answered no row');
  return row;
}

const STANDING = `
with made as (
  select o.order_id, o.state,
    o.state = 'inventory_reserved' and not exists (select 1 from payments.operations p where p.order_id = o.order_id) as kept
  from orders.orders o where o.created_at >= to_timestamp($1::float8 / 1000)
)
select
  (select count(*)::int from made m where m.kept) as kept,
  (select count(*)::int from made m where m.state not in ('order_confirmed', 'failed_safely') and not m.kept
     and not exists (select 1 from operations.cases c where c.order_id = m.order_id and c.state = 'open')) as undecided,
  (select count(*)::int from made m join payments.operations p on p.order_id = m.order_id and p.next_check_at is not null) as planned,
  (select count(*)::int from made m join messaging.deliveries d on d.order_id = m.order_id) as undelivered,
  (select count(*)::int from made m where m.state = 'order_confirmed'
     and exists (select 1 from orders.transitions t where t.order_id = m.order_id and t.to_state = 'payment_pending')) as "pendingThenConfirmed",
  (select count(distinct m.order_id)::int from made m join orders.transitions t on t.order_id = m.order_id and t.to_state = 'needs_reconciliation') as reconciled,
  coalesce((select json_object_agg(s.state, s.count) from (select state, count(*)::int as count from made group by state) s), '{}') as "byState",
  coalesce((select json_object_agg(r.reason, r.count) from (
    select c.reason, count(*)::int as count from made m join operations.cases c on c.order_id = m.order_id and c.state = 'open' group by c.reason) r), '{}') as "openCases"`;

function together(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const each of counts) for (const [name, count] of Object.entries(each)) all[name] = (all[name] ?? 0) + count;
  return all;
}
