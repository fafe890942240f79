import { describe, expect, it } from 'vitest';
import type { MigrationFile } from './migration-files';
import { unsafeStatements } from './migration-safety';

const file = (name: string, sql: string): MigrationFile => ({ name, sql, checksum: name });
const RELEASED = [
  file(
    '1_house',
    `create table orders.orders (order_id text primary key, state text not null);
     create index orders_state_idx on orders.orders (state);
     create table orders.shards (shard smallint primary key);
     create function orders.fence() returns trigger language plpgsql as $$ begin drop table x; return new; end $$;`,
  ),
];
const whyNot = (sql: string, before: readonly string[] = []) =>
  unsafeStatements(
    RELEASED,
    [...before, sql].map((each, index) => file(`${index + 2}_new`, each)),
  ).map(({ why }) => why);

describe('a migration that breaks the running build', () => {
  it.each([
    ['alter table orders.orders drop column state', 'knows state'],
    ['alter table orders.orders rename column state to standing', 'old name'],
    ['alter table orders.orders rename to purchases', 'old name'],
    ['alter table orders.orders alter column state type varchar(20)', 'old type'],
    ['alter table orders.orders add column note text not null', 'constant default'],
    ['alter table orders.orders add column at timestamptz not null default clock_timestamp()', 'constant default'],
    ['alter table orders.orders add column id uuid default gen_random_uuid()', 'every row is written anew'],
    ['alter table orders.orders add column n bigint generated always as identity', 'every row is written anew'],
    ['alter table orders.orders add column a text, drop column state', 'knows state'],
    ['alter table orders.orders add column parent text references orders.orders', 'constraint of its own'],
    ['alter table orders.orders alter column state set not null', 'may write null'],
    ['alter table orders.orders alter column state drop not null', 'never saw one'],
    [`alter table orders.orders add constraint c check (state <> '')`, 'not valid'],
    [`alter table orders.orders add constraint c check (state <> '') not valid`, 'may write what this refuses'],
    ['alter table orders.orders add constraint u unique (state)', 'concurrently'],
    ['alter table orders.orders add primary key using index p', 'may write'],
    ['alter table orders.orders enable row level security', 'does not know'],
    ['create index i on orders.orders (state)', 'concurrently'],
    ['create unique index concurrently i on orders.orders (state); select 1', 'of its own'],
    ['create index concurrently if not exists i on orders.orders (state)', 'if not exists'],
    ['drop index orders.orders_state_idx', 'on conflict'],
    ['drop table orders.orders', 'uses it'],
    ['truncate orders.orders', 'uses it'],
    [`update orders.orders set state = ''`, 'in batches'],
    ['delete from orders.orders', 'in batches'],
    ['insert into orders.orders select order_id, 1 from orders.shards', 'in batches'],
    ['create or replace function orders.fence() returns trigger language sql as $$ select 1 $$', 'new name'],
    ['create trigger t before insert on orders.orders for each row execute function orders.fence()', 'past a trigger'],
    ['drop function orders.fence()', 'calls it'],
    ['lock table orders.orders', 'does not know'],
    ['do $$ begin drop table orders.orders; end $$', 'does not know'],
    ['revoke insert on orders.orders from evident_app', 'does not know'],
    ['with gone as (delete from orders.orders returning 1) select 1', 'does not know'],
    ['vacuum full orders.orders', 'does not know'],
    ['ALTER TABLE\n  orders.orders\n  DROP /* quietly */ COLUMN state', 'knows state'],
  ])('%s', (sql, why) => {
    expect(whyNot(sql).join()).toContain(why);
  });

  it('is not excused by a comment that gives no reason, or that stands elsewhere', () => {
    const drop = 'alter table orders.orders drop column state';
    expect(whyNot(`-- beside the running build: ok\n${drop}`)).toHaveLength(1);
    expect(whyNot(`-- beside the running build: nobody reads this column any more\n\n${drop}`)).toHaveLength(1);
    expect(whyNot(`-- beside the running build: nobody reads this column any more\nselect 1; ${drop}`)).toHaveLength(1);
  });

  it('is a contract only when the database is told so', () => {
    const drop =
      '-- contract, needs 1_house: no build reads the state since\n-- the one before\nalter table orders.orders drop column state;';
    expect(whyNot(drop).join()).toContain('must be recorded');
    const told = `insert into operations.schema_contracts (migration, needs) values ('2_new', '1_house');`;
    expect(whyNot(`${drop}\n${told}`)).toEqual([]);
  });
});

describe('a migration that the running build does not notice', () => {
  it.each([
    [
      'create table orders.gifts (order_id text primary key); create index g on orders.gifts (order_id); drop table orders.gifts',
    ],
    ['alter table orders.orders add column note text'],
    [`alter table orders.orders add column note text not null default 'none'`],
    [`alter table orders.orders add column paused boolean not null default false, add column n integer`],
    ['alter table orders.orders validate constraint c'],
    ['create index concurrently i on orders.orders (state)'],
    ['create index i on orders.shards (shard)'],
    ['update orders.shards set shard = 1'],
    [
      'create function orders.other() returns trigger language plpgsql as $$ begin truncate orders.orders; return new; end $$',
    ],
    [`insert into orders.orders (order_id, state) values ('a;b', 'c')`],
    ['grant select on orders.orders to evident_app'],
    [
      '-- beside the running build: it never wrote an empty state\nalter table orders.orders add constraint c check (true) not valid',
    ],
  ])('%s', (sql) => {
    expect(whyNot(sql)).toEqual([]);
  });

  it('may change what came since', () => {
    const since =
      'create table orders.gifts (order_id text primary key, note text); alter table orders.orders add column gift text';
    expect(
      whyNot('alter table orders.gifts drop column note; alter table orders.orders drop column gift', [since]),
    ).toEqual([]);
  });
});
