/** A reason to stop that a person can act on: printed as it is, exit code 1, no stack. */
export class SetUpError extends Error {
  name = 'SetUpError';
}

/** By name, because the supervisor's own are in TypeScript, which plain Node cannot import. */
const EXPECTED = new Set(['SetUpError', 'StartError', 'ConfigError']);

/** Runs a command's main function and turns what it throws into one clear error. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`\n${EXPECTED.has(error?.name) ? error.message : (error?.stack ?? error)}\n`);
    process.exit(1);
  }
}
