import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '@/server/stores/testing/fresh-database';
import { withClient } from './database-roles';
import { readMigrations, readSchema } from './migration-files';
import { findDrift, migrate } from './migrations';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const extra = (sql: string, name = '29991231000000_extra') => [
  ...readMigrations(),
  { name, sql, checksum: 'of-the-test' },
];

describe('migrations', () => {
  it('leave a database that is exactly what schema.prisma says', async () => {
    expect(await findDrift(database.ownerUrl)).toBeNull();
  });

  it('name a difference when the database was changed by hand', async () => {
    const changed = await freshDatabase();
    const model = /model (\w+) \{/.exec(readSchema());
    await withClient(changed.ownerUrl, async (client) => {
      const table = await client.query<{ name: string }>(
        `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'orders' or schemaname = 'carts' limit 1`,
      );
      await client.query(`alter table ${table.rows[0]?.name} add column by_hand integer`);
    });
    expect(model).not.toBeNull();
    expect(await findDrift(changed.ownerUrl)).toContain('by_hand');
    await changed.drop();
  });

  it('have nothing to do the second time', async () => {
    expect(await migrate(database.ownerUrl)).toEqual({ applied: [] });
  });

  it('run a script as one transaction, functions and all: a failure leaves nothing and can be tried again', async () => {
    const own = await freshDatabase();
    const broken = `create table public.left_behind (id int);
      create function public.f() returns int language plpgsql as $$ begin return 1; end $$;
      select 1 / 0;`;
    await expect(migrate(own.ownerUrl, extra(broken))).rejects.toThrow('division by zero');
    const count = await withClient(own.ownerUrl, (client) =>
      client.query(`select to_regclass('public.left_behind') is null as gone`),
    );
    expect(count.rows).toEqual([{ gone: true }]);
    const repaired = broken.replace('select 1 / 0;', '');
    expect(await migrate(own.ownerUrl, extra(repaired))).toEqual({ applied: ['29991231000000_extra'] });
    await own.drop();
  });

  it('refuse a database whose applied migration was edited, and one that is newer', async () => {
    const [first, ...rest] = readMigrations();
    if (!first) throw new Error('no migrations');
    await expect(migrate(database.ownerUrl, [{ ...first, checksum: 'edited' }, ...rest])).rejects.toThrow(
      `Migration ${first.name} was edited`,
    );
    await expect(migrate(database.ownerUrl, rest)).rejects.toThrow('it is newer');
  });
});

describe('database roles', () => {
  it('give the store no DDL and no other database', async () => {
    const refused = (sql: string) =>
      withClient(database.url, (client) => client.query(sql)).then(
        () => 'done',
        (error: Error) => error.message,
      );
    expect(await refused('create table public.mine (id int)')).toContain('permission denied');
    expect(await refused('create schema mine')).toContain('permission denied');
    expect(await refused('create role mine')).toContain('permission denied');
    expect(await refused(`update public._prisma_migrations set checksum = ''`)).toContain('permission denied');
  });

  it('let the readonly role change nothing', async () => {
    const writable = await withClient(database.ownerUrl, (client) =>
      client.query(
        `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
            and has_table_privilege('evident_readonly', c.oid, 'insert, update, delete, truncate')`,
      ),
    );
    expect(writable.rows).toEqual([]);
  });
});
