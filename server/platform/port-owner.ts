/** Who listens on a port, where the system tells: a refusal that names the process can be acted on at once. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Like `node (process 4711)`; null where it cannot be told. */
export function portOwner(port: number): string | null {
  const pid = existsSync('/proc/net/tcp') ? ownerByProc(port) : ownerByLsof(port);
  return pid === null ? null : `${nameOf(pid)} (process ${pid})`;
}

const LISTENING = '0A';

function ownerByProc(port: number): number | null {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6']
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(suffix) && fields[3] === LISTENING)
    .map((fields) => `socket:[${fields[9]}]`);
  if (inodes.length === 0) return null;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return Number(pids.find((pid) => holds(pid, inodes))) || null;
}

function holds(pid: string, sockets: readonly string[]): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => sockets.includes(readlinkSync(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false; // Another user's process, or one that has just ended.
  }
}

function ownerByLsof(port: number): number | null {
  const asked = spawnSync('lsof', ['-nP', '-t', `-iTCP:${port}`, '-sTCP:LISTEN'], { encoding: 'utf8' });
  return Number(asked.stdout?.split('\n')[0]) || null;
}

function nameOf(pid: number): string {
  return spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() || 'a process';
}
