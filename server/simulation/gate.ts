/**
 * What every change must pass: the same seed gives the same hash; many histories break no promise; the rare things came up and the
 * outcomes were mixed, or nothing was proven; and every mutant is caught. All of it is counted in histories and nothing in seconds, so
 * a slow machine takes longer and says the same.
 */
import { otherProcesses, runElsewhere } from './elsewhere';
import { runHistory } from './history';
import { MUTANTS } from './mutants/all-mutants';
import { knownSeeds } from './mutants/known-seeds';
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
import { hunt, type MutantVerdict, runMany, together, type Totals } from './run-many';
import { shrink } from './shrink';

const REPEATED_SEEDS = [1, 4, 11, 23, 38];
const MOST_FOR_A_MUTANT = 500;
const HISTORIES = 900;
/** As long as something rare has not come up, so many more, and no more than so many in all. */
const MORE = 300;
const MOST_HISTORIES = 2_400;
/** Of the histories, what the process takes that hunts the mutants too, each by its known seed; the others share the rest. */
const SHARE_BESIDE_MUTANTS = 0.4;
const SHRINK_MS = 8_000;

export async function runGate(print: (line: string) => void): Promise<readonly Check[]> {
  const checks: Check[] = [];
  const add = (check: Check): void => {
    checks.push(check);
    if (!check.passed) print(`FAILED ${check.name}: ${check.detail}`);
  };
  const first = runSeeds(1, HISTORIES, SHARE_BESIDE_MUTANTS);
  for (const seed of REPEATED_SEEDS) add(await repeatCheck(seed));
  const verdicts = await huntAll();
  for (const verdict of verdicts) add(mutantCheck(verdict));
  const totals = await goOn(await first());
  const broken = totals.failing.map(({ seed }) => seed).join(', ');
  add({ name: 'no promise broken', passed: broken === '', detail: `seeds ${broken}` });
  for (const check of [...shareChecks(totals), ...rareChecks(totals)]) add(check);
  const [failing] = totals.failing;
  if (failing !== undefined) print(failureText(await shrink(failing, null, SHRINK_MS)));
  print(figures(totals));
  const caught = verdicts.flatMap(({ caughtAfter }) => caughtAfter ?? []);
  print(
    `${caught.length} of ${verdicts.length} mutants caught, median ${median(caught)} histories, most ${Math.max(0, ...caught)}`,
  );
  return checks;
}

/** More seeds, until everything rare has come up. */
async function goOn(first: Totals): Promise<Totals> {
  let totals = first;
  while (totals.failing.length === 0 && rareChecks(totals).some(({ passed }) => !passed)) {
    if (totals.histories + MORE > MOST_HISTORIES) break;
    totals = together([totals, await runSeeds(totals.histories + 1, MORE, 1 / (otherProcesses() + 1))()]);
  }
  return totals;
}

const rareChecks = (totals: Totals): Check[] => [...sometimesChecks(totals), ...faultChecks(totals)];

/** The other processes begin at once; this one runs its share when it is asked for the sum. Who runs a seed changes nothing in it. */
function runSeeds(from: number, count: number, ownShare: number): () => Promise<Totals> {
  const others = otherProcesses();
  const theirs = others === 0 ? 0 : Math.round(count * (1 - ownShare));
  const elsewhere = Array.from({ length: others }, (_, n) =>
    runElsewhere({ from: from + n, most: Math.ceil((theirs - n) / others), stride: others }),
  );
  return async () =>
    together([
      await runMany({ from: from + theirs, most: count - theirs, stride: 1 }),
      ...(await Promise.all(elsewhere)),
    ]);
}

async function repeatCheck(seed: number): Promise<Check> {
  const [once, again] = [await runHistory({ seed }), await runHistory({ seed })];
  return { name: `seed ${seed} repeats`, passed: once.hash === again.hash, detail: `${once.hash} and ${again.hash}` };
}

async function huntAll(): Promise<MutantVerdict[]> {
  const known = knownSeeds();
  const verdicts: MutantVerdict[] = [];
  for (const mutant of MUTANTS) verdicts.push(await hunt(mutant, MOST_FOR_A_MUTANT, known[mutant.name] ?? null));
  return verdicts;
}
