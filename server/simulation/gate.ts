/**
 * What every change must pass, in a minute: the same seed gives the same hash; many histories break no promise; the rare things came
 * up and the outcomes were mixed, or nothing was proven; and every mutant is caught.
 */
import { runHistory } from './history';
import { MUTANTS } from './mutants/all-mutants';
import {
  type Check,
  failureText,
  faultChecks,
  figures,
  median,
  mutantCheck,
  shareChecks,
  sometimesChecks,
} from './report';
import { hunt, type MutantVerdict, runMany } from './run-many';
import { shrink } from './shrink';

const REPEATED_SEEDS = [1, 4, 11, 23, 38];
const MOST_HISTORIES = 3_000;
const MOST_FOR_A_MUTANT = 500;

export interface GateTimes {
  readonly historiesMs: number;
  readonly mutantsMs: number;
}

export const GATE_TIMES: GateTimes = { historiesMs: 30_000, mutantsMs: 24_000 };

export async function runGate(times: GateTimes, print: (line: string) => void): Promise<readonly Check[]> {
  const checks: Check[] = [];
  const add = (check: Check): void => {
    checks.push(check);
    if (!check.passed) print(`FAILED ${check.name}: ${check.detail}`);
  };
  for (const seed of REPEATED_SEEDS) add(await repeatCheck(seed));
  const verdicts = await huntAll(times.mutantsMs);
  for (const verdict of verdicts) add(mutantCheck(verdict));
  const totals = await runMany({ from: 1, most: MOST_HISTORIES, withinMs: times.historiesMs });
  const broken = totals.failing.map(({ seed }) => seed).join(', ');
  add({ name: 'no promise broken', passed: broken === '', detail: `seeds ${broken}` });
  for (const check of [...shareChecks(totals), ...sometimesChecks(totals), ...faultChecks(totals)]) add(check);
  const [first] = totals.failing;
  if (first !== undefined) print(failureText(await shrink(first, null, 8_000)));
  print(figures(totals));
  const caught = verdicts.flatMap(({ caughtAfter }) => caughtAfter ?? []);
  print(
    `${caught.length} of ${verdicts.length} mutants caught, median ${median(caught)} histories, most ${Math.max(0, ...caught)}`,
  );
  return checks;
}

async function repeatCheck(seed: number): Promise<Check> {
  const [once, again] = [await runHistory({ seed }), await runHistory({ seed })];
  return { name: `seed ${seed} repeats`, passed: once.hash === again.hash, detail: `${once.hash} and ${again.hash}` };
}

/** What one leaves of the time, the next may use. */
async function huntAll(withinMs: number): Promise<MutantVerdict[]> {
  const untilMs = performance.now() + withinMs;
  const verdicts: MutantVerdict[] = [];
  for (const mutant of MUTANTS) verdicts.push(await hunt(mutant, 1, MOST_FOR_A_MUTANT, untilMs - performance.now()));
  return verdicts;
}
