/**
 * The spans of one trace as rows of a waterfall: each under the span that it is a part of, in the order in which they began, with its
 * place on a common scale. A span whose parent is not here begins a path of its own.
 */
import type { TraceSpan } from './trace-span';

export interface WaterfallRow {
  readonly span: TraceSpan;
  /** 0 for the first of a path. */
  readonly depth: number;
  /** Place and length on the scale, from 0 to 1. */
  readonly from: number;
  readonly length: number;
  /** Since the trace began. */
  readonly sinceStartMs: number;
}

export interface Waterfall {
  readonly startedAtMs: number;
  /** From the first beginning to the last end. */
  readonly tookMs: number;
  readonly rows: readonly WaterfallRow[];
  /** Time in which no span ran: what waited in a queue, or between two calls of the customer. Longest first. */
  readonly gaps: readonly { readonly afterSpanId: string; readonly ms: number }[];
}

/** Null without spans. */
export function waterfall(spans: readonly TraceSpan[]): Waterfall | null {
  if (spans.length === 0) return null;
  const byStart = [...spans].sort((a, b) => a.startedAtMs - b.startedAtMs || (a.spanId < b.spanId ? -1 : 1));
  const startedAtMs = Math.min(...spans.map((span) => span.startedAtMs));
  const endedAtMs = Math.max(...spans.map(endOf));
  const tookMs = endedAtMs - startedAtMs;
  const share = (ms: number) => (tookMs === 0 ? 0 : ms / tookMs);
  const here = new Set(spans.map(({ spanId }) => spanId));
  const childrenOf = new Map<string | null, TraceSpan[]>();
  for (const span of byStart) {
    const parent = span.parentSpanId !== null && here.has(span.parentSpanId) ? span.parentSpanId : null;
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), span]);
  }
  const rows: WaterfallRow[] = [];
  const walk = (parent: string | null, depth: number): void => {
    for (const span of childrenOf.get(parent) ?? []) {
      rows.push({
        span,
        depth,
        from: share(span.startedAtMs - startedAtMs),
        length: share(span.durationMs),
        sinceStartMs: span.startedAtMs - startedAtMs,
      });
      walk(span.spanId, depth + 1);
    }
  };
  walk(null, 0);
  return { startedAtMs, tookMs, rows, gaps: gapsOf(byStart) };
}

const endOf = (span: TraceSpan): number => span.startedAtMs + span.durationMs;

/** Shorter ones are the time that a step takes to begin. */
const SHORTEST_GAP_MS = 5;

function gapsOf(byStart: readonly TraceSpan[]): Waterfall['gaps'] {
  const gaps: { afterSpanId: string; ms: number }[] = [];
  let last: TraceSpan | null = null;
  for (const span of byStart) {
    if (last !== null) {
      const ms = span.startedAtMs - endOf(last);
      if (ms >= SHORTEST_GAP_MS) gaps.push({ afterSpanId: last.spanId, ms });
    }
    if (last === null || endOf(span) > endOf(last)) last = span;
  }
  return gaps.sort((a, b) => b.ms - a.ms);
}
