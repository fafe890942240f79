/**
 * The request of one evidence row as bars on one scale, from evidence alone: what each step took after the one before, how long the
 * gateway waited, how long a call was open and whether it was answered. What came much later in the same trace is counted, not drawn.
 */
import type { EvidenceKind, EvidenceRow } from './evidence';
import { detailNumber } from './evidence-detail';

export interface TraceBar {
  readonly seq: number;
  readonly name: string;
  /** From the first row of the trace. */
  readonly fromMs: number;
  /** Null: nothing says how long it took; it ended at `fromMs`. */
  readonly tookMs: number | null;
  readonly answered: boolean;
}

export interface Trace {
  readonly bars: readonly TraceBar[];
  readonly spanMs: number;
  /** Rows of the same trace after a silence. */
  readonly later: number;
}

/** A longer way from one row to the next is a wait, and nobody's work. */
const STEP_MS = 1_000;
/** After it another process, or a person, went on. */
const SILENCE_MS = 30_000;

const NAMES: Partial<Record<EvidenceKind, string>> = {
  gateway_stopped_waiting: 'gateway waits',
  customer_told: 'customer: answer',
  order_intent_saved: 'order: save intent',
  inventory_reserved: 'inventory: reserve',
  payment_authorizing: 'payment: intent to call',
  operation_intended: 'payment: intent to call',
  call_answered: 'provider call',
  call_unanswered: 'provider call',
  lookup_answered: 'provider: look-up',
  lookup_unanswered: 'provider: look-up',
  webhook_received: 'provider: webhook',
  payment_pending: 'order: decide',
  order_confirmed: 'order: decide',
  failed_safely: 'order: decide',
  needs_reconciliation: 'order: decide',
};

/** Null: the row is of no trace, or alone in it. */
export function traceOf(evidence: readonly EvidenceRow[], { traceId }: EvidenceRow): Trace | null {
  const rows = evidence
    .filter((row) => traceId !== null && row.traceId === traceId)
    .toSorted((a, b) => a.observedAtMs - b.observedAtMs || a.seq - b.seq);
  const silent = rows.findIndex((row, at) => row.observedAtMs - (rows[at - 1] ?? row).observedAtMs >= SILENCE_MS);
  const close = silent === -1 ? rows : rows.slice(0, silent);
  const [first] = close;
  if (first === undefined || close.length < 2) return null;
  const bars = close.slice(1).map((row, at) => barOf(row, close[at] ?? first, first.observedAtMs));
  return {
    bars,
    spanMs: Math.max(...bars.map(({ fromMs, tookMs }) => fromMs + (tookMs ?? 0))),
    later: rows.length - close.length,
  };
}

function barOf(row: EvidenceRow, before: EvidenceRow, beganAtMs: number): TraceBar {
  const measured = detailNumber(row, 'duration_ms') ?? detailNumber(row, 'waited_ms');
  const since = row.observedAtMs - before.observedAtMs;
  const tookMs = measured ?? (since < STEP_MS ? since : null);
  return {
    seq: row.seq,
    name: NAMES[row.kind] ?? `${row.lane}: ${row.kind.replaceAll('_', ' ')}`,
    fromMs: Math.max(0, row.observedAtMs - (tookMs ?? 0) - beganAtMs),
    tookMs,
    answered: row.kind !== 'call_unanswered' && row.kind !== 'lookup_unanswered',
  };
}
