import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FreshDatabase, freshDatabase } from '@/server/stores/testing/fresh-database';
import { withClient } from './database-roles';
import { readMigrations, readSchema } from './migration-files';
import { unsafeStatements } from './migration-safety';
import { ACCEPTED } from './migration-safety-accepted';
import { findDrift, migrate } from './migrations';
import { previousRelease } from './previous-release';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const migration = (name: string, sql: string) => ({
  name,
  sql,
  checksum: createHash('sha256').update(sql).digest('hex'),
});
const extra = (sql: string) => [...readMigrations(), migration('29991231000000_extra', sql)];

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
    expect(await migrate(database.ownerUrl)).toEqual({ applied: [], newer: [] });
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
    expect(await migrate(own.ownerUrl, extra(repaired))).toEqual({ applied: ['29991231000000_extra'], newer: [] });
    await own.drop();
  });

  it('refuse a database whose applied migration was edited, and one of another line of versions', async () => {
    const [first, ...rest] = readMigrations();
    if (!first) throw new Error('no migrations');
    await expect(migrate(database.ownerUrl, [{ ...first, checksum: 'edited' }, ...rest])).rejects.toThrow(
      `Migration ${first.name} was edited`,
    );
    await expect(migrate(database.ownerUrl, rest)).rejects.toThrow('another line of versions');
  });
});

describe('a database that a newer version has migrated', () => {
  it('is used as it is: a rollback finds its build at work', async () => {
    const own = await freshDatabase();
    await migrate(own.ownerUrl, extra('create table orders.gifts (order_id text primary key);'));
    expect(await migrate(own.ownerUrl)).toEqual({ applied: [], newer: ['29991231000000_extra'] });
    await own.drop();
  });

  it('is refused once something was taken away that this version uses', async () => {
    const own = await freshDatabase();
    const contract = `drop table messaging.mails;
      insert into operations.schema_contracts (migration, needs, reason) values ('29991231000000_extra', '29991230000000_before', 'mails are elsewhere');`;
    const newer = [
      ...readMigrations(),
      migration('29991230000000_before', 'select 1'),
      migration('29991231000000_extra', contract),
    ];
    await migrate(own.ownerUrl, newer);
    await expect(migrate(own.ownerUrl)).rejects.toThrow('29991231000000_extra took away what this version uses');
    expect(await migrate(own.ownerUrl, newer.slice(0, -1))).toMatchObject({ newer: ['29991231000000_extra'] });
    await own.drop();
  });
});

describe('a migration beside a running store', () => {
  const CONCURRENTLY = 'create index concurrently mails_subject_idx on messaging.mails (subject);';

  it('builds an index concurrently where that is all it does, and mends one that was cut off', async () => {
    const own = await freshDatabase();
    await withClient(own.ownerUrl, async (client) => {
      await client.query(
        `insert into messaging.mails (order_id, message_id, recipient, subject, body) values ('a', 'a', 'a', 'same', ''), ('b', 'b', 'b', 'same', '')`,
      );
      await client
        .query('create unique index concurrently mails_subject_idx on messaging.mails (subject)')
        .catch(() => undefined);
      expect((await client.query('select 1 from pg_index where not indisvalid')).rowCount).toBe(1);
    });
    expect(await migrate(own.ownerUrl, extra(CONCURRENTLY))).toMatchObject({ applied: ['29991231000000_extra'] });
    const invalid = await withClient(own.ownerUrl, (client) =>
      client.query('select 1 from pg_index where not indisvalid'),
    );
    expect(invalid.rowCount).toBe(0);
    await own.drop();
  });

  it('gives way to a transaction that holds its table, and comes again', async () => {
    const own = await freshDatabase();
    const blocker = new pg.Client({ connectionString: own.ownerUrl });
    await blocker.connect();
    await blocker.query('begin; lock table messaging.mails in access share mode');
    const migrating = migrate(own.ownerUrl, extra('alter table messaging.mails add column note text;'));
    // it gave up once: it waits no longer, and did not fail
    await vi.waitFor(
      async () => {
        const tried = await blocker.query(
          `select count(*)::int as n from public._prisma_migrations where migration_name = '29991231000000_extra' and rolled_back_at is not null`,
        );
        expect(tried.rows[0].n).toBeGreaterThanOrEqual(1);
      },
      { timeout: 15_000, interval: 50 },
    );
    await blocker.query('rollback');
    await blocker.end();
    expect(await migrating).toMatchObject({ applied: ['29991231000000_extra'] });
    await own.drop();
  });
});

describe('the migrations since the previous build', () => {
  it('break nothing that runs beside them', () => {
    const all = readMigrations();
    const { lastMigration } = previousRelease();
    expect(all.map(({ name }) => name)).toContain(lastMigration);
    const released = all.filter(({ name }) => name <= lastMigration);
    const found = unsafeStatements(released, all.slice(released.length));
    const isAccepted = (each: (typeof found)[number]) =>
      ACCEPTED.some(({ migration, statement }) => migration === each.migration && each.statement.startsWith(statement));
    // mend it, or say why it is safe in a comment above the statement (docs/operations.md, "Deploying beside the running build")
    expect(found.filter((each) => !isAccepted(each))).toEqual([]);
    expect(ACCEPTED.filter((each) => !found.some(({ migration }) => migration === each.migration))).toEqual([]);
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
    const callable = await withClient(database.ownerUrl, (client) =>
      client.query(
        `select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
          where p.prosecdef and p.prorettype <> 'trigger'::regtype and n.nspname not in ('pg_catalog', 'information_schema')
            and has_function_privilege('evident_readonly', p.oid, 'execute')`,
      ),
    );
    expect(callable.rows).toEqual([]);
  });
});
