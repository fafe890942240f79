/** The runs of drills. One runs at a time: the database refuses a second. */
import type { DrillId, DrillLine, DrillRun, DrillRunState, DrillTally } from '../domain/drill';
import { auditedOnce, auditJson, type NewAuditEntry } from './audit';
import { epochMs, refusalCode, type Sql } from './sql';

/** Nobody conducts a run that was not heard of for so long. */
export const BEAT_LOST_AFTER_MS = 15_000;

export interface DrillNews {
  readonly story: readonly DrillLine[];
  readonly tallies: readonly DrillTally[];
  readonly orderId: string | null;
}

export interface DrillRunStore {
  /** Ends what nobody conducts any more, then begins. `known`: this click began it before. */
  begin(
    run: { readonly runId: string; readonly drill: DrillId; readonly startedBy: string },
    entry: NewAuditEntry,
  ): Promise<'begun' | 'known' | 'other_running'>;
  /** Returns whether somebody asked for its stop. */
  beat(runId: string, news: DrillNews): Promise<boolean>;
  end(runId: string, state: Exclude<DrillRunState, 'running'>, verdict: string, news: DrillNews): Promise<void>;
  /** Returns whether somebody conducts it and will see it. */
  askToStop(runId: string, entry: NewAuditEntry): Promise<boolean>;
  /** The newest run of each drill, newest first. */
  newest(): Promise<DrillRun[]>;
}

const LOST = `beat_at < clock_timestamp() - interval '${BEAT_LOST_AFTER_MS} milliseconds'`;

export function drillRunStore(sql: Sql): DrillRunStore {
  return {
    async begin({ drill, runId, startedBy }, entry) {
      await sql.rows(
        'drill_runs_interrupt',
        `update operations.drill_runs set state = 'interrupted', ended_at = clock_timestamp() where state = 'running' and ${LOST}`,
        [],
      );
      try {
        // locking: the audit's chain, then the unique index on the running one
        const rows = await sql.rows(
          'drill_runs_begin',
          `with entry as (${auditedOnce('$4')})
           insert into operations.drill_runs (run_id, drill, started_by) select $1, $2, $3 from entry returning 1`,
          [runId, drill, startedBy, auditJson(entry)],
        );
        if (rows.length === 0) return 'known';
        return 'begun';
      } catch (error) {
        if (refusalCode(error)?.constraint === 'drill_runs_one_running_key') return 'other_running';
        throw error;
      }
    },
    async beat(runId, { orderId, story, tallies }) {
      const rows = await sql.rows<{ stop_asked: boolean }>(
        'drill_runs_beat',
        `update operations.drill_runs set beat_at = clock_timestamp(), story = $2::jsonb, tallies = $3::jsonb, shown_order = $4
         where run_id = $1 and state = 'running' returning stop_asked`,
        [runId, JSON.stringify(story), JSON.stringify(tallies), orderId],
      );
      // a run that somebody else ended is to stop too
      return rows[0]?.stop_asked ?? true;
    },
    async end(runId, state, verdict, { orderId, story, tallies }) {
      await sql.rows(
        'drill_runs_end',
        `update operations.drill_runs set state = $2, verdict = $3, story = $4::jsonb, tallies = $5::jsonb, shown_order = $6, ended_at = clock_timestamp()
         where run_id = $1 and state = 'running'`,
        [runId, state, verdict, JSON.stringify(story), JSON.stringify(tallies), orderId],
      );
    },
    async askToStop(runId, entry) {
      const rows = await sql.rows<{ conducted: boolean }>(
        'drill_runs_ask_to_stop',
        `with entry as (${auditedOnce('$2')})
         update operations.drill_runs set stop_asked = true where run_id = $1 and state = 'running' returning not (${LOST}) as conducted`,
        [runId, auditJson(entry)],
      );
      return rows[0]?.conducted ?? false;
    },
    newest: () =>
      sql.rows<DrillRun>(
        'drill_runs_newest',
        `select distinct on (drill) run_id as "runId", drill, case when state = 'running' and ${LOST} then 'interrupted' else state end as state,
           started_by as "startedBy", ${epochMs('started_at')} as "startedAtMs", ${epochMs('ended_at')} as "endedAtMs", story, tallies, verdict,
           shown_order as "orderId"
         from operations.drill_runs order by drill, started_at desc`,
        [],
      ),
  };
}
