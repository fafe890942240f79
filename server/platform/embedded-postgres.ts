/**
 * A real PostgreSQL for one machine. It is the only record of money here, so its durability is
 * not for sale: fsync and synchronous_commit stay on, and it always ends by a fast shutdown when
 * its supervisor ends, also when that was killed. (The npm package's own runner is not used: it
 * ends with whatever signal Node gets, in no order, and nothing ends the server after a kill -9.)
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { PostgresHome } from './postgres-home';
import { canReach } from './server-user';
import { StartError } from './start-error';

export const SUPERUSER = 'postgres';

/** Many connections and group commit, for a store on one machine. */
export const DURABLE_SETTINGS: Readonly<Record<string, string>> = {
  max_connections: '200',
  shared_buffers: '256MB',
  fsync: 'on',
  synchronous_commit: 'on',
  commit_delay: '0',
  wal_compression: 'on',
  max_wal_size: '2GB',
  effective_io_concurrency: '16',
  random_page_cost: '1.1',
  timezone: 'UTC',
  log_min_messages: 'warning',
};

/** For tests only: a crash may lose everything, and nobody minds. */
export const FAST_SETTINGS: Readonly<Record<string, string>> = {
  ...DURABLE_SETTINGS,
  shared_buffers: '64MB',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
};

/**
 * The server is the child itself (exec), so its pid is the postmaster's. A watcher beside it
 * reads a pipe that only the supervisor holds open: when the pipe closes without a word, the
 * supervisor is gone, and the watcher asks the server for a fast shutdown.
 */
const RUN_AND_WATCH = 'server=$$; ( ( read -r word <&3 || kill -INT "$server" ) >/dev/null 2>&1 & ); exec "$@" 3<&-';

/** Creates the cluster, unless it is there. Throws StartError with initdb's own words. */
export function initialiseCluster(home: PostgresHome, password: string): void {
  if (existsSync(join(home.data, 'PG_VERSION'))) return;
  // Made beside and renamed when whole: an initdb that was cut off leaves PG_VERSION behind too.
  const unfinished = `${home.data}-unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const scratch = mkdtempSync(join(canReach(home.user, tmpdir()) ? tmpdir() : '/var/tmp', 'evident-initdb-'));
  const passwordFile = join(scratch, 'password');
  try {
    mkdirSync(unfinished, { mode: 0o700 });
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (home.user)
      for (const path of [unfinished, scratch, passwordFile]) chownSync(path, home.user.uid, home.user.gid);
    const flags = [
      '-U',
      SUPERUSER,
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '-E',
      'UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ];
    const made = spawnSync(join(home.native, 'bin', 'initdb'), ['-D', unfinished, '--data-checksums', ...flags], {
      encoding: 'utf8',
      ...asServerUser(home),
    });
    if (made.status !== 0) {
      const reason = made.error?.message ?? made.stderr.trim();
      throw new StartError(`The database could not be created in ${home.data}: ${reason}`);
    }
    renameSync(unfinished, home.data);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Starts the server as a child. `child.pid` is the postmaster's; SIGINT is its fast shutdown. */
export function spawnPostgres(
  home: PostgresHome,
  port: number,
  settings: Readonly<Record<string, string>>,
): ChildProcess {
  const options = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings };
  const flags = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const program = join(home.native, 'bin', 'postgres');
  const child = spawn('/bin/sh', ['-c', RUN_AND_WATCH, 'sh', program, '-D', home.data, '-p', String(port), ...flags], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    // Its own session: Ctrl-C in the terminal reaches the supervisor alone, which ends things in order.
    detached: true,
    ...asServerUser(home),
  });
  const leash = child.stdio[3];
  if (leash && 'end' in leash) {
    leash.on('error', () => undefined);
    child.once('exit', () => leash.end('ended\n'));
  }
  return child;
}

/** Whether the server answers a query: more than an open port, which a recovering server has too. */
export async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function asServerUser({ user }: PostgresHome) {
  // The child must not stand in a folder that its user cannot enter.
  return { cwd: '/', ...(user ? { uid: user.uid, gid: user.gid } : {}) };
}
