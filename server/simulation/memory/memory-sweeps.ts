/** The swept windows in memory: each follows the one before it, and of two sweepers of one window the second writes nothing. */
import type { LastSweep } from '../../domain/last-sweep';
import type { SweepRecord } from '../../domain/ledger-sweep/record';
import type { SweptOrder } from '../../domain/ledger-sweep/sides';
import { SWEEP_PASSES, type SweepPass } from '../../domain/ledger-sweep/window';
import { paymentOperation } from '../../domain/operation';
import type { Region } from '../../domain/region';
import type { SweepStore } from '../../stores/sweeps';
import { closeCase, evidenceOfCases, openCase } from './case-rows';
import { appendEvidence } from './evidence-rows';
import type { MemoryDatabase } from './memory-database';
import { owedSweeps, payOwed } from './owed-sweeps';
import { check, references } from './refusal';
import type { SweepRow } from './rows';
import type { Synchronous } from './synchronous';

const TOLD = ['authorized', 'voided', 'refunded'];
const DAY_MS = 24 * 3_600_000;

export function memorySweeps(db: MemoryDatabase): Synchronous<SweepStore> {
  return {
    standing: (region) => standingOf(db, region),
    owed: () => owedSweeps(db)[0] ?? null,
    expected: (fromMs, toMs, settledBeforeMs, limit) =>
      [...db.orders.values()]
        .filter(({ createdAtMs }) => createdAtMs >= fromMs && createdAtMs < toMs)
        .map(({ orderId }) => orderId)
        .filter((orderId) => isExpected(db, orderId, settledBeforeMs))
        .slice(0, limit ?? undefined),
    orders: (orderIds) =>
      orderIds.flatMap((orderId) => {
        const order = sweptOrder(db, orderId);
        return order === null ? [] : [order];
      }),
    // nobody gives verdicts in the simulator
    decided: () => [],
    record: (sweep) => db.transaction(() => record(db, sweep)),
    lastSweep: (region) => lastSweep(db, region),
  };
}

export const windowsOf = (db: MemoryDatabase, region: string, pass: SweepPass): SweepRow[] =>
  [...db.sweeps.values()].filter((row) => row.region === region && row.pass === pass).sort((a, b) => a.toMs - b.toMs);

export function standingOf(db: MemoryDatabase, region: Region): ReturnType<Synchronous<SweepStore>['standing']> {
  const swept = SWEEP_PASSES.flatMap((pass) => {
    const last = windowsOf(db, region, pass).at(-1);
    return last === undefined ? [] : [[pass, last.toMs] as const];
  });
  const first = windowsOf(db, region, 1).find(({ followsMs }) => followsMs === null);
  return { sweptUntil: Object.fromEntries(swept), begunAtMs: first?.fromMs ?? null };
}

export function putSweep(db: MemoryDatabase, row: SweepRow): void {
  db.sweeps.put(`${row.region}|${row.pass}|${row.toMs}`, row);
}

function isExpected(db: MemoryDatabase, orderId: string, settledBeforeMs: number): boolean {
  const pay = db.operations.of(orderId).find(({ operation }) => operation === paymentOperation(orderId));
  return (
    pay !== undefined &&
    pay.providerReference !== null &&
    TOLD.includes(pay.state) &&
    (pay.lastSendAtMs ?? pay.intendedAtMs) <= settledBeforeMs
  );
}

function sweptOrder(db: MemoryDatabase, orderId: string): SweptOrder | null {
  const order = db.orders.get(orderId);
  if (order === undefined) return null;
  const { createdAtMs, state, total, updatedAtMs } = order;
  return {
    orderId,
    state,
    total,
    createdAtMs,
    updatedAtMs,
    operations: [...db.operations.of(orderId)]
      .sort((a, b) => a.intendedAtMs - b.intendedAtMs || (a.operation < b.operation ? -1 : 1))
      .map((row) => ({
        operation: row.operation,
        kind: row.kind,
        state: row.state,
        amount: row.amount,
        providerReference: row.providerReference,
        nextCheckAtMs: row.nextCheckAtMs,
        updatedAtMs: row.updatedAtMs,
        caseId: row.caseId,
      })),
    queued: [...db.deliveries.values()].some((row) => row.orderId === orderId && row.consumer === 'order-owner'),
    openCases: db.cases
      .of(orderId)
      .filter((row) => row.state === 'open')
      .map(({ about, caseId, reason }) => ({ caseId, about, reason })),
    accepted: acceptedOf(db, orderId),
  };
}

