/**
 * `npm test`: every check of the project on a fresh clone, each with its result and how long it took. The
 * last line is `N passed, N failed`; the exit code is 1 when anything failed.
 */
import { parseArgs } from 'node:util';
import { STEPS } from './checks/steps.mjs';
import { PROJECT } from './set-up/project.mjs';
import { runMain, SetUpError } from './set-up/set-up-error.mjs';
import { setUp } from './set-up.mjs';

const NAMES = STEPS.map(({ name }) => name);
const HELP = `Usage: npm test [-- --only NAME,NAME…]

Installs what is missing and runs every check. Steps: ${NAMES.join(', ')}.

  --only unit,db   these steps only
  --help           this text
`;

await runMain(async () => {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  process.chdir(PROJECT);
  const steps = selectSteps(options.only);
  await setUp();
  const results = await runLanes(steps);
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const failed = sum('failed');
  const broken = results.filter((result) => result.failed > 0);
  for (const { name, output } of broken) process.stdout.write(`\n──── ${name} ────\n${output.trim()}\n`);
  // once more, where whoever sees only the end of it looks
  for (const { name, names } of broken) process.stdout.write(`\n✗ ${name}\n${listed(names)}`);
  process.stdout.write(`\n${sum('passed')} passed, ${failed} failed\n`);
  process.exitCode = failed > 0 ? 1 : 0;
});

/** The lanes run beside each other, the steps of one after each other; what must be alone comes last. */
async function runLanes(steps) {
  const lane = async (number) => {
    const results = [];
    for (const step of steps.filter((each) => each.lane === number)) results.push(await runStep(step));
    return results;
  };
  const beside = await Promise.all([lane(1), lane(2)]);
  return [...beside.flat(), ...(await lane('alone'))];
}

async function runStep({ name, run, missing }) {
  const reason = missing?.() ?? null;
  if (reason) {
    process.stdout.write(`- ${name}: not run, ${reason}\n`);
    return { name, passed: 0, failed: 0, skipped: 0, output: '' };
  }
  const begun = performance.now();
  const result = await run().catch((error) => ({
    passed: 0,
    failed: 1,
    skipped: 0,
    output: String(error?.message ?? error),
  }));
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  const parts = [
    `${result.passed} passed`,
    ...(result.failed ? [`${result.failed} failed`] : []),
    ...(result.skipped ? [`${result.skipped} skipped`] : []),
  ];
  process.stdout.write(
    `${result.failed > 0 ? '✗' : '✓'} ${name}: ${parts.join(', ')} (${seconds} s)\n${listed(result.names)}`,
  );
  return { name, ...result };
}

function listed(names = []) {
  return names.map((each) => `  ✗ ${each}\n`).join('');
}

function selectSteps(only) {
  if (only === undefined) return STEPS;
  const wanted = only.split(',');
  const unknown = wanted.filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) throw new SetUpError(`There is no step ${unknown.join(', ')}. Steps: ${NAMES.join(', ')}.`);
  return STEPS.filter(({ name }) => wanted.includes(name));
}

function readOptions() {
  try {
    return parseArgs({ options: { only: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } } })
      .values;
  } catch (error) {
    throw new SetUpError(`${error.message}\n\n${HELP}`);
  }
}
