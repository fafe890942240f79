/**
 * The processes of one store beside its database: the sandbox, and for each region a web and a
 * worker. A file that is not there (yet) is a process less, and the start says so.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Region } from '../config';
import {
  type ChildEnvironment,
  REGIONS,
  regionEnvironment,
  type StoreAddresses,
  sandboxEnvironment,
} from './child-environment';
import { answersOk, PROJECT, spawnNode } from './node-process';
import { type ProcessEvents, type ProcessSpec, SupervisedProcess } from './supervised-process';

const GRACE_MS = 10_000;

/** In the order of their start; they stop in the opposite one. */
export interface StoreProcesses {
  readonly sandbox: SupervisedProcess | null;
  readonly webs: Readonly<Record<Region, SupervisedProcess | null>>;
  readonly workers: Readonly<Record<Region, SupervisedProcess | null>>;
}

export function storeProcesses(store: StoreAddresses, events: ProcessEvents): StoreProcesses {
  const { config } = store;
  const make = (
    file: string,
    env: ChildEnvironment,
    spec: Pick<ProcessSpec, 'name' | 'role' | 'region' | 'isReady'>,
  ) => {
    if (!existsSync(join(PROJECT, file))) return null;
    const logFile = join(config.dataDir, 'logs', `${spec.name}.log`);
    const spawn = () => spawnNode(file, env as NodeJS.ProcessEnv);
    return new SupervisedProcess({ ...spec, spawn, logFile, stopSignal: 'SIGTERM', graceMs: GRACE_MS }, events);
  };
  const web = (region: Region) =>
    make('server/web.ts', regionEnvironment(store, region), {
      name: `web_${region}`,
      role: 'web',
      region,
      isReady: () => answersOk(`http://127.0.0.1:${config.ports[region]}/api/health/live`),
    });
  const worker = (region: Region) =>
    make('server/workers/main.ts', regionEnvironment(store, region), {
      name: `worker_${region}`,
      role: 'worker',
      region,
      isReady: (printed) => printed.has('ready'),
    });
  const sandbox = () =>
    make('server/sandbox/main.ts', sandboxEnvironment(store), {
      name: 'sandbox',
      role: 'provider sandbox',
      region: null,
      isReady: (printed) => [...printed].some((line) => line.startsWith('sandbox ready')),
    });
  return {
    sandbox: config.payments.provider === 'sandbox' ? sandbox() : null,
    webs: { east: web('east'), west: web('west') },
    workers: { east: worker('east'), west: worker('west') },
  };
}

export function allProcesses({ sandbox, webs, workers }: StoreProcesses): SupervisedProcess[] {
  return [sandbox, ...REGIONS.flatMap((region) => [webs[region], workers[region]])].filter(
    (process) => process !== null,
  );
}
