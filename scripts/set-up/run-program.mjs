/** Runs a program quietly to its end. What it printed is shown only when it fails. */
import { spawn } from 'node:child_process';
import { PROJECT } from './project.mjs';
import { SetUpError } from './set-up-error.mjs';

const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const LAST_CHARACTERS = 6_000;

/** Resolves to what it printed on stdout. Throws SetUpError with the end of its output. */
export function run(program, args, { env = process.env, cwd = PROJECT } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let both = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      stdout += chunk;
      both = (both + chunk).slice(-LAST_CHARACTERS);
    });
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      both = (both + chunk).slice(-LAST_CHARACTERS);
    });
    // Ended while it runs: the program ends too. In a terminal it has heard Ctrl-C itself.
    const end = (signal) => {
      child.kill(signal);
      process.exit(130);
    };
    for (const signal of END_SIGNALS) process.once(signal, end);
    child.once('close', () => END_SIGNALS.forEach((signal) => process.off(signal, end)));
    child.once('error', (error) => reject(new SetUpError(`${program} could not be run: ${error.message}`)));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(stdout);
      else
        reject(new SetUpError(`${[program, ...args].join(' ')} failed (${signal ?? `exit code ${code}`}):\n${both}`));
    });
  });
}
