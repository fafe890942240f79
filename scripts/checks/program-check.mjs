/** A check that is a program: it passes when that ends with 0. What it printed is shown only otherwise. */
import { spawn } from 'node:child_process';
import { PROJECT } from '../set-up/project.mjs';

/** Resolves to {code, output}; never throws. */
export function runProgram(program, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: PROJECT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
      });
    }
    // A signal to the whole run ends what it runs; in a terminal that has happened already.
    const end = (signal) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
    child.once('error', (error) => resolve({ code: 1, output: error.message }));
    child.once('close', (code) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, end);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** One check: a package's program with Node. */
export async function programCheck(script, args, env) {
  const { code, output } = await runProgram(process.execPath, [script, ...args], env);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, output };
}
