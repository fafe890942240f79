/** Writes past every guard, as only a superuser can: what the database must find out afterwards. */
import pg from 'pg';
import { inject } from 'vitest';
import type { FreshDatabase } from './fresh-database';

/** End it before the database is dropped. */
export async function pastGuards(database: FreshDatabase): Promise<pg.Client> {
  const address = new URL(inject('superuserUrl'));
  address.pathname = new URL(database.ownerUrl).pathname;
  const client = new pg.Client({ connectionString: address.toString() });
  await client.connect();
  await client.query('set session_replication_role = replica');
  return client;
}
