/** Spans of execution paths. They are aids: written late, in batches, and forgotten after days. */
import type { TraceSpan } from '../domain/trace-span';
import { epochMs, instant, type Sql } from './sql';

export interface TraceSpanStore {
  keep(spans: readonly TraceSpan[]): Promise<void>;
  /** Those of one trace that this region has, in the order in which they began. */
  ofTrace(traceId: string, limit: number): Promise<TraceSpan[]>;
  /** Returns how many of those that began before this are gone now. */
  forget(beforeMs: number, limit: number): Promise<number>;
}

export function traceSpanStore(sql: Sql): TraceSpanStore {
  return {
    async keep(spans) {
      await sql.rows(
        'trace_spans_keep',
        // a batch that was written although its answer was lost is written once
        `insert into operations.trace_spans
           (trace_id, span_id, parent_span_id, name, kind, region, role, started_at, duration_us, outcome, failed, ids)
         select s.trace_id, s.span_id, s.parent_span_id, s.name, s.kind, s.region, s.role,
                ${instant('s.started_at_ms')}, s.duration_us, s.outcome, s.failed, s.ids
         from jsonb_to_recordset($1::jsonb) as s(trace_id text, span_id text, parent_span_id text, name text, kind text, region text,
              role text, started_at_ms float8, duration_us bigint, outcome text, failed boolean, ids jsonb)
         on conflict do nothing`,
        [JSON.stringify(spans.map(rowOf))],
      );
    },
    ofTrace: (traceId, limit) =>
      sql.rows<TraceSpan>(
        'trace_spans_of_trace',
        `select trace_id as "traceId", span_id as "spanId", parent_span_id as "parentSpanId", name, kind, region, role,
                ${epochMs('started_at')} as "startedAtMs", duration_us::float8 / 1000 as "durationMs", outcome, failed, ids
         from operations.trace_spans where trace_id = $1 order by started_at, span_id limit $2`,
        [traceId, limit],
      ),
    async forget(beforeMs, limit) {
      const rows = await sql.rows(
        'trace_spans_forget',
        `delete from operations.trace_spans where (trace_id, span_id) in
           (select trace_id, span_id from operations.trace_spans where started_at < ${instant('$1')} order by started_at limit $2)
         returning 1`,
        [beforeMs, limit],
      );
      return rows.length;
    },
  };
}

const rowOf = (span: TraceSpan) => ({
  trace_id: span.traceId,
  span_id: span.spanId,
  parent_span_id: span.parentSpanId,
  name: span.name,
  kind: span.kind,
  region: span.region,
  role: span.role,
  started_at_ms: span.startedAtMs,
  duration_us: Math.round(span.durationMs * 1_000),
  outcome: span.outcome,
  failed: span.failed,
  ids: span.ids,
});
