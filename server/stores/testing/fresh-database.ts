/**
 * A database of its own for a test file, with every migration and no row: what one file writes, no
 * other can see, and every CHECK, trigger and grant is the real one.
 */
import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { ROLES, withClient } from '@/server/platform/database-roles';
import { addressOf, dropDatabase } from './database-server';

export interface FreshDatabase {
  /** As the store signs in: `evident_app`, with its grants and no more. */
  readonly url: string;
  /** As the owner of the tables, for what the store may not do. */
  readonly ownerUrl: string;
  readonly readonlyUrl: string;
  /** Also with connections still open. */
  drop(): Promise<void>;
}

/** Call it in `beforeAll`, and `drop` in `afterAll`. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const superuserUrl = inject('superuserUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await withClient(superuserUrl, async (client) => {
    await client.query(`create database ${name} template ${inject('databaseTemplate')} owner ${ROLES.owner}`);
  });
  return {
    url: addressOf(superuserUrl, name, ROLES.app),
    ownerUrl: addressOf(superuserUrl, name, ROLES.owner),
    readonlyUrl: addressOf(superuserUrl, name, ROLES.readonly),
    drop: () => dropDatabase(superuserUrl, name),
  };
}
