/**
 * One supervisor on one data folder. What runs there is written down in `.data/running.json`, so
 * that a second start is refused with the address of the first, scripts find the databases, and
 * whatever a killed supervisor left behind (a frozen worker hears no goodbye) is ended first.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { identify, isAlive } from './process-identity';

const POLL_MS = 50;
const MOMENT_MS = 1_000;
const GIVE_UP_MS = 10_000;

const identitySchema = z.object({ pid: z.number(), started: z.string() });

const runningStoreSchema = z.object({
  supervisor: identitySchema,
  processes: z.array(identitySchema),
  urls: z.record(z.string(), z.string()),
  /** What a script needs to reach this store, as environment variables. */
  environment: z.record(z.string(), z.string()),
});

export type RunningStore = z.infer<typeof runningStoreSchema>;

/** What runs on this data folder now; null where nothing does. */
export function readRunningStore(dataDir: string): RunningStore | null {
  const written = readWritten(dataDir);
  return written && isAlive(written.supervisor) ? written : null;
}

export function writeRunningStore(
  dataDir: string,
  store: Omit<RunningStore, 'supervisor' | 'processes'> & { pids: readonly number[] },
): void {
  const supervisor = identify(process.pid);
  if (supervisor === null) return;
  const processes = store.pids.map(identify).filter((identity) => identity !== null);
  const { urls, environment } = store;
  const unfinished = join(dataDir, `running-${process.pid}.json`);
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(
    unfinished,
    JSON.stringify({ supervisor, processes, urls, environment } satisfies RunningStore, null, 2),
    { mode: 0o600 },
  );
  renameSync(unfinished, join(dataDir, 'running.json'));
}

/**
 * Ends what a supervisor left that was killed, and waits until it is gone. Returns how many processes
 * that was. They get a moment first: most are just ending by themselves (parent-watch.ts).
 */
export async function endLeftovers(dataDir: string): Promise<number> {
  const written = readWritten(dataDir);
  if (written === null || isAlive(written.supervisor)) return 0;
  const left = written.processes.filter(isAlive);
  for (let waited = 0; left.some(isAlive) && waited < GIVE_UP_MS; waited += POLL_MS) {
    if (waited >= MOMENT_MS) for (const { pid } of left.filter(isAlive)) kill(pid);
    await sleep(POLL_MS);
  }
  forgetRunningStore(dataDir);
  return left.length;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended between the look and the signal.
  }
}

export function forgetRunningStore(dataDir: string): void {
  rmSync(join(dataDir, 'running.json'), { force: true });
}

function readWritten(dataDir: string): RunningStore | null {
  const file = join(dataDir, 'running.json');
  if (!existsSync(file)) return null;
  const parsed = runningStoreSchema.safeParse(parseJson(readFileSync(file, 'utf8')));
  return parsed.success ? parsed.data : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
