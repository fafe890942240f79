/**
 * The processes of one store beside its database: the sandbox, and for each region its webs and
 * workers, one of each unless more are asked for. A file that is not there (yet) is a process less, and the start says so.
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
  webPorts,
} from './child-environment';
import { answersOk, PROJECT, spawnNode } from './node-process';
import { type ProcessEvents, type ProcessSpec, SupervisedProcess } from './supervised-process';

const GRACE_MS = 10_000;

/** In the order of their start; they stop in the opposite one. */
export interface StoreProcesses {
  readonly sandbox: SupervisedProcess | null;
  readonly webs: Readonly<Record<Region, readonly SupervisedProcess[]>>;
  readonly workers: Readonly<Record<Region, readonly SupervisedProcess[]>>;
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
  const webs = (region: Region) =>
    webPorts(config, region).map((port, index) =>
      make('server/web.ts', regionEnvironment(store, region, port), {
        name: nameOf('web', region, index),
        role: 'web',
        region,
        isReady: () => answersOk(`http://127.0.0.1:${port}/api/health/live`),
      }),
    );
  const workers = (region: Region) =>
    Array.from({ length: config.processes.workers }, (_, index) =>
      make('server/workers/main.ts', regionEnvironment(store, region), {
        name: nameOf('worker', region, index),
        role: 'worker',
        region,
        isReady: (printed) => printed.has('ready'),
      }),
    );
  const sandbox = () =>
    make('server/sandbox/main.ts', sandboxEnvironment(store), {
      name: 'sandbox',
      role: 'provider sandbox',
      region: null,
      isReady: (printed) => [...printed].some((line) => line.startsWith('sandbox ready')),
    });
  return {
    sandbox: config.payments.provider === 'sandbox' ? sandbox() : null,
    webs: { east: present(webs('east')), west: present(webs('west')) },
    workers: { east: present(workers('east')), west: present(workers('west')) },
  };
}

export function allProcesses({ sandbox, webs, workers }: StoreProcesses): SupervisedProcess[] {
  return present([sandbox, ...REGIONS.flatMap((region) => [...webs[region], ...workers[region]])]);
}

/** The first of a kind has the name of the contract: web_east; then web_east_2. */
const nameOf = (kind: 'web' | 'worker', region: Region, index: number): string =>
  index === 0 ? `${kind}_${region}` : `${kind}_${region}_${index + 1}`;

const present = (processes: readonly (SupervisedProcess | null)[]): SupervisedProcess[] =>
  processes.filter((process) => process !== null);
