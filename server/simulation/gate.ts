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
import { otherProcesses, runElsewhere } from './elsewhere';
import { hunt, type MutantVerdict, runMany, together } from './run-many';
import { shrink } from './shrink';

const REPEATED_SEEDS = [1, 4, 11, 23, 38];
const MOST_FOR_A_MUTANT = 500;
const GATE_MS = 46_000;
const MUTANTS_MS = 40_000;
const SHRINK_MS = 8_000;

export async function runGate(print: (line: string) => void): Promise<readonly Check[]> {
  const untilMs = performance.now() + GATE_MS;
  const checks: Check[] = [];
  const add = (check: Check): void => {
    checks.push(check);
    if (!check.passed) print(`FAILED ${check.name}: ${check.detail}`);
  };
  const others = otherProcesses();
  const stride = others + 1;
  const elsewhere = Array.from({ length: others }, (_, n) =>
    runElsewhere({ from: n + 1, most: Number.POSITIVE_INFINITY, withinMs: GATE_MS, stride }),
  );
  for (const seed of REPEATED_SEEDS) add(await repeatCheck(seed));
  const verdicts = await huntAll(MUTANTS_MS);
  for (const verdict of verdicts) add(mutantCheck(verdict));
  const here = runMany({
    from: stride,
    most: Number.POSITIVE_INFINITY,
    withinMs: untilMs - performance.now(),
    stride,
  });
  const totals = together(await Promise.all([...elsewhere, here]));
  const broken = totals.failing.map(({ seed }) => seed).join(', ');
  add({ name: 'no promise broken', passed: broken === '', detail: `seeds ${broken}` });
  for (const check of [...shareChecks(totals), ...sometimesChecks(totals), ...faultChecks(totals)]) add(check);
  const [first] = totals.failing;
  if (first !== undefined) print(failureText(await shrink(first, null, SHRINK_MS)));
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
