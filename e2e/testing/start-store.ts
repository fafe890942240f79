/**
 * The store that the browser tests look at is the one that people get: started by `npm start`'s own
 * program, on free ports, with a data folder of its own that is deleted afterwards.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseConfig } from '../../server/config';
import { removePostgresFolders } from '../../server/platform/postgres-home';
import { isFree, neededPorts } from '../../server/platform/preflight';
import { readRunningStore } from '../../server/platform/running-store';

/** A fresh clone builds the pages first. */
const READY_WITHIN_MS = 8 * 60_000;
const FIRST_PORT = 23_000;
const PORTS_OF_ONE_STORE = 50;
const ATTEMPTS = 100;

/** Playwright's global set-up; what it returns is the tear-down. */
export default async function startStore(): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'evident-e2e-'));
  // As root the database runs as somebody else, who must be able to pass through.
  chmodSync(dataDir, 0o711);
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    env: { ...process.env, PORT: String(await freeBase()), EVIDENT_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    printed += chunk;
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    removePostgresFolders(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const { urls, environment } = await runningStore(child, dataDir);
    for (const [name, url] of Object.entries(urls)) process.env[`STORE_${name.toUpperCase()}`] = url;
    process.env.STORE_ENVIRONMENT = JSON.stringify(environment);
    process.env.STORE_DATA_DIR = dataDir;
    return stop;
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}\n${printed}`);
  }
}

async function runningStore(child: ChildProcess, dataDir: string) {
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
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    // Two runs on one machine begin at different places.
    const base = FIRST_PORT + ((process.pid + attempt) % 400) * PORTS_OF_ONE_STORE;
    const ports = neededPorts(parseConfig({ PORT: String(base) })).map(({ port }) => port);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return base;
  }
  throw new Error('no free ports for a store');
}
