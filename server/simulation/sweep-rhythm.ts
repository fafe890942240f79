/** The ledger sweep of a simulated region: so short that a history sees several windows, and only as long as there is something to list. */
import type { Region } from '../domain/ids';
import { rhythmOf, SWEEP_PASSES, type SweepSettings } from '../domain/ledger-sweep/window';
import type { MemoryDatabase } from './memory/memory-database';
import { putSweep, standingOf } from './memory/memory-sweeps';
import { owedSweeps } from './memory/owed-sweeps';
import { START_MS } from './start';

export const SWEEP_SETTINGS: SweepSettings = { intervalMs: 3_000, lagMs: 4_000, longestMs: 12 * 3_600_000 };

const OPENED_BEFORE_MS = 20_000;

/** The store was open before the history begins: its first window was swept then, and nothing was in it. */
export function sweptBefore(db: MemoryDatabase, region: Region): void {
  const fromMs = START_MS - OPENED_BEFORE_MS;
  const toMs = fromMs + SWEEP_SETTINGS.intervalMs;
  const none = { charges: 0, agreed: 0, waiting: 0, findings: 0 };
  putSweep(db, { region, pass: 1, fromMs, toMs, followsMs: null, sweptAtMs: toMs + SWEEP_SETTINGS.lagMs, ...none });
}

/**
 * When the next window is due; null once every pass is over every charge: the windows after them are empty.
 * @param chargedAtMs when the provider made its last charge; null before the first.
 */
export function sweepDueAtMs(db: MemoryDatabase, region: Region, chargedAtMs: number | null): number | null {
  if (chargedAtMs === null) return null;
  if (owedSweeps(db).length > 0) return 0;
  const { begunAtMs, sweptUntil } = standingOf(db, region);
  const due = SWEEP_PASSES.flatMap((pass) => {
    const fromMs = sweptUntil[pass] ?? begunAtMs;
    const { ageMs, intervalMs } = rhythmOf(pass, SWEEP_SETTINGS);
    return fromMs === null || fromMs > chargedAtMs ? [] : [fromMs + intervalMs + ageMs];
  });
  return due.length === 0 ? null : Math.min(...due);
}
