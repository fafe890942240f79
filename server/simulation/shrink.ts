/** Makes a failing history small: drops fault kinds, people and single strikes for as long as the same promise is still broken. */
import type { FaultKind } from './fault-kinds';
import { type HistoryResult, runHistory } from './history';
import type { Mutant } from './mutant';

export interface Shrunk {
  readonly result: HistoryResult;
  readonly without: ReadonlySet<FaultKind>;
  readonly absent: ReadonlySet<number>;
  readonly skipped: ReadonlySet<string>;
}

const MOST_SINGLE_STRIKES = 60;

export async function shrink(failing: HistoryResult, mutant: Mutant | null, withinMs: number): Promise<Shrunk> {
  const untilMs = performance.now() + withinMs;
  const promise = failing.violations[0]?.promise;
  let best: Shrunk = { result: failing, without: new Set(), absent: new Set(), skipped: new Set() };
  const attempt = async (next: Omit<Shrunk, 'result'>): Promise<void> => {
    if (performance.now() > untilMs) return;
    const { absent, skipped, without } = next;
    const result = await runHistory({ seed: failing.seed, absent, limits: { without, skipped }, mutant });
    if (result.violations[0]?.promise === promise) best = { ...next, result };
  };
  for (const kind of failing.faultsOn) await attempt({ ...best, without: new Set([...best.without, kind]) });
  for (let index = 0; index < failing.people; index++)
    await attempt({ ...best, absent: new Set([...best.absent, index]) });
  // the last first: what struck after the harm cannot have caused it
  for (const strike of best.result.strikes.slice(-MOST_SINGLE_STRIKES).reverse()) {
    const name = strike.split(' ')[0] ?? strike;
    await attempt({ ...best, skipped: new Set([...best.skipped, name]) });
  }
  return best;
}
