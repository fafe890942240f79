/**
 * Retries in a storm: a provider that answers 500 to every payment call while orders keep coming. Counted where it hurts: the calls that
 * the provider received against the payment operations that were first tried, for every window of 60 seconds that lies in the storm.
 */
import pg from 'pg';
import type { Faults } from '../server/sandbox/faults';
import { openLoop } from './open-loop';
import { prepareCheckouts } from './shoppers';
import { ownStore } from './store-of-the-run';

const PER_SECOND = 20;
const STORM_SECONDS = 130;
const WINDOW_SECONDS = 60;
const PREPARED = 2_000;
const PAYMENT_CALL = 'POST /v1/payment_intents';

const STORMS: Readonly<Record<string, Faults>> = {
  every_call_answered_500: { error_500_before_rate: 1 },
  every_connection_cut: { reset_rate: 1 },
};

export async function benchStorm(): Promise<object> {
  const { base, databaseUrl, sandbox } = ownStore();
  const sql = new pg.Client({ connectionString: databaseUrl });
  // the store is stopped before its connections, when a run fails
  sql.on('error', () => undefined);
  await sql.connect();
  const storms = [];
  for (const [name, faults] of Object.entries(STORMS)) {
    const ready = await prepareCheckouts(base, PREPARED);
    await setFaults(sandbox, faults);
    const beganAtMs = Date.now();
    const crowd = { base, perSecond: PER_SECOND, seconds: STORM_SECONDS, ready, mostOpen: 500, patienceMs: 5_000 };
    const run = await openLoop(crowd);
    await setFaults(sandbox, {});
    const seen = await windows(sql, sandbox, beganAtMs);
    storms.push({ name, ...seen, answers: run.answers });
  }
  await sql.end();
  return {
    ratios: Object.fromEntries(storms.map((each) => [`worst_minute_${each.name}`, each.worst_calls_per_attempt])),
    goal: { worst_minute: 1.1 },
    floor: '1.00: one call for each payment that was tried',
    storms,
  };
}

async function windows(sql: pg.Client, sandbox: string, beganAtMs: number) {
  const answer = await fetch(`${sandbox}/_sandbox/requests`);
  const { by_second } = (await answer.json()) as {
    by_second: { second: string; by_endpoint: Record<string, number> }[];
  };
  const calls = new Map(by_second.map((each) => [Date.parse(each.second) / 1000, each.by_endpoint[PAYMENT_CALL] ?? 0]));
  const { rows } = await sql.query<{ second: number; attempts: number }>(
    `select floor(extract(epoch from intended_at))::float8 as second, count(*)::int as attempts from payments.operations
     where kind = 'authorize' and intended_at >= to_timestamp($1) group by 1`,
    [beganAtMs / 1000],
  );
  const attempts = new Map(rows.map((row) => [row.second, row.attempts]));
  const first = Math.floor(beganAtMs / 1000);
  const seen = [];
  for (let from = first; from + WINDOW_SECONDS <= first + STORM_SECONDS; from++) {
    const [called, tried] = [sumOf(calls, from), sumOf(attempts, from)];
    seen.push({ from_s: from - first, calls: called, attempts: tried, calls_per_attempt: round(called / tried) });
  }
  const worst = seen.reduce((a, b) => (b.calls_per_attempt > a.calls_per_attempt ? b : a));
  return {
    worst_calls_per_attempt: worst.calls_per_attempt,
    worst_window: worst,
    windows: seen.length,
    calls: [...calls].filter(([second]) => second >= first).reduce((sum, [, count]) => sum + count, 0),
    attempts: rows.reduce((sum, row) => sum + row.attempts, 0),
  };
}

const sumOf = (counts: ReadonlyMap<number, number>, from: number): number =>
  Array.from({ length: WINDOW_SECONDS }, (_, second) => counts.get(from + second) ?? 0).reduce((a, b) => a + b, 0);

async function setFaults(sandbox: string, faults: Faults): Promise<void> {
  await fetch(`${sandbox}/_sandbox/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  });
}

const round = (value: number): number => Number(value.toFixed(3));
