/** Episodes of degraded mode, read back: each change, what customers were told meanwhile, the orders and the money, what stayed open. */
import type { ModeChange } from '../domain/degraded-mode';
import type { ModeStretch } from '../domain/mode-stretch';
import type { OrderState } from '../domain/order';
import type { Region } from '../domain/region';
import { epochMs, instant, type Sql } from './sql';

export interface EpisodeChange {
  readonly version: number;
  readonly fromState: string | null;
  readonly toState: string;
  readonly change: ModeChange;
  readonly rampPercent: number | null;
  readonly owner: string | null;
  readonly reason: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly changedBy: string;
  readonly changedAtMs: number;
}

export interface EpisodeSummary {
  readonly episodeId: string;
  readonly enteredAtMs: number;
  /** Null: it is not over in this region. */
  readonly endedAtMs: number | null;
  readonly reason: string;
  readonly enteredBy: string;
  readonly brokenGlass: boolean;
  readonly stepsBack: number;
}

export interface EpisodeFigures {
  /** What customers were told, by the exact words' state and status. */
  readonly told: readonly { readonly state: string; readonly httpStatus: number; readonly count: number }[];
  readonly refusedAttempts: number;
  readonly orders: readonly { readonly state: OrderState; readonly count: number }[];
  readonly money: readonly {
    readonly currency: string;
    readonly state: string;
    readonly count: number;
    readonly amountMinor: number;
  }[];
  readonly casesOpened: number;
  /** Still open now. */
  readonly open: {
    readonly cases: number;
    readonly pendingOrders: number;
    readonly atRiskMinor: number;
    readonly currency: string | null;
  };
  /** True: more than were counted. */
  readonly capped: boolean;
}

export interface DegradedEpisodeStore {
  /** Newest first. */
  newest(region: Region, limit: number): Promise<EpisodeSummary[]>;
  /** What the mode was over that time, oldest first: the change in force at its beginning and every later one. */
  stretches(region: Region, fromMs: number): Promise<ModeStretch[]>;
  count(region: Region): Promise<number>;
  changes(region: Region, episodeId: string): Promise<EpisodeChange[]>;
  figures(fromMs: number, untilMs: number): Promise<EpisodeFigures>;
}

export function degradedEpisodeStore(sql: Sql): DegradedEpisodeStore {
  return {
    newest: (region, limit) => sql.rows<EpisodeSummary>('episodes_newest', NEWEST, [region, limit]),
    async count(region) {
      const rows = await sql.rows<{ count: number }>(
        'episodes_count',
        `select count(distinct c.episode)::int as count from ${CHANGES} c where c.region = $1`,
        [region],
      );
      return rows[0]?.count ?? 0;
    },
    changes: (region, episodeId) =>
      sql.rows<EpisodeChange>(
        'episode_changes',
        `select version, from_state as "fromState", to_state as "toState", change, ramp_percent as "rampPercent", owner, reason, evidence,
           changed_by as "changedBy", ${epochMs('changed_at')} as "changedAtMs" from ${CHANGES} c
         where c.region = $1 and (c.episode = $2 or c.episode = (select j.episode_id from operations.degraded_changes j where j.region = $1 and j.joined_from = $2))
         order by version`,
        [region, episodeId],
      ),
    stretches: (region, fromMs) =>
      sql.rows<ModeStretch>(
        'episodes_stretches',
        `select to_state as state, ${epochMs('changed_at')} as "fromMs" from operations.degraded_changes
         where region = $1 and version >= coalesce((select max(version) from operations.degraded_changes where region = $1 and changed_at <= ${instant('$2')}), 0)
         order by version`,
        [region, fromMs],
      ),
    async figures(fromMs, untilMs) {
      const rows = await sql.rows<{ figures: EpisodeFigures }>('episode_figures', FIGURES, [fromMs, untilMs]);
      if (rows[0] === undefined) throw new Error('an episode has figures');
      return rows[0].figures;
    },
  };
}

/** Each change with the episode that it belongs to: one that a region joined out of its own has the changes of that one, too. */
const CHANGES = `(select o.*, coalesce(j.episode_id, o.episode_id) as episode from operations.degraded_changes o
    left join operations.degraded_changes j on j.region = o.region and j.joined_from = o.episode_id)`;

const NEWEST = `select episode as "episodeId", ${epochMs('min(changed_at)')} as "enteredAtMs",
    ${epochMs(`max(changed_at) filter (where to_state = 'normal')`)} as "endedAtMs",
    (array_agg(reason order by version))[1] as reason, (array_agg(changed_by order by version))[1] as "enteredBy",
    bool_or(change = 'glass_broken') as "brokenGlass", (count(*) filter (where change in ('stepped_back', 'relapsed')))::int as "stepsBack"
  from ${CHANGES} c where c.region = $1 group by episode order by min(changed_at) desc limit $2`;

/** Counting stops here; the report says so. */
const MOST_COUNTED = 50_000;

const FIGURES = `
with touched as materialized (
  select o.order_id, o.state, o.total_minor, o.currency from orders.orders o
  where o.created_at >= ${instant('$1')} - interval '10 minutes' and o.created_at < ${instant('$2')} limit ${MOST_COUNTED}
), told as (
  select e.kind, e.detail ->> 'state' as state, coalesce((e.detail ->> 'http_status')::int, 0) as status
  from orders.evidence e where e.recorded_at >= ${instant('$1')} and e.recorded_at < ${instant('$2')} and e.kind in ('customer_told', 'payment_refused')
  limit ${MOST_COUNTED}
), opened as (
  select c.state from operations.cases c where c.opened_at >= ${instant('$1')} and c.opened_at < ${instant('$2')}
)
select json_build_object(
  'told', coalesce((select json_agg(json_build_object('state', t.state, 'httpStatus', t.status, 'count', t.n) order by t.n desc) from (
    select state, status, count(*)::int as n from told where kind = 'customer_told' group by state, status) t), '[]'),
  'refusedAttempts', (select count(*)::int from told where kind = 'payment_refused'),
  'orders', coalesce((select json_agg(json_build_object('state', t.state, 'count', t.n) order by t.n desc) from (
    select state, count(*)::int as n from touched group by state) t), '[]'),
  'money', coalesce((select json_agg(json_build_object('currency', t.currency, 'state', t.state, 'count', t.n, 'amountMinor', t.amount) order by t.currency, t.amount desc) from (
    select p.currency, p.state, count(*)::int as n, sum(coalesce(p.authorized_minor, p.amount_minor))::float8 as amount
    from touched o join payments.operations p on p.order_id = o.order_id and p.operation = 'pay:' || o.order_id group by p.currency, p.state) t), '[]'),
  'casesOpened', (select count(*)::int from opened),
  'open', json_build_object(
    'cases', (select count(*)::int from opened where state = 'open'),
    'pendingOrders', (select count(*)::int from touched where state = 'payment_pending'),
    'atRiskMinor', coalesce((select sum(c.at_risk_minor)::float8 from touched o join operations.cases c on c.order_id = o.order_id and c.state = 'open'), 0),
    'currency', (select min(c.currency) from touched o join operations.cases c on c.order_id = o.order_id and c.state = 'open')),
  'capped', (select count(*) from touched) >= ${MOST_COUNTED} or (select count(*) from told) >= ${MOST_COUNTED}
) as figures`;
