/**
 * The two regions' databases, ready to be used: embedded in one server here, or the user's own. They
 * share no table and no role but the names; each is migrated before anything may write to it.
 */
import type { ChildProcess } from 'node:child_process';
import { constants, getPriority, setPriority } from 'node:os';
import type { Config, Region } from '../config';
import { type DatabaseUrls, REGIONS } from './child-environment';
import { ensureDatabase, ensureGrantees, ensureRoles, ROLES, withClient, withoutPassword } from './database-roles';
import { answers, DURABLE_SETTINGS, initialiseCluster, SUPERUSER, spawnPostgres } from './embedded-postgres';
import { findDrift, migrate } from './migrations';
import { preparePostgresHome } from './postgres-home';
import { stopOrphan } from './postgres-orphan';
import { databasePort } from './preflight';
import type { Progress } from './progress';
import type { Secrets } from './secrets';
import { StartError } from './start-error';
import { type ProcessEvents, SupervisedProcess } from './supervised-process';

const READY_WITHIN_MS = 60_000;
const FAST_SHUTDOWN_MS = 15_000;
/** As `nice` counts: a third of the share that others get, where there is not enough for all. */
const GIVES_WAY = 5;
const LOWEST = constants.priority.PRIORITY_LOW;

export interface EmbeddedDatabase {
  readonly process: SupervisedProcess;
  readonly urls: Readonly<Record<Region, DatabaseUrls>>;
  readonly superuserUrl: string;
}

/** Prepares the embedded server; `process.start()` is left to the caller, who can then stop it at any time. */
export async function embeddedDatabase(
  config: Config,
  secrets: Secrets,
  progress: Progress,
  events: ProcessEvents,
): Promise<EmbeddedDatabase> {
  const home = preparePostgresHome(config.dataDir);
  if (home.movedBecause) progress.note(`the database's files stand in ${home.data}: ${home.movedBecause}`);
  const orphan = await stopOrphan(home.data);
  if (orphan) progress.note(`stopped a database that an earlier run had left behind (process ${orphan})`);
  initialiseCluster(home, secrets.superuserPassword);
  const port = await databasePort(config.ports.database);
  const url = (user: string, password: string, database: string) =>
    `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
  const superuserUrl = url(SUPERUSER, secrets.superuserPassword, 'postgres');
  const process = new SupervisedProcess(
    {
      name: 'database',
      role: 'database',
      region: null,
      spawn: () => givingWay(spawnPostgres(home, port, DURABLE_SETTINGS)),
      isReady: () => answers(superuserUrl),
      stopSignal: 'SIGINT',
      graceMs: FAST_SHUTDOWN_MS,
      logFile: `${config.dataDir}/logs/database.log`,
    },
    events,
  );
  const regionUrls = (region: Region): DatabaseUrls => ({
    app: url(ROLES.app, secrets.appPassword, `evident_${region}`),
    owner: url(ROLES.owner, secrets.ownerPassword, `evident_${region}`),
  });
  return { process, superuserUrl, urls: { east: regionUrls('east'), west: regionUrls('west') } };
}

/**
 * On the cores that they share, the processes that answer go before the one that they ask: with thirty statements under way a web
 * process of the same rank waits for every answer that it could give at once. Connections inherit it.
 */
function givingWay(database: ChildProcess): ChildProcess {
  try {
    if (database.pid !== undefined) setPriority(database.pid, Math.min(LOWEST, getPriority() + GIVES_WAY));
  } catch {
    // where that is not allowed, all go on with the same rank; a server that has ended says so itself
  }
  return database;
}

/** Waits for the server, then makes its roles and databases. */
export async function openEmbeddedDatabase(database: EmbeddedDatabase, secrets: Secrets): Promise<void> {
  await database.process.ready(READY_WITHIN_MS);
  await ensureRoles(database.superuserUrl, {
    owner: secrets.ownerPassword,
    app: secrets.appPassword,
    readonly: secrets.readonlyPassword,
  });
  for (const region of REGIONS) await ensureDatabase(database.superuserUrl, `evident_${region}`);
}

/** The user's own databases: the address given is the app's and, here, the migrations' too. */
export async function externalDatabases({ database }: Config): Promise<Readonly<Record<Region, DatabaseUrls>>> {
  const of = (url: string | null): DatabaseUrls => {
    if (url === null) throw new StartError('DATABASE_URL_EAST and DATABASE_URL_WEST: expected both');
    return { app: url, owner: url };
  };
  const urls = { east: of(database.eastUrl), west: of(database.westUrl) };
  for (const region of REGIONS) {
    await withClient(urls[region].owner, requireSupportedVersion);
    await ensureGrantees(urls[region].owner);
  }
  return urls;
}

/** Migrates both regions. A database that was changed is compared with the schema; returns what differs, to be said. */
export async function migrateBoth(urls: Readonly<Record<Region, DatabaseUrls>>): Promise<string[]> {
  const found = await Promise.all(
    REGIONS.map(async (region) => {
      const { owner } = urls[region];
      const { applied, newer } = await migrate(owner);
      if (newer.length > 0)
        return [
          `${withoutPassword(owner)} was migrated by a newer version (${newer.join(', ')}); this one runs beside it`,
        ];
      const drift = applied.length > 0 ? await findDrift(owner) : null;
      return drift ? [`${withoutPassword(owner)} differs from prisma/schema.prisma, which would need:\n${drift}`] : [];
    }),
  );
  return found.flat();
}

async function requireSupportedVersion(client: {
  query(sql: string): Promise<{ rows: { version: number }[] }>;
}): Promise<void> {
  const { rows } = await client.query(`select current_setting('server_version_num')::int / 10000 as version`);
  const version = rows[0]?.version ?? 0;
  if (version < 15) throw new StartError(`PostgreSQL ${version} is too old: expected 15 or newer.`);
}
