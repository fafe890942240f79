/**
 * A store of one's own: started by `npm start`'s own program, on free ports, with a data folder of its own that is deleted
 * afterwards. What the browser tests look at and what chaos breaks is the one that people get.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inheritedEnvironment, parseConfig } from '../server/config';
import { isFree, neededPorts } from '../server/platform/preflight';
import { removePostgresFolders } from '../server/platform/postgres-home';
import { readRunningStore, type RunningStore } from '../server/platform/running-store';

/** A fresh clone builds the pages first. */
const READY_WITHIN_MS = 8 * 60_000;
const FIRST_PORT = 23_000;
const PORTS_OF_ONE_STORE = 50;
/** All below 32,768, from where on Linux gives ports to outgoing connections: one of those took a port between the look and the start. */
const PLACES = 190;

export interface OwnStore {
  readonly running: RunningStore;
  readonly dataDir: string;
  /** @param keepsData for whoever has to find out what happened; deleted otherwise. */
  stop(keepsData?: 'keeps_data'): Promise<void>;
}

/**
 * @param name a part of the data folder's name.
 * @param settings environment variables on top of what this process has.
 */
export async function startOwnStore(name: string, settings: Readonly<Record<string, string>> = {}): Promise<OwnStore> {
  const dataDir = mkdtempSync(join(tmpdir(), `evident-${name}-`));
  // As root the database runs as somebody else, who must be able to pass through.
  chmodSync(dataDir, 0o711);
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    env: {
      ...(inheritedEnvironment() as NodeJS.ProcessEnv),
      ...settings,
      PORT: String(await freeBase()),
      EVIDENT_DATA_DIR: dataDir,
      EVIDENT_CHECKPOINT_DIR: join(dataDir, 'checkpoints'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    printed += chunk;
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (keepsData?: 'keeps_data') => {
    child.kill('SIGTERM');
    await ended;
    if (keepsData) return;
    removePostgresFolders(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    return { running: await runningStore(child, dataDir), dataDir, stop };
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}\n${printed}`);
  }
}

async function runningStore(child: ChildProcess, dataDir: string): Promise<RunningStore> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    const running = readRunningStore(dataDir);
    if (running) return running;
    if (child.exitCode !== null) throw new Error(`the store did not start (exit code ${child.exitCode})`);
    await sleep(100);
  }
  throw new Error(`the store was not ready after ${READY_WITHIN_MS / 1_000} s`);
}

async function freeBase(): Promise<number> {
  for (let attempt = 0; attempt < PLACES; attempt += 1) {
    // Two runs on one machine begin at different places.
    const base = FIRST_PORT + ((process.pid + attempt) % PLACES) * PORTS_OF_ONE_STORE;
    const ports = neededPorts(parseConfig({ PORT: String(base) })).map(({ port }) => port);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return base;
  }
  throw new Error('no free ports for a store');
}
