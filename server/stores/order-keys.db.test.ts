/**
 * The records can be spread by order id: what belongs to an order leads its keys with `order_id`, and no foreign key leads from one
 * order to another. So a distributed engine (Citus, YugabyteDB, CockroachDB) can keep all of an order in one place, and every unique
 * constraint and foreign key can be checked there. Asked of the live schema, so that a table cannot be forgotten.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GivenStore, givenStore } from './testing/given-store';
import {
  brokenForeignKeys,
  brokenKeyRules,
  KEY_EXCEPTIONS,
  KEYS_OUT_OF_AN_ORDER,
  orderForeignKeys,
  orderKeys,
} from './testing/order-keys';

let store: GivenStore;
beforeAll(async () => {
  store = await givenStore(2);
});
afterAll(() => store.drop());

describe('every table of an order', () => {
  it('leads its primary key and its unique constraints with order_id, or says why not', async () => {
    const keys = await orderKeys(store.owner);
    // a query that finds nothing would allow everything
    expect(keys.length).toBeGreaterThan(20);
    expect(brokenKeyRules(keys)).toEqual([]);
  });

  it('has a primary key', async () => {
    const without = await store.owner(
      `select format('%s.%s', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and n.nspname = any($1) and not exists (select 1 from pg_index i where i.indrelid = c.oid and i.indisprimary)`,
      [['carts', 'inventory', 'payments', 'orders', 'messaging', 'operations', 'access']],
    );
    expect(without).toEqual([]);
  });

  it('keeps no exception that is not needed any more', async () => {
    const keys = await orderKeys(store.owner);
    const foreign = await orderForeignKeys(store.owner);
    const needed = [
      ...keys.filter((key) => key.first !== 'order_id'),
      ...foreign.filter(({ verdict }) => verdict === 'out of an order'),
    ].map(({ name }) => name);
    const written = [...Object.keys(KEY_EXCEPTIONS), ...Object.keys(KEYS_OUT_OF_AN_ORDER)];
    expect(written.filter((name) => !needed.includes(name))).toEqual([]);
  });

  it('has foreign keys within its order only', async () => {
    const foreign = await orderForeignKeys(store.owner);
    expect(foreign.length).toBeGreaterThan(3);
    expect(brokenForeignKeys(foreign)).toEqual([]);
  });
});

describe('the rule itself', () => {
  it('finds a key that does not lead with order_id, and a reference to another order', async () => {
    const broken = await givenStore(2);
    await broken.owner(`create table orders.gifts (
      order_id text not null, gift_of text not null, position integer not null, primary key (position),
      constraint gifts_of_fkey foreign key (gift_of) references orders.checkouts (order_id))`);
    await broken.owner('create unique index gifts_position_key on orders.gifts (position, order_id)');
    await broken.owner('create table operations.parcels (message_id text primary key)');
    const names = (keys: readonly { name: string }[]) => keys.map(({ name }) => name).sort();
    expect(names(brokenKeyRules(await orderKeys(broken.owner)))).toEqual([
      'operations.parcels.parcels_pkey',
      'orders.gifts.gifts_pkey',
      'orders.gifts.gifts_position_key',
    ]);
    expect(brokenForeignKeys(await orderForeignKeys(broken.owner))).toEqual([
      { name: 'orders.gifts.gifts_of_fkey', verdict: 'crosses orders' },
    ]);
    await broken.drop();
  });
});
