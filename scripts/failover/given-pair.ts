/**
 * A PostgreSQL primary with a synchronous standby, of the packaged programs: a commit is answered once both have it. The standby is made
 * by a base backup over SQL and a copy of the files (`pg_basebackup` is not in the package), and follows by streaming replication.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROLES, withClient } from '../../server/platform/database-roles';
import {
  answers,
  DURABLE_SETTINGS,
  initialiseCluster,
  SUPERUSER,
  spawnPostgres,
} from '../../server/platform/embedded-postgres';
import { type PostgresHome, preparePostgresHome, removePostgresFolders } from '../../server/platform/postgres-home';
import { freePort } from '../../server/platform/preflight';
import { addressOf, prepareTemplate, TEST_PASSWORD } from '../../server/stores/testing/database-server';
import type { FreshDatabase } from '../../server/stores/testing/fresh-database';

const READY_WITHIN_MS = 30_000;
/** What belongs to one server and not to its copy. */
const OF_ONE_SERVER = /^(postmaster\.(pid|opts)|pg_wal|pg_replslot|pg_stat_tmp)$/;
const DATABASE = 'evident_east';

export interface GivenPair {
  /** With its addresses on both servers: `…?standby=…`. */
  readonly database: FreshDatabase;
  /** The primary ends as in a crash: nothing is written any more, and no connection is told. */
  crashPrimary(): Promise<void>;
  /** The standby takes writes from now on, on a timeline of its own. */
  promoteStandby(): Promise<void>;
  /** Somebody starts the old primary as it was. */
  startOldPrimary(): Promise<void>;
  close(): Promise<void>;
}

export async function givenPair(): Promise<GivenPair> {
  const folder = mkdtempSync(join(tmpdir(), 'evident-pair-'));
  chmodSync(folder, 0o711);
  const home = preparePostgresHome(join(folder, 'one'));
  initialiseCluster(home, TEST_PASSWORD);
  const [one, two] = [await freePort(), await freePort()];
  const running = new Set<ChildProcess>();
  const start = async (of: PostgresHome, port: number) => {
    // on one machine a crash of the server loses nothing that the system holds
    const child = spawnPostgres(of, port, {
      ...DURABLE_SETTINGS,
      shared_buffers: '64MB',
      fsync: 'off',
      wal_keep_size: '512MB',
    });
    child.stdout?.resume();
    child.stderr?.resume();
    running.add(child);
    for (let waitedMs = 0; !(await answers(superuser(port))); waitedMs += 50) {
      if (waitedMs > READY_WITHIN_MS || child.exitCode !== null) throw new Error(`no PostgreSQL at ${port}`);
      await sleep(50);
    }
    return child;
  };
  const crash = async (child: ChildProcess) => {
    running.delete(child);
    child.kill('SIGQUIT');
    if (child.exitCode === null) await once(child, 'exit');
  };
  const primary = await start(home, one);
  const template = await prepareTemplate(superuser(one));
  await withClient(superuser(one), (client) =>
    client.query(`create database ${DATABASE} template ${template} owner ${ROLES.owner}`),
  );
  const copy = await copyOf(home, join(folder, 'two'), one);
  await start(copy, two);
  await followInStep(superuser(one));
  const both = (role: string) => `${addressOf(superuser(one), DATABASE, role)}?standby=127.0.0.1:${two}`;
  return {
    database: {
      url: both(ROLES.app),
      ownerUrl: both(ROLES.owner),
      readonlyUrl: both(ROLES.readonly),
      drop: async () => undefined,
    },
    crashPrimary: () => crash(primary),
    promoteStandby: () =>
      withClient(superuser(two), async (client) => void (await client.query('select pg_promote()'))),
    startOldPrimary: async () => void (await start(home, one)),
    async close() {
      await Promise.all([...running].map(crash));
      for (const name of ['one', 'two']) removePostgresFolders(join(folder, name));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const superuser = (port: number) => `postgresql://${SUPERUSER}:${TEST_PASSWORD}@127.0.0.1:${port}/postgres`;

/** The files of the running server at `port`, ready to follow it. */
async function copyOf(home: PostgresHome, dataDir: string, port: number): Promise<PostgresHome> {
  const copy = { ...home, data: join(dataDir, 'postgres') };
  mkdirSync(copy.data, { recursive: true, mode: 0o700 });
  await withClient(superuser(port), async (client) => {
    await client.query(`select pg_backup_start('standby', true)`);
    for (const name of readdirSync(home.data))
      if (!OF_ONE_SERVER.test(name)) cpSync(join(home.data, name), join(copy.data, name), { recursive: true });
    const { rows } = await client.query<{ label: string }>('select labelfile as label from pg_backup_stop(false)');
    writeFileSync(join(copy.data, 'backup_label'), rows[0]?.label ?? '');
  });
  for (const name of ['pg_wal', 'pg_wal/archive_status', 'pg_replslot', 'pg_stat_tmp'])
    mkdirSync(join(copy.data, name), { recursive: true });
  writeFileSync(join(copy.data, 'standby.signal'), '');
  const from = `host=127.0.0.1 port=${port} user=${SUPERUSER} password=${TEST_PASSWORD} application_name=standby`;
  appendFileSync(join(copy.data, 'postgresql.auto.conf'), `\nprimary_conninfo = '${from}'\n`);
  giveTo(home, [dataDir, copy.data]);
  return copy;
}

/** As root the server runs as somebody else, who owns its files. */
function giveTo({ user }: PostgresHome, [folder = '', data = '']: readonly string[]): void {
  if (user === null) return;
  chmodSync(folder, 0o711);
  for (const path of [data, ...readdirSync(data, { recursive: true }).map((name) => join(data, String(name)))])
    chownSync(path, user.uid, user.gid);
  chmodSync(data, 0o700);
}

async function followInStep(primaryUrl: string): Promise<void> {
  await withClient(primaryUrl, async (client) => {
    await client.query(`alter system set synchronous_standby_names = 'standby'`);
    await client.query('select pg_reload_conf()');
    for (let waitedMs = 0; ; waitedMs += 50) {
      const { rows } = await client.query(
        `select 1 from pg_stat_replication where sync_state = 'sync' and state = 'streaming'`,
      );
      if (rows.length === 1) return;
      if (waitedMs > READY_WITHIN_MS) throw new Error('the standby does not follow');
      await sleep(50);
    }
  });
}
