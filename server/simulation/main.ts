/** `npm run sim`: one history, many, the mutants, or the gate. The last line is `N passed, N failed`. */
import { type Arguments, HELP, parseArguments } from './arguments';
import { otherProcesses, runElsewhere } from './elsewhere';
import { runGate } from './gate';
import { runHistory } from './history';
import { MUTANTS } from './mutants/all-mutants';
import { writeKnownSeeds } from './mutants/known-seeds';
import { type Check, failureText, figures, median, mutantCheck } from './report';
import { hunt, runMany, together, type Totals } from './run-many';
import { shrink } from './shrink';

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function main(argv: readonly string[]): Promise<number> {
  const asked = parseArguments(argv);
  if (asked.help) {
    print(HELP);
    return 0;
  }
  const checks = asked.gate
    ? await runGate(print)
    : asked.mutants
      ? await huntThem(asked.write)
      : await runSeeds(asked);
  const failed = checks.filter(({ passed }) => !passed).length;
  const last = `${checks.length - failed} passed, ${failed} failed`;
  if (asked.gate) print(`sim: ${last}`);
  print(last);
  return failed === 0 ? 0 : 1;
}

/** From the first seed on, whatever is known: so the figures say how hard they are to catch. */
async function huntThem(write: boolean): Promise<Check[]> {
  const checks: Check[] = [];
  const seeds: Record<string, number> = {};
  const needed: number[] = [];
  for (const mutant of MUTANTS) {
    const verdict = await hunt(mutant, 500);
    const check = mutantCheck(verdict);
    print(`${check.passed ? 'caught  ' : 'SURVIVES'} ${mutant.name} (${mutant.breaks}): ${check.detail}`);
    checks.push(check);
    if (verdict.caughtAfter !== null) needed.push(verdict.caughtAfter);
    if (verdict.seed !== null) seeds[mutant.name] = verdict.seed;
  }
  print(`median ${median(needed)} histories, most ${Math.max(0, ...needed)}`);
  if (write) writeKnownSeeds(seeds);
  return checks;
}

async function runSeeds(asked: Arguments): Promise<Check[]> {
  if (asked.histories === 1 || asked.mutant !== null) return runOneByOne(asked);
  const totals = await runAll(asked.seed, asked.histories);
  for (const failing of totals.failing) print(failureText(await shrink(failing, null, 20_000)));
  for (const [name, count] of [...totals.sometimes].sort(([, a], [, b]) => b - a)) print(`${count}\t${name}`);
  print(JSON.stringify(totals.outcomes));
  print(figures(totals));
  const failed = totals.failing.map(({ seed }) => ({ name: `seed ${seed}`, passed: false, detail: '' }));
  const passed = Array.from({ length: totals.histories - failed.length }, () => ({
    name: 'history',
    passed: true,
    detail: '',
  }));
  return [...failed, ...passed];
}

/** Every process takes each n-th seed; which one runs a seed changes nothing in its history. */
async function runAll(from: number, histories: number): Promise<Totals> {
  const stride = histories < 100 ? 1 : otherProcesses() + 1;
  const share = (n: number) => ({
    from: from + n,
    most: Math.ceil((histories - n) / stride),
    stride,
  });
  const elsewhere = Array.from({ length: stride - 1 }, (_, n) => runElsewhere(share(n + 1)));
  return together([await runMany(share(0)), ...(await Promise.all(elsewhere))]);
}

async function runOneByOne(asked: Arguments): Promise<Check[]> {
  const mutant = MUTANTS.find(({ name }) => name === asked.mutant) ?? null;
  if (asked.mutant !== null && mutant === null)
    throw new RangeError(`no mutant "${asked.mutant}"; there are ${MUTANTS.map(({ name }) => name).join(', ')}`);
  const { absent, skip, without } = asked;
  const isWhole = absent.size + skip.size + without.size === 0;
  const checks: Check[] = [];
  for (let seed = asked.seed; seed < asked.seed + asked.histories; seed++) {
    const result = await runHistory({ seed, absent, limits: { without, skipped: skip }, mutant });
    if (asked.trace) for (const line of result.trace) print(line);
    const shown = { result, without, absent, skipped: skip };
    if (result.violations.length > 0)
      print(failureText(isWhole ? await shrink(result, mutant, 20_000) : shown, asked.mutant));
    print(`seed ${seed}: hash ${result.hash}, ${result.steps} steps, ${JSON.stringify(result.outcomes)}`);
    checks.push({ name: `seed ${seed}`, passed: result.violations.length === 0, detail: '' });
  }
  return checks;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(
      `${error instanceof RangeError ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
    );
    process.stdout.write('0 passed, 1 failed\n');
    process.exitCode = 1;
  },
);
