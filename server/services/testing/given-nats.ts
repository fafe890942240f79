/**
 * A NATS server for a test, from Debian's package: killed and started again at the same address, with its store or without. Where it is
 * not there it is installed, as root with apt; where that cannot be done, `missing` says why, and the tests are skipped.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inheritedEnvironment } from '@/server/config';
import { freePort } from '@/server/platform/preflight';

const PLACES = ['/usr/sbin/nats-server', '/usr/bin/nats-server', '/usr/local/bin/nats-server'];
const READY_WITHIN_MS = 15_000;
const INSTALL_WITHIN_MS = 120_000;

export interface GivenNats {
  readonly url: string;
  /** SIGKILL, and at the same address again; `wiped` throws away everything that it had stored. */
  restart(wiped: boolean): Promise<void>;
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** The program, or why it cannot be had. */
export function natsServer(): { readonly program: string; readonly missing: null } | { readonly missing: string } {
  const found = () => PLACES.find((place) => existsSync(place));
  if (found() === undefined) install();
  const program = found();
  return program === undefined
    ? { missing: 'nats-server is not here and could not be installed' }
    : { program, missing: null };
}

function install(): void {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const env = { ...inheritedEnvironment(), DEBIAN_FRONTEND: 'noninteractive' } as unknown as NodeJS.ProcessEnv;
  const run = (args: readonly string[]) =>
    spawnSync('apt-get', [...args], { env, timeout: INSTALL_WITHIN_MS, stdio: 'ignore' }).status === 0;
  if (run(['install', '-y', '--no-install-recommends', 'nats-server'])) return;
  if (run(['update'])) run(['install', '-y', '--no-install-recommends', 'nats-server']);
}

export async function givenNats(program: string): Promise<GivenNats> {
  const folder = mkdtempSync(join(tmpdir(), 'evident-nats-'));
  const store = join(folder, 'store');
  const port = await freePort();
  const file = join(folder, 'nats.conf');
  // every acknowledged write is on disk, so that a kill loses nothing that was acknowledged (newer servers read this; 2.9 syncs by itself)
  writeFileSync(file, `listen: "127.0.0.1:${port}"\njetstream: { store_dir: "${store}" }\n`);
  let child: ChildProcess | null = null;
  const start = async () => {
    child = spawn(program, ['-c', file], { stdio: 'ignore', env: inheritedEnvironment() as NodeJS.ProcessEnv });
    for (let waitedMs = 0; !(await listens(port)); waitedMs += 50) {
      if (waitedMs > READY_WITHIN_MS || child.exitCode !== null) throw new Error('nats-server did not start');
      await sleep(50);
    }
  };
  const kill = async () => {
    const ending = child;
    child = null;
    if (ending === null || ending.exitCode !== null) return;
    ending.kill('SIGKILL');
    await once(ending, 'exit');
  };
  await start();
  return {
    url: `nats://127.0.0.1:${port}`,
    start,
    kill,
    async restart(wiped) {
      await kill();
      if (wiped) rmSync(store, { recursive: true, force: true });
      await start();
    },
    async close() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
