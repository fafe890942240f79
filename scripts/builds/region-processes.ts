/** The web and worker processes of one region, run from a build's files on a database and a provider that are given. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inheritedEnvironment } from '../../server/config';
import { freePort } from '../../server/platform/preflight';
import type { BuildTree } from './build-tree';

const READY_WITHIN_MS = 60_000;
const GRACE_MS = 10_000;
const LINES_KEPT = 40;
const SECRET = 'a-secret-of-the-tests-0123456789abcdef';

export interface RegionParts {
  readonly databaseUrl: string;
  readonly provider: { readonly address: string; readonly secretKey: string; readonly webhookSecret: string };
  readonly settings?: Readonly<Record<string, string>>;
}

export interface RunningProcess {
  readonly pid: number;
  /** A web's address; '' of a worker. */
  readonly origin: string;
  /** SIGKILL: nothing is said and nothing is given up. */
  kill(): Promise<void>;
  /** SIGTERM: leases are given up, answers are ended. */
  stop(): Promise<void>;
}

export type RegionProcesses = ReturnType<typeof regionProcesses>;

/** Starts processes of the east; ends whatever still runs with `end()`. */
export function regionProcesses(parts: RegionParts) {
  const dataDir = mkdtempSync(join(tmpdir(), 'evident-region-'));
  const running = new Set<RunningProcess>();
  const start = async (tree: BuildTree, file: string, origin: string): Promise<RunningProcess> => {
    const child = spawn(process.execPath, ['--import', 'tsx', '--enable-source-maps', file], {
      cwd: tree.folder,
      env: environmentOf(parts, dataDir, origin) as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await readiness(child, file);
    const end = async (signal: NodeJS.Signals) => {
      running.delete(handle);
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      // as the supervisor does with one that does not end
      const force = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      await once(child, 'exit');
      clearTimeout(force);
    };
    const handle: RunningProcess = {
      pid: child.pid ?? 0,
      origin,
      kill: () => end('SIGKILL'),
      stop: () => end('SIGTERM'),
    };
    running.add(handle);
    return handle;
  };
  return {
    worker: (tree: BuildTree) => start(tree, 'server/workers/main.ts', ''),
    web: async (tree: BuildTree) => start(tree, 'server/web.ts', `http://127.0.0.1:${await freePort()}`),
    async end(): Promise<void> {
      await Promise.all([...running].map((each) => each.kill()));
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A worker needs a web's address too: the link's door stands there. */
function environmentOf({ databaseUrl, provider, settings }: RegionParts, dataDir: string, origin: string) {
  return {
    ...inheritedEnvironment(),
    NODE_ENV: 'production',
    EVIDENT_REGION: 'east',
    EVIDENT_EMBEDDED: 'database,provider',
    EVIDENT_DATA_DIR: dataDir,
    EVIDENT_DRILLS: 'off',
    DATABASE_URL_EAST: databaseUrl,
    STRIPE_SECRET_KEY: provider.secretKey,
    STRIPE_WEBHOOK_SECRET: provider.webhookSecret,
    STRIPE_API_BASE: provider.address,
    AUTH_SECRET: SECRET,
    REGION_LINK_SECRET: SECRET,
    // there is no west here
    PEER_URL: 'http://127.0.0.1:9',
    LOG_LEVEL: 'error',
    ...(origin === '' ? {} : { PORT_WEB: new URL(origin).port, PUBLIC_ORIGIN: origin }),
    ...settings,
  };
}

async function readiness(child: ChildProcess, file: string): Promise<void> {
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) => {
      child.kill('SIGKILL');
      reject(new Error(`${file} ${why}\n${lines.join('\n')}`));
    };
    const timer = setTimeout(() => fail('was not ready in time'), READY_WITHIN_MS);
    const onExit = () => fail('ended before it was ready');
    child.once('exit', onExit);
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        lines.push(...text.split('\n').filter(Boolean));
        lines.splice(0, lines.length - LINES_KEPT);
        if (!text.split('\n').includes('ready')) return;
        clearTimeout(timer);
        child.off('exit', onExit);
        resolve();
      });
  });
}
