/** CPU seconds used so far by the store's processes, by role; from the kernel's own accounting, of this machine's processes with that folder. */
import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of /proc a second; fixed on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** CPU seconds of the whole machine since it began: busy with anything, and idle. */
export function machineCpuSeconds(): { readonly busy: number; readonly idle: number } {
  const [first = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
  const ticks = first.trim().split(/\s+/).slice(1, 9).map(Number);
  const idle = (ticks[3] ?? 0) + (ticks[4] ?? 0);
  return {
    busy: (ticks.reduce((sum, each) => sum + each, 0) - idle) / TICKS_PER_SECOND,
    idle: idle / TICKS_PER_SECOND,
  };
}

const ROLES: readonly (readonly [string, RegExp])[] = [
  ['web', /server\/web\.ts/],
  ['worker', /server\/workers\/main\.ts/],
  ['sandbox', /server\/sandbox\/main\.ts/],
  ['database', /postgres/],
];

/** @param folder only processes that run for this checkout or its data, so that other stores on the machine are not counted. */
export function cpuSecondsByRole(folder: string): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const found = readProcess(pid, folder);
    if (found !== null) sums[found.role] = (sums[found.role] ?? 0) + found.seconds;
  }
  return sums;
}

function readProcess(pid: string, folder: string): { role: string; seconds: number } | null {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    const role = ROLES.find(([, pattern]) => pattern.test(command))?.[0];
    if (role === undefined) return null;
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (role !== 'database' && !readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder)) return null;
    return { role, seconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND };
  } catch {
    // it ended while it was read, or is not ours to read
    return null;
  }
}
