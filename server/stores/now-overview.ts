/**
 * The first page's counts, in one snapshot and from indexes alone: what is finished is counted by difference, so that no count
 * reads the orders themselves.
 */
import type { OrderState } from '../domain/order';
import { epochMs, instant, type Sql } from './sql';

export interface NowOverview {
  /** Of the orders created since the given instant; states without any are absent. */
  readonly createdSince: { readonly total: number; readonly byState: Readonly<Partial<Record<OrderState, number>>> };
  /** True when there are more than were counted: then confirmed and total are "at least". */
  readonly capped: boolean;
  /** Whatever their age. */
  readonly unfinished: {
    readonly total: number;
    readonly oldestAtMs: number | null;
    /** Of those that are `payment_pending`, when the first came into it. */
    readonly oldestPendingAtMs: number | null;
    readonly byState: Readonly<Partial<Record<OrderState, number>>>;
  };
  readonly cases: {
    readonly open: number;
    readonly pastDue: number;
    readonly unclaimed: number;
    readonly oldestDueAtMs: number | null;
    readonly atRisk: readonly { readonly amountMinor: number; readonly currency: string }[];
  };
  readonly messages: { readonly undelivered: number; readonly oldestAtMs: number | null; readonly dead: number };
  readonly shards: readonly ShardSummary[];
}

export interface ShardSummary {
  readonly region: string;
  readonly shards: number;
  /** Under a lease that runs, by the database's clock. */
  readonly held: number;
  readonly highestEpoch: number;
}

export interface NowOverviewStore {
  read(sinceMs: number, nowMs: number): Promise<NowOverview>;
}

/** Counting stops here: a page says "100,000 or more" rather than keep a reader waiting. */
export const MOST_COUNTED = 100_000;

interface Row {
  total: number;
  failed: number;
  unfinished: readonly {
    readonly state: OrderState;
    readonly count: number;
    readonly recent: number;
    readonly oldest_ms: number;
    readonly standing_ms: number;
  }[];
  cases: NowOverview['cases'];
  messages: NowOverview['messages'];
  shards: NowOverview['shards'];
}

export function nowOverviewStore(sql: Sql): NowOverviewStore {
  return {
    async read(sinceMs, nowMs) {
      const rows = await sql.rows<Row>('now_overview', NOW, [sinceMs, nowMs]);
      const row = rows[0];
      if (row === undefined) throw new Error('the overview has one row');
      const recent = row.unfinished.reduce((sum, each) => sum + each.recent, 0);
      const byState: Partial<Record<OrderState, number>> = {};
      for (const each of row.unfinished) if (each.recent > 0) byState[each.state] = each.recent;
      if (row.failed > 0) byState.failed_safely = row.failed;
      const confirmed = Math.max(0, row.total - row.failed - recent);
      if (confirmed > 0) byState.order_confirmed = confirmed;
      return {
        createdSince: { total: row.total, byState },
        capped: row.total >= MOST_COUNTED,
        unfinished: {
          total: row.unfinished.reduce((sum, each) => sum + each.count, 0),
          oldestAtMs: row.unfinished.length === 0 ? null : Math.min(...row.unfinished.map((each) => each.oldest_ms)),
          oldestPendingAtMs: row.unfinished.find(({ state }) => state === 'payment_pending')?.standing_ms ?? null,
          byState: Object.fromEntries(row.unfinished.map((each) => [each.state, each.count])),
        },
        cases: row.cases,
        messages: row.messages,
        shards: row.shards,
      };
    },
  };
}

const NOW = `
select
  (select count(*)::int from (select 1 from orders.orders where created_at >= ${instant('$1')} limit ${MOST_COUNTED}) t) as total,
  (select count(*)::int from (select 1 from orders.orders where state = 'failed_safely' and created_at >= ${instant('$1')} limit ${MOST_COUNTED}) t) as failed,
  coalesce((select json_agg(json_build_object('state', u.state, 'count', u.count, 'recent', u.recent, 'oldest_ms', ${epochMs('u.oldest')},
      'standing_ms', ${epochMs('u.standing')})) from (
    select state, count(*)::int as count, (count(*) filter (where created_at >= ${instant('$1')}))::int as recent, min(created_at) as oldest, min(updated_at) as standing
    from orders.orders where state not in ('order_confirmed', 'failed_safely') group by state) u), '[]') as unfinished,
  (select json_build_object('open', count(*)::int, 'pastDue', (count(*) filter (where due_at <= ${instant('$2')}))::int,
     'unclaimed', (count(*) filter (where owner_until is null or owner_until <= ${instant('$2')}))::int, 'oldestDueAtMs', ${epochMs('min(due_at)')},
     'atRisk', coalesce((select json_agg(json_build_object('amountMinor', r.amount, 'currency', r.currency) order by r.amount desc) from (
        select currency, sum(at_risk_minor)::float8 as amount from operations.cases where state = 'open' group by currency) r), '[]'))
   from operations.cases where state = 'open') as cases,
  (select json_build_object('undelivered', count(*)::int, 'oldestAtMs', ${epochMs('min(enqueued_at)')},
     'dead', (select count(*)::int from messaging.dead_letters where redriven_at is null)) from messaging.deliveries) as messages,
  coalesce((select json_agg(json_build_object('region', s.region, 'shards', s.shards, 'held', s.held, 'highestEpoch', s.highest) order by s.region) from (
    select region, count(*)::int as shards, (count(*) filter (where holder is not null and lease_until > clock_timestamp()))::int as held,
      max(epoch) as highest from orders.shards group by region) s), '[]') as shards`;
