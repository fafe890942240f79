/**
 * The whole store on one machine, from nothing to ready and back to nothing. Every process it
 * starts is known to it from the moment it exists, so that `stop()` ends all of them, also
 * when the start is half way: webs and workers first, then the provider, the database last.
 */
import type { Server } from 'node:http';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, Region } from '../config';
import {
  type DatabaseUrls,
  REGIONS,
  scriptEnvironment,
  seedEnvironment,
  type StoreAddresses,
} from './child-environment';
import { startDrillControl } from './drill-control';
import { StoreDrills } from './store-drills';
import { PROJECT } from './node-process';
import type { Progress } from './progress';
import { type RunningScript, runScript } from './run-script';
import { forgetRunningStore, writeRunningStore } from './running-store';
import { type Secrets, secretsOf } from './secrets';
import {
  type EmbeddedDatabase,
  embeddedDatabase,
  externalDatabases,
  migrateBoth,
  openEmbeddedDatabase,
} from './store-databases';
import { allProcesses, type StoreProcesses, storeProcesses } from './store-processes';
import type { ProcessEvents, SupervisedProcess } from './supervised-process';

const READY_WITHIN_MS = 90_000;
const SEED = 'scripts/seed.ts';

export class Supervisor {
  private database: EmbeddedDatabase | null = null;
  private processes: StoreProcesses | null = null;
  private script: RunningScript | null = null;
  private drillServer: Server | null = null;
  private stopping: Promise<void> | null = null;

  constructor(
    private readonly config: Config,
    private readonly inherited: Readonly<Record<string, string>>,
    private readonly progress: Progress,
    private readonly events: ProcessEvents = {},
  ) {}

  /** Resolves once everything serves. Throws StartError; after `stop()` it throws Stopped. */
  async start(): Promise<void> {
    const { config } = this;
    const secrets = secretsOf(config.dataDir);
    const databases = await this.openDatabases(secrets);
    const store: StoreAddresses = { config, secrets, databases, inherited: this.inherited };
    this.processes = storeProcesses(store, {
      ...this.events,
      onReady: (name, restarts) => this.onReady(store, name, restarts),
    });
    // The provider first: the seed charges past orders there, before any worker may decide them.
    await this.startGroup('provider sandbox ready', [this.processes.sandbox]);
    await this.seed(store);
    this.goOn();
    await this.startProcesses(this.processes);
    await this.startDrills(this.processes);
    this.record(store);
  }

  /** Ends everything, in order. Safe at any moment and any number of times. */
  stop(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  /** Ends everything at once and by force: for a person who asked twice. */
  abandon(): void {
    for (const process of this.known()) process.abandon();
    this.script?.cutOff();
  }

  private async openDatabases(secrets: Secrets) {
    const { config, progress } = this;
    if (!config.database.embedded) {
      const urls = await progress.step('databases reached', () => externalDatabases(config));
      await this.migrate('databases migrated', urls);
      return urls;
    }
    const urls = await progress.step('database ready', async () => {
      const database = await embeddedDatabase(config, secrets, progress, this.events);
      this.goOn();
      this.database = database;
      database.process.start();
      await openEmbeddedDatabase(database, secrets);
      return database.urls;
    });
    this.goOn();
    await this.migrate('both regions migrated', urls);
    return urls;
  }

  private async migrate(label: string, urls: Readonly<Record<Region, DatabaseUrls>>): Promise<void> {
    const differences = await this.progress.step(label, () => migrateBoth(urls));
    for (const difference of differences) this.progress.warn(difference);
  }

  private async seed(store: StoreAddresses): Promise<void> {
    this.goOn();
    if (!existsSync(join(PROJECT, SEED))) return;
    await this.progress.step('catalogue and accounts in place', async () => {
      this.script = runScript(SEED, seedEnvironment(store), join(this.config.dataDir, 'logs'));
      await this.script.done;
      this.script = null;
    });
  }

  private async startProcesses({ webs, workers }: StoreProcesses): Promise<void> {
    // All at once: each takes about a second of its own, and none needs another to become ready.
    const of = (members: StoreProcesses['webs']) => REGIONS.flatMap((region) => members[region]);
    await Promise.all([
      this.startGroup('workers ready in east and west', of(workers)),
      this.startGroup('web ready in east and west', of(webs)),
    ]);
  }

  private async startGroup(label: string, members: readonly (SupervisedProcess | null)[]): Promise<void> {
    this.goOn();
    const present = members.filter((member) => member !== null);
    if (present.length === 0) return;
    for (const member of present) member.start();
    await this.progress.step(label, () => Promise.all(present.map((member) => member.ready(READY_WITHIN_MS))));
  }

  private async startDrills(processes: StoreProcesses): Promise<void> {
    const { config } = this;
    if (!config.drills.enabled) return;
    const drills = new StoreDrills(config.drills.stateFile, processes, () => this.known());
    drills.heal();
    this.drillServer = await startDrillControl(config.ports.drills, drills);
  }

  /** After a restart a process has a new number: what is written down must hold it too. */
  private onReady(store: StoreAddresses, name: string, restarts: number): void {
    if (restarts > 0) this.record(store);
    this.events.onReady?.(name, restarts);
  }

  private record(store: StoreAddresses): void {
    const { config } = this;
    if (this.stopping) return;
    const url = (port: number) => `http://localhost:${port}`;
    // The database is not listed: an orphaned one is ended by a shutdown, never by force (postgres-orphan.ts).
    const children = this.processes ? allProcesses(this.processes) : [];
    writeRunningStore(config.dataDir, {
      pids: children.flatMap(({ pid }) => (pid === null ? [] : [pid])),
      urls: {
        east: url(config.ports.east),
        west: url(config.ports.west),
        sandbox: url(config.ports.sandbox),
        drills: url(config.ports.drills),
      },
      environment: scriptEnvironment({ ...store, inherited: {} }),
    });
  }

  private known(): SupervisedProcess[] {
    return [...(this.database ? [this.database.process] : []), ...(this.processes ? allProcesses(this.processes) : [])];
  }

  private goOn(): void {
    if (this.stopping) throw new Stopped();
  }

  private async stopAll(): Promise<void> {
    this.drillServer?.closeAllConnections();
    this.drillServer?.close();
    this.script?.cutOff();
    const { sandbox, webs, workers } = this.processes ?? { sandbox: null, webs: {}, workers: {} };
    const stop = (members: readonly (SupervisedProcess | null | undefined)[]) =>
      Promise.all(members.map(async (member) => member?.stop()));
    await stop(Object.values(webs).flat());
    await stop(Object.values(workers).flat());
    await stop([sandbox]);
    await stop([this.database?.process]);
    forgetRunningStore(this.config.dataDir);
  }
}

/** The start was cut off by `stop()`: nothing to report. */
export class Stopped extends Error {
  override name = 'Stopped';
}
