/** Many histories, and what they add up to. */
import type { FaultKind } from './fault-kinds';
import { type HistoryResult, runHistory } from './history';
import type { Mutant } from './mutant';
import { addOutcomes, NO_OUTCOMES, type Outcomes } from './outcome-counts';
import { Sometimes } from './sometimes';
import { seedsOf } from './themes';

export interface Totals {
  readonly histories: number;
  readonly failing: readonly HistoryResult[];
  readonly outcomes: Outcomes;
  readonly sometimes: ReadonlyMap<string, number>;
  readonly struck: ReadonlyMap<FaultKind, number>;
  readonly strikes: number;
  readonly kindsOn: number;
  readonly seconds: number;
}

export interface Bounds {
  readonly from: number;
  readonly most: number;
  /** Distance between two seeds: others run those in between. */
  readonly stride: number;
}

const MOST_FAILING = 5;

export async function runMany(bounds: Bounds): Promise<Totals> {
  const beganMs = performance.now();
  const sometimes = new Sometimes();
  const struck = new Map<FaultKind, number>();
  const failing: HistoryResult[] = [];
  let outcomes = NO_OUTCOMES;
  let histories = 0;
  let strikes = 0;
  let kindsOn = 0;
  const isOver = () => histories >= bounds.most || failing.length >= MOST_FAILING;
  while (!isOver()) {
    const result = await runHistory({ seed: bounds.from + histories * bounds.stride });
    histories++;
    outcomes = addOutcomes(outcomes, result.outcomes);
    sometimes.add(result.sometimes);
    strikes += result.strikes.length;
    kindsOn += result.faultsOn.length;
    for (const strike of result.strikes) {
      const kind = strike.split('#')[0] as FaultKind;
      struck.set(kind, (struck.get(kind) ?? 0) + 1);
    }
    if (result.violations.length > 0) failing.push(result);
  }
  const seconds = (performance.now() - beganMs) / 1_000;
  return { histories, failing, outcomes, sometimes: sometimes.counts, struck, strikes, kindsOn, seconds };
}

/** What several have run at the same time. */
export function together(parts: readonly Totals[]): Totals {
  const sum = (by: (part: Totals) => number): number => parts.reduce((total, part) => total + by(part), 0);
  return {
    histories: sum((part) => part.histories),
    failing: parts.flatMap((part) => part.failing).sort((a, b) => a.seed - b.seed),
    outcomes: parts.map((part) => part.outcomes).reduce(addOutcomes, NO_OUTCOMES),
    sometimes: addCounts(parts.map((part) => part.sometimes)),
    struck: addCounts(parts.map((part) => part.struck)),
    strikes: sum((part) => part.strikes),
    kindsOn: sum((part) => part.kindsOn),
    seconds: Math.max(...parts.map((part) => part.seconds)),
  };
}

function addCounts<Key>(parts: readonly ReadonlyMap<Key, number>[]): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const part of parts) for (const [key, count] of part) counts.set(key, (counts.get(key) ?? 0) + count);
  return counts;
}

export interface MutantVerdict {
  readonly mutant: Mutant;
  /** The seed that caught it. */
  readonly seed: number | null;
  /** How many histories it took; null when none of them caught it. */
  readonly caughtAfter: number | null;
  readonly histories: number;
  readonly by: string;
}

/** @param known a seed that caught it before, which is tried first. */
export async function hunt(mutant: Mutant, most: number, known: number | null = null): Promise<MutantVerdict> {
  let histories = 0;
  for (const seed of seedsToTry(mutant, known)) {
    if (histories >= most) break;
    histories++;
    const [violation] = (await runHistory({ seed, mutant })).violations;
    if (violation === undefined) continue;
    const by = `seed ${seed}: ${violation.promise} ${violation.text}`;
    return { mutant, seed, caughtAfter: histories, histories, by };
  }
  return { mutant, seed: null, caughtAfter: null, histories, by: '' };
}

function* seedsToTry({ theme }: Mutant, known: number | null): Generator<number> {
  if (known !== null) yield known;
  for (const seed of seedsOf(theme, 1)) if (seed !== known) yield seed;
}
