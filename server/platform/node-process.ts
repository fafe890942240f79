/**
 * How a TypeScript file becomes a process: Node itself with tsx, no shell and no npx between, so
 * that its pid is the one that signals reach. It gets only the environment that it is given.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const PROJECT = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');

const PARENT_WATCH = new URL('./parent-watch.ts', import.meta.url).href;
const PRELOADED = ['--import', 'tsx', '--import', PARENT_WATCH];

export function spawnNode(file: string, env: NodeJS.ProcessEnv, args: readonly string[] = []): ChildProcess {
  return spawn(process.execPath, [...PRELOADED, '--enable-source-maps', file, ...args], {
    cwd: PROJECT,
    env,
    // The fourth is the leash: it closes when the supervisor ends, however it ends (parent-watch.ts).
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Its own session: Ctrl-C in the terminal reaches the supervisor alone, which ends things in order.
    detached: true,
  });
}

/** Whether the address answers with a 2xx within a second. */
export async function answersOk(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1_000), redirect: 'manual' });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
