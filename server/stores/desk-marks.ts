/** How far the region's records have come, for telling open pages that something changed: one statement, from indexes and short tables. */
import { type DeskMarks, MOST_NAMED } from '../domain/desk-news';
import type { Sql } from './sql';

export interface DeskMarkStore {
  read(): Promise<DeskMarks>;
}

/** Longer than between two looks, so that evidence that was committed late is still seen. */
const MOMENT_SECONDS = 3;
/** Of a list that waits, so many rows are looked at: further back nothing moves before they have. */
const MOST_WAITING = 200;
/** As many of the newest as a person watches. */
const NEWEST = 20;

type Row = { orders: Record<string, number> | null; named: number } & DeskMarks['marks'];

/** @param momentSeconds how long evidence counts as recorded a moment ago. */
export function deskMarkStore(sql: Sql, region: string, momentSeconds = MOMENT_SECONDS): DeskMarkStore {
  return {
    async read() {
      const [row] = await sql.rows<Row>('desk_marks', MARKS, [region, momentSeconds]);
      if (row === undefined) throw new Error('the marks have one row');
      const { named, orders, ...marks } = row;
      return { orders: named > MOST_NAMED ? null : (orders ?? {}), marks };
    },
  };
}

// reads and locks nothing; statement_timestamp() is stable, so that the index on recorded_at is used
const MARKS = `
with recent as (
  select order_id, max(seq) as seq from orders.evidence
  where recorded_at > statement_timestamp() - make_interval(secs => $2) group by order_id limit ${MOST_NAMED + 1}
)
select
  (select json_object_agg(order_id, seq) from recent) as orders,
  (select count(*)::int from recent) as named,
  (select max(at)::text from operations.case_history) as cases,
  (select max(seq)::text from operations.audit) as audit,
  coalesce((select md5(string_agg(name || ' ' || version || ' ' || origin, ',' order by name)) from operations.controls), '')
    || coalesce((select md5(string_agg(process || applied::text, '' order by process)) from operations.control_readers), '') as controls,
  (select max(version)::text from operations.degraded_mode) as mode,
  (select max(number)::text from operations.promise_checks where region = $1) as promise,
  (select run_id || ' ' || state || ' ' || md5(story::text || tallies::text) from operations.drill_runs
    order by started_at desc limit 1) as drills,
  (select count(*) || ' ' || max(parked_at) from (
    select parked_at from messaging.dead_letters where redriven_at is null order by parked_at desc limit ${MOST_WAITING}) parked) as letters,
  concat((select max(queued_at) from messaging.mails), ' ', (select md5(string_agg(message_id || state || attempts, ',' order by message_id))
    from (select message_id, state, attempts from messaging.mails where state <> 'sent' order by next_try_at limit ${MOST_WAITING}) unsent)) as mails,
  (select md5(string_agg(order_id || state || attempts, ',' order by order_id)) from (
    select order_id, state, attempts from intents.intents where state in ('kept', 'expired')
    order by next_try_at limit ${MOST_WAITING}) owed) as kept,
  (select md5(string_agg(job_id || state || coalesce((
      select min(n)::text from operations.bulk_items i where i.job_id = j.job_id and i.state = 'waiting'), ''), ',' order by job_id))
    from (select job_id, state from operations.bulk_jobs order by created_at desc limit ${NEWEST}) j) as bulk,
  (select md5(string_agg(statement_id || state || coalesce(finished_at::text, ''), ',' order by statement_id)) from (
    select statement_id, state, finished_at from operations.statements
    order by imported_at desc, statement_id desc limit ${NEWEST}) newest) as statements`;
