/**
 * The PostgreSQL of a test run: a real one in a temporary folder, or the one in TEST_DATABASE_URL. It
 * holds one migrated template, of which every test file gets its own copy in some 30 ms.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureRoles, ROLES, withClient } from '@/server/platform/database-roles';
import {
  answers,
  FAST_SETTINGS,
  initialiseCluster,
  SUPERUSER,
  spawnPostgres,
} from '@/server/platform/embedded-postgres';
import { migrate } from '@/server/platform/migrations';
import { preparePostgresHome, removePostgresFolders } from '@/server/platform/postgres-home';
import { freePort } from '@/server/platform/preflight';

/** For tests only: nobody else reaches this server. */
export const TEST_PASSWORD = 'evident-test';
const READY_WITHIN_MS = 30_000;

export interface TestServer {
  /** A superuser's address of the maintenance database. */
  readonly superuserUrl: string;
  stop(): Promise<void>;
}

/** @param settings of the server, where its own folder is used: as fast as it goes, unless told. */
export async function startTestServer(
  givenUrl: string | null,
  settings: Readonly<Record<string, string>> = FAST_SETTINGS,
): Promise<TestServer> {
  if (givenUrl) return { superuserUrl: givenUrl, stop: async () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'evident-test-'));
  // As root the server runs as somebody else, who must be able to pass through.
  chmodSync(folder, 0o711);
  const home = preparePostgresHome(folder);
  initialiseCluster(home, TEST_PASSWORD);
  const port = await freePort();
  const child = spawnPostgres(home, port, settings);
  child.stdout?.resume();
  child.stderr?.resume();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const superuserUrl = `postgresql://${SUPERUSER}:${TEST_PASSWORD}@127.0.0.1:${port}/postgres`;
  for (let waited = 0; !(await answers(superuserUrl)); waited += 50) {
    if (waited > READY_WITHIN_MS || child.exitCode !== null)
      throw new Error(`the test database did not start in ${folder}`);
    await sleep(50);
  }
  const stop = async () => {
    // Nothing in it is worth a checkpoint: SIGQUIT ends it at once.
    child.kill('SIGQUIT');
    await ended;
    removePostgresFolders(folder);
    rmSync(folder, { recursive: true, force: true });
  };
  return { superuserUrl, stop };
}

/** Makes the roles and the migrated template. Returns the template's name. */
export async function prepareTemplate(superuserUrl: string): Promise<string> {
  // Of this run alone: on a shared server another run may have other migrations.
  const template = `evident_template_${process.pid}`;
  await ensureRoles(superuserUrl, { owner: TEST_PASSWORD, app: TEST_PASSWORD, readonly: TEST_PASSWORD });
  await withClient(superuserUrl, async (client) => {
    await client.query(`drop database if exists ${template}`);
    await client.query(`create database ${template} owner ${ROLES.owner}`);
  });
  await migrate(addressOf(superuserUrl, template, ROLES.owner));
  return template;
}

export async function dropDatabase(superuserUrl: string, database: string): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    await client.query(`drop database if exists ${client.escapeIdentifier(database)} with (force)`);
  });
}

/** The address of `database` for one of the roles. */
export function addressOf(superuserUrl: string, database: string, role: string): string {
  const url = new URL(superuserUrl);
  url.pathname = `/${database}`;
  url.username = role;
  url.password = TEST_PASSWORD;
  return url.toString();
}
