/**
 * No two servers ever run on one data folder, and a server that outlived its supervisor is no
 * reason not to start. PostgreSQL itself refuses to start beside any living process that happens
 * to have the number in postmaster.pid, which after a restart of the machine or of a container can be
 * a stranger: here the number is believed only if that process is a server on this folder.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from './start-error';

const FAST_SHUTDOWN_MS = 10_000;
const KILLED_MS = 5_000;

/** Stops the orphan on `data`, if there is one, and clears what it left. Returns its pid, or null. */
export async function stopOrphan(data: string): Promise<number | null> {
  const lock = join(data, 'postmaster.pid');
  if (!existsSync(lock)) return null;
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0]);
  if (!isServerOn(pid, data)) {
    rmSync(lock, { force: true });
    return null;
  }
  for (const [signal, patience] of [
    ['SIGINT', FAST_SHUTDOWN_MS],
    ['SIGQUIT', KILLED_MS],
    ['SIGKILL', KILLED_MS],
  ] as const) {
    process.kill(pid, signal);
    if (await hasEnded(pid, data, patience)) {
      rmSync(lock, { force: true });
      return pid;
    }
  }
  throw new StartError(
    `A PostgreSQL (process ${pid}) still runs on ${data} and does not end. End it, then start again.`,
  );
}

/** Whether process `pid` is a PostgreSQL server on this data folder. */
export function isServerOn(pid: number, data: string): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  const command = commandLine(pid);
  return /(^|\/)postgres(\s|$)/.test(command.split(' -D ')[0] ?? '') && command.includes(`-D ${data}`);
}

async function hasEnded(pid: number, data: string, patienceMs: number): Promise<boolean> {
  for (let waited = 0; waited < patienceMs; waited += 50) {
    if (!isServerOn(pid, data)) return true;
    await sleep(50);
  }
  return false;
}

function commandLine(pid: number): string {
  const file = `/proc/${pid}/cmdline`;
  if (existsSync('/proc/self/cmdline')) {
    return existsSync(file) ? readFileSync(file, 'utf8').replaceAll('\0', ' ') : '';
  }
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
}
