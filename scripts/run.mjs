/**
 * Runs one of the project's TypeScript programs on a fresh clone: `node scripts/run.mjs FILE args…`.
 * It prepares what the program needs; a program that wants the running store finds it (find-store.ts).
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { PROJECT } from './set-up/project.mjs';
import { runMain, SetUpError } from './set-up/set-up-error.mjs';
import { setUp } from './set-up.mjs';

const HELP = `Usage: node scripts/run.mjs FILE [arguments]

Installs and generates what is missing, then runs FILE (TypeScript) with the arguments. Behind it:
  npm run sim, npm run chaos, npm run bench, npm run promise, npm run evidence, npm run traffic, npm run screenshots
Each explains itself: npm run sim -- --help
`;

await runMain(async () => {
  const [file, ...args] = process.argv.slice(2);
  if (!file || file === '--help' || file === '-h') {
    process.stdout.write(HELP);
    return;
  }
  const program = resolve(PROJECT, file);
  if (!existsSync(program)) throw new SetUpError(`There is no ${relative(PROJECT, program)} in this version.`);
  if (process.env.EVIDENT_DATA_DIR) process.env.EVIDENT_DATA_DIR = resolve(process.env.EVIDENT_DATA_DIR);
  await setUp();
  const child = spawn(process.execPath, ['--import', 'tsx', '--enable-source-maps', program, ...args], {
    cwd: PROJECT,
    stdio: 'inherit',
  });
  // Ctrl-C reaches the child by itself, through the terminal; a signal to this process alone is passed on.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  child.once('close', (code, signal) => process.exit(signal ? 128 : (code ?? 1)));
});
