/**
 * Who may do what in the database, whatever the code does. `evident_owner` owns the tables and
 * runs migrations; `evident_app` is what every process of the store signs in as: it has no DDL, and
 * the migrations grant it exactly what it needs (insert and select on evidence and audit, never
 * update, delete or truncate); `evident_readonly` is for looking.
 */
import type pg from 'pg';
import { databaseClient } from '../database-client';
import { StartError } from './start-error';

export const ROLES = { owner: 'evident_owner', app: 'evident_app', readonly: 'evident_readonly' } as const;

export interface RolePasswords {
  readonly owner: string;
  readonly app: string;
  readonly readonly: string;
}

/** Creates or updates the three roles, as superuser. Safe to repeat, also from two processes at once. */
export async function ensureRoles(superuserUrl: string, passwords: RolePasswords): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    await client.query('begin');
    // Roles belong to the whole server: without this lock two starters collide in pg_authid.
    await client.query(`select pg_advisory_xact_lock(hashtext('evident roles'))`);
    for (const [kind, role] of Object.entries(ROLES) as [keyof typeof ROLES, string][]) {
      if (!(await roleExists(client, role))) await client.query(`create role ${role} login`);
      const password = client.escapeLiteral(passwords[kind]);
      await client.query(
        `alter role ${role} with login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password ${password}`,
      );
    }
    await client.query('commit');
  });
}

/** Creates the database, owned by `evident_owner`, closed to everybody who was not granted it. Safe to repeat. */
export async function ensureDatabase(superuserUrl: string, database: string): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    const name = client.escapeIdentifier(database);
    const found = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`create database ${name} owner ${ROLES.owner}`);
    await client.query(`revoke all on database ${name} from public`);
    await client.query(`grant connect on database ${name} to ${ROLES.app}, ${ROLES.readonly}`);
  });
}

/**
 * On a database of the user's own: the migrations grant to the app and readonly roles, so these must
 * exist; they get no password and no login here. Throws StartError with the statements to run.
 */
export async function ensureGrantees(url: string): Promise<void> {
  await withClient(url, async (client) => {
    for (const role of [ROLES.app, ROLES.readonly]) {
      if (await roleExists(client, role)) continue;
      try {
        await client.query(`create role ${role} nologin`);
      } catch (error) {
        // Two regions on one server: the other one was quicker.
        if (await roleExists(client, role)) continue;
        throw new StartError(
          `The database user of ${withoutPassword(url)} may not create roles (${(error as Error).message}).\nRun this once as a superuser: create role ${ROLES.app} nologin; create role ${ROLES.readonly} nologin;`,
        );
      }
    }
  });
}

/** For messages: an address that can be shown. */
export function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  return shown.toString();
}

/** Runs `work` on one connection and closes it. A refused connection is a StartError that names the address. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const Client = databaseClient(url);
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: 'evident_platform',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new StartError(`No connection to the database at ${withoutPassword(url)}: ${message || code}`);
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function roleExists(client: pg.Client, role: string): Promise<boolean> {
  const found = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  return found.rowCount === 1;
}
