/** The cases that were opened in a window, counted by what left their orders unclear. One walk of their index, bounded; nothing is locked. */
import {
  AMBIGUITY_BUCKETS,
  type AmbiguityBucket,
  type AmbiguityCause,
  MOST_CAUSES,
  STEP_OF_EVIDENCE,
  STEP_OF_REASON,
  STEP_OTHERWISE,
} from '../domain/recurring-ambiguity';
import { epochMs, instant, type Sql } from './sql';

/** A report reads at most so many cases, the newest. */
const MOST_CASES_READ = 20_000;

export interface AmbiguityWindow {
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
  readonly bucket: AmbiguityBucket;
}

export interface CountedAmbiguity {
  /** The most frequent first. */
  readonly causes: readonly Omit<AmbiguityCause, 'provider' | 'region'>[];
  /** Over all causes. */
  readonly opened: number;
  /** True when there were more than one report reads: the oldest of them are left out. */
  readonly capped: boolean;
}

export interface AmbiguityStore {
  report(window: AmbiguityWindow): Promise<CountedAmbiguity>;
}

export function ambiguityStore(sql: Sql): AmbiguityStore {
  return {
    async report({ bucket, fromMs, toMs }) {
      const rows = await sql.rows<CountedAmbiguity>('ambiguity_report', REPORT, [
        fromMs,
        toMs,
        AMBIGUITY_BUCKETS[bucket],
        JSON.stringify(STEP_OF_REASON),
        JSON.stringify(STEP_OF_EVIDENCE),
        STEP_OTHERWISE,
      ]);
      return rows[0] ?? { causes: [], opened: 0, capped: false };
    },
  };
}

const REPORT = `
with opened as materialized (
  select c.* from operations.cases c where c.opened_at >= ${instant('$1')} and c.opened_at < ${instant('$2')}
  order by c.opened_at desc limit ${MOST_CASES_READ}
), placed as materialized (
  select c.reason, c.currency, c.at_risk_minor, c.state, c.closed_at - c.opened_at as took,
    floor(${epochMs('c.opened_at')} / $3::float8) * $3::float8 as bucket,
    -- a person closed it, or a machine did once a person's repair was applied
    c.state = 'closed' and (c.changed_by like 'staff:%' or exists (select 1 from operations.repairs r
      where r.order_id = c.order_id and r.case_id in (c.case_id, c.about) and r.state = 'applied')) as by_people,
    coalesce($4::jsonb ->> c.reason, $5::jsonb ->> e.kind, $6) as step
  from opened c
  -- what the provider said last when the case was opened; only asked for where the reason does not tell
  left join lateral (select e.kind from orders.evidence e
    where not ($4::jsonb ? c.reason) and e.order_id = c.order_id and $5::jsonb ? e.kind and e.observed_at <= c.opened_at
    order by e.seq desc limit 1) e on true
), causes as (
  select p.step, p.reason, count(*)::int as opened, (count(*) filter (where p.state = 'open'))::int as still_open,
    (count(*) filter (where p.by_people))::int as by_people,
    percentile_cont(0.5) within group (order by extract(epoch from p.took) * 1000) as median_ms
  from placed p group by p.step, p.reason order by count(*) desc, p.step, p.reason limit ${MOST_CAUSES}
)
select (select count(*)::int from placed) as opened, (select count(*) >= ${MOST_CASES_READ} from placed) as capped,
  coalesce((select json_agg(json_build_object('step', k.step, 'reason', k.reason, 'opened', k.opened, 'open', k.still_open,
      'closedByMachines', k.opened - k.still_open - k.by_people, 'closedByPeople', k.by_people, 'medianToCloseMs', k.median_ms,
      'atRisk', (select json_agg(json_build_object('amountMinor', r.amount, 'currency', r.currency) order by r.amount desc)
        from (select p.currency, sum(p.at_risk_minor)::float8 as amount from placed p where p.step = k.step and p.reason = k.reason group by p.currency) r),
      'overTime', (select json_agg(json_build_object('fromMs', b.bucket, 'opened', b.opened) order by b.bucket)
        from (select p.bucket, count(*)::int as opened from placed p where p.step = k.step and p.reason = k.reason group by p.bucket) b)
    ) order by k.opened desc, k.step, k.reason) from causes k), '[]') as causes`;
