/**
 * The samples of pressure and their rollups. One statement a second and process writes what it measured and reads what the other processes
 * wrote in the last seconds; of a region's processes one a second counts what waits in its queues. What the region's pressure is now costs no more.
 */
import type { LatencyHistogram } from '../domain/latency-histogram';
import type { PressureMeasures, PressureSample, PressureSpan } from '../domain/pressure/pressure';
import type { RollupSpan } from '../domain/pressure/rollup';
import { epochMs, instant, type Sql } from './sql';

export interface StoredRollup extends PressureSpan {
  /** When the span began. */
  readonly atMs: number;
}

export interface PressureSampleStore {
  /** Returns the region's samples since `sinceMs`, the new one among them. */
  record(sample: PressureSample, sinceMs: number): Promise<PressureSample[]>;
  samples(fromMs: number, beforeMs: number): Promise<PressureSample[]>;
  /** The first sample at or after; null when there is none. */
  firstSampleAt(fromMs: number): Promise<number | null>;
  newestRollupAt(span: RollupSpan): Promise<number | null>;
  /** False: another worker merged this span first. */
  rollUp(span: RollupSpan, atMs: number, merged: PressureSpan): Promise<boolean>;
  /** Oldest first. */
  rollups(span: RollupSpan, fromMs: number, beforeMs: number): Promise<StoredRollup[]>;
}

interface SampleRow {
  at_ms: number;
  source: string;
  measures: PressureMeasures;
  latency: LatencyHistogram;
}

export function pressureSampleStore(sql: Sql, region: string): PressureSampleStore {
  return {
    async record({ atMs, latency, measures, source }, sinceMs) {
      const values = [region, atMs, source, JSON.stringify(measures), latency, sinceMs];
      return (await sql.rows<SampleRow>('pressure_record', RECORD, values)).map(sampleOf);
    },
    async samples(fromMs, beforeMs) {
      const rows = await sql.rows<SampleRow>(
        'pressure_samples',
        `select ${SAMPLE} from operations.pressure_samples where region = $1 and at >= ${instant('$2')} and at < ${instant('$3')} order by at`,
        [region, fromMs, beforeMs],
      );
      return rows.map(sampleOf);
    },
    async firstSampleAt(fromMs) {
      const rows = await sql.rows<{ at_ms: number | null }>(
        'pressure_first_sample',
        `select ${epochMs('min(at)')} as at_ms from operations.pressure_samples where region = $1 and at >= ${instant('$2')}`,
        [region, fromMs],
      );
      return rows[0]?.at_ms ?? null;
    },
    async newestRollupAt(span) {
      const rows = await sql.rows<{ at_ms: number | null }>(
        'pressure_newest_rollup',
        `select ${epochMs('max(at)')} as at_ms from operations.pressure_rollups where region = $1 and span_s = $2`,
        [region, span],
      );
      return rows[0]?.at_ms ?? null;
    },
    async rollUp(span, atMs, { latency, measures, samples }) {
      // of two workers, one writes it; both merged the same samples
      const rows = await sql.rows(
        'pressure_roll_up',
        `insert into operations.pressure_rollups (region, span_s, at, measures, latency, samples)
         values ($1, $2, ${instant('$3')}, $4::jsonb, $5, $6) on conflict (region, span_s, at) do nothing returning 1`,
        [region, span, atMs, JSON.stringify(measures), latency, samples],
      );
      return rows.length === 1;
    },
    async rollups(span, fromMs, beforeMs) {
      const rows = await sql.rows<Omit<SampleRow, 'source'> & { samples: number }>(
        'pressure_rollups',
        `select ${epochMs('at')} as at_ms, measures, latency, samples from operations.pressure_rollups
         where region = $1 and span_s = $2 and at >= ${instant('$3')} and at < ${instant('$4')} order by at`,
        [region, span, fromMs, beforeMs],
      );
      return rows.map(({ at_ms, ...row }) => ({ ...row, atMs: at_ms }));
    },
  };
}

const sampleOf = ({ at_ms, ...row }: SampleRow): PressureSample => ({ ...row, atMs: at_ms });

const SAMPLE = `${epochMs('at')} as at_ms, source, measures, latency`;

/** Counting stops here: over its budget is over its budget. */
const MOST_COUNTED = 20_000;

const UNFINISHED = `select order_id from orders.orders where state not in ('order_confirmed', 'failed_safely')
    and state in ('payment_authorizing', 'payment_pending') and (select is_ours from turn) limit ${MOST_COUNTED}`;

/**
 * Who takes the second locks the region's row; whoever comes in the same second waits for him and finds it taken. A clock that is set back
 * by more than it may drift does not stop the counting.
 */
const TAKEN = `insert into operations.pressure_counts as c (region, counted_second) values ($1, date_trunc('second', ${instant('$2')}))
  on conflict (region) do update set counted_second = excluded.counted_second
  where c.counted_second < excluded.counted_second or c.counted_second > excluded.counted_second + interval '5 seconds'
  returning 1`;

/** No locks but the second's: counts of a moment that nobody decides an order by. Where another process took it, nothing is read. */
const RECORD = `
with recursive taken as (${TAKEN}), turn as materialized (
  select exists (select 1 from taken) as is_ours
), consumers as (
  (select consumer from messaging.deliveries where (select is_ours from turn) order by consumer limit 1)
  union all
  select (select d.consumer from messaging.deliveries d where d.consumer > c.consumer order by d.consumer limit 1) from consumers c where c.consumer is not null
), oldest as (
  select c.consumer, (select d.enqueued_at from messaging.deliveries d where d.consumer = c.consumer order by d.position limit 1) as at
  from consumers c where c.consumer is not null
), queue as (
  select count(*)::int as length from (
    select 1 from messaging.deliveries where consumer = 'order-owner' and (select is_ours from turn) limit ${MOST_COUNTED}) q
), undelivered as (
  select count(*)::int as length from (select 1 from messaging.deliveries where (select is_ours from turn) limit ${MOST_COUNTED}) q
), undecided as (
  select count(*)::int as length, min(p.updated_at) as oldest from (${UNFINISHED}) o
  join payments.operations p on p.order_id = o.order_id and p.operation = 'pay:' || o.order_id and p.state = 'authorized'
), mails as (
  select count(*)::int as length from (select 1 from messaging.mails where state = 'queued' and state <> 'sent' and next_try_at <= ${instant('$2')}
    and (select is_ours from turn) limit ${MOST_COUNTED}) q
), counted as (
  select jsonb_build_object(
    'confirmation_queue', queue.length,
    'confirmation_queue_oldest_ms', coalesce(greatest(0, round($2::float8 - ${epochMs(`(select at from oldest where consumer = 'order-owner')`)})), 0),
    'undelivered', undelivered.length,
    'undelivered_oldest_ms', coalesce(greatest(0, round($2::float8 - ${epochMs('(select min(at) from oldest)')})), 0),
    'mails_waiting', mails.length,
    'authorizations_undecided', undecided.length,
    'authorizations_undecided_oldest_ms', coalesce(greatest(0, round($2::float8 - ${epochMs('undecided.oldest')})), 0)) as measures
  from queue, undelivered, mails, undecided, turn where turn.is_ours
), written as (
  insert into operations.pressure_samples (region, at, source, measures, latency)
  select $1, ${instant('$2')}, $3, $4::jsonb || coalesce((select measures from counted), '{}'), $5
  on conflict (region, at, source) do nothing
  returning ${SAMPLE}
)
select * from written union all
select ${SAMPLE} from operations.pressure_samples where region = $1 and at >= ${instant('$6')} order by at_ms`;
