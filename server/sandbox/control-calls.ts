/**
 * The sandbox's own surface under /_sandbox: what really happened, what was called, and which faults are on. None of
 * it needs a key and none of it is Stripe's; it listens on the local machine only.
 */
import { z } from 'zod';
import { type Answer, ok } from './answers';
import { balanceReport } from './balance-report';
import { readFaults } from './faults';
import type { LedgerRow } from './records';
import type { SandboxParts } from './sandbox-parts';

export type ControlRequest = { query: URLSearchParams; body: string };
export type ControlAnswer = Omit<Answer, 'body'> & { body: string | Iterable<string> };
type ControlCall = (parts: SandboxParts, request: ControlRequest) => ControlAnswer | Promise<ControlAnswer>;

const ROWS_PER_CHUNK = 500;
const CSV = { 'Content-Type': 'text/csv; charset=utf-8' };
const NDJSON = { 'Content-Type': 'application/x-ndjson; charset=utf-8' };
const clockSchema = z.strictObject({ offset_seconds: z.number().int().min(-315_360_000).max(315_360_000) });

export const CONTROL_CALLS: Record<string, ControlCall> = {
  'GET /_sandbox/ledger': (parts, { query }) => ({
    status: 200,
    headers: NDJSON,
    body: ndjson(parts.books.ledger.rows(query.get('operation')).slice()),
  }),
  'GET /_sandbox/reports/balance_change': (parts, { query }) => {
    const fromMs = instantOf(query.get('from'), 0);
    const toMs = instantOf(query.get('to'), Number.MAX_SAFE_INTEGER);
    if (fromMs === null || toMs === null) return refusedControl(['from, to: a day (2026-11-22) or an instant in UTC']);
    return { status: 200, headers: CSV, body: balanceReport(parts.books, fromMs, toMs) };
  },
  'GET /_sandbox/requests': (parts) => ok({ seed: parts.seed, ...parts.counts.report() }),
  'GET /_sandbox/faults': (parts) => ok(parts.faults.current),
  'PUT /_sandbox/faults': (parts, { body }) => {
    const read = readFaults(jsonOrUndefined(body));
    if (!read.ok) return refusedControl(read.expected);
    parts.faults.current = read.faults;
    return ok(read.faults);
  },
  'GET /_sandbox/clock': (parts) => ok(clockReport(parts)),
  'PUT /_sandbox/clock': async (parts, { body }) => {
    const read = clockSchema.safeParse(jsonOrUndefined(body));
    if (!read.success) return refusedControl(read.error.issues.map(({ message }) => `offset_seconds: ${message}`));
    parts.clock.offsetSeconds = read.data.offset_seconds;
    await parts.journal.append({ clock_offset_seconds: read.data.offset_seconds });
    return ok(clockReport(parts));
  },
};

/** A day begins at midnight in UTC. */
function instantOf(text: string | null, otherwise: number): number | null {
  if (text === null) return otherwise;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : atMs;
}

const clockReport = ({ clock }: SandboxParts) => ({
  offset_seconds: clock.offsetSeconds,
  now: new Date(clock.nowMs()).toISOString(),
});

function refusedControl(expected: string[]): ControlAnswer {
  return { status: 400, body: JSON.stringify({ error: { code: 'invalid_body', expected } }) };
}

/** In pieces: a long ledger must not be one string. */
function* ndjson(rows: readonly LedgerRow[]): Generator<string> {
  for (let at = 0; at < rows.length; at += ROWS_PER_CHUNK) {
    yield rows
      .slice(at, at + ROWS_PER_CHUNK)
      .map((row) => `${JSON.stringify(row)}\n`)
      .join('');
  }
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