/** What its cases are about that a person has accepted as different. */
function acceptedOf(db: MemoryDatabase, orderId: string): string[] {
  return db.repairs
    .of(orderId)
    .filter(({ kind, state }) => kind === 'accept_difference' && state === 'applied')
    .flatMap((repair) => db.cases.of(orderId).find(({ caseId }) => caseId === repair.caseId)?.about ?? []);
}

function record(db: MemoryDatabase, sweep: SweepRecord): 'recorded' | 'stale' {
  const { fromMs, owed, pass, toMs } = sweep.window;
  const isFirst = owed === undefined ? putWindow(db, sweep) : payOwed(db, owed.handOverId, fromMs, toMs);
  if (!isFirst) return 'stale';
  db.changed({ kind: 'swept', pass, fromMs, toMs, shard: owed?.shard ?? null });
  // what stood is closed first; what is opened about the same thing follows it
  const closed = sweep.closes.map((each) => closeCase(db, each, sweep.sweptAtMs));
  const opened = sweep.opens.map((each) => openCase(db, each, sweep.sweptAtMs));
  const evidence = sweep.evidence.filter(
    ({ detail, kind, orderId }) =>
      kind !== 'ledger_swept' || opened.some((each) => each?.orderId === orderId && each.about === detail.case_id),
  );
  appendEvidence(db, evidenceOfCases(evidence, [...closed, ...opened]));
  // a foreign key is checked at the statement's end, after everything else of it was refused or done
  if (owed === undefined) references(continues(db, sweep), 'sweeps_continue_fkey');
  return 'recorded';
}

/** False: another sweeper was first. */
function putWindow(db: MemoryDatabase, sweep: SweepRecord): boolean {
  const { window } = sweep;
  const row: SweepRow = {
    region: sweep.region,
    pass: window.pass,
    fromMs: window.fromMs,
    toMs: window.toMs,
    followsMs: window.followsMs,
    sweptAtMs: sweep.sweptAtMs,
    charges: sweep.charges,
    agreed: sweep.agreed,
    waiting: sweep.waiting,
    findings: sweep.findings,
  };
  checkRow(row);
  const own = windowsOf(db, row.region, row.pass);
  if (own.some((each) => isTaken(each, row))) return false;
  putSweep(db, row);
  return true;
}

/** The window before it was swept. */
function continues(db: MemoryDatabase, { region, window }: SweepRecord): boolean {
  const { followsMs, pass } = window;
  if (followsMs === null || db.defects.has('sweep_gap')) return true;
  return windowsOf(db, region, pass).some(({ toMs }) => toMs === followsMs);
}

function checkRow(row: SweepRow): void {
  const isCounted = row.agreed >= 0 && row.waiting >= 0 && row.findings >= 0;
  check(isCounted && row.agreed + row.waiting <= row.charges, 'sweeps_counts_check');
  check(row.followsMs === null || row.followsMs === row.fromMs, 'sweeps_follow_check');
  check(row.fromMs < row.toMs, 'sweeps_window_check');
}

const isTaken = (each: SweepRow, row: SweepRow): boolean =>
  each.toMs === row.toMs || each.fromMs === row.fromMs || (each.followsMs === null && row.followsMs === null);

function lastSweep(db: MemoryDatabase, region: Region): LastSweep | null {
  const windows = windowsOf(db, region, 1);
  const last = windows.at(-1);
  if (last === undefined) return null;
  const day = windows.filter(({ toMs }) => toMs > last.toMs - DAY_MS);
  const sum = (of: (row: SweepRow) => number): number => day.reduce((total, row) => total + of(row), 0);
  return {
    sweptAtMs: last.sweptAtMs,
    sinceMs: Math.min(...day.map(({ fromMs }) => fromMs)),
    windowToMs: last.toMs,
    charges: sum((row) => row.charges),
    agreed: sum((row) => row.agreed),
    waiting: sum((row) => row.waiting),
    findings: sum((row) => row.findings),
  };
}
