/**
 * The memory stores of the simulator and the PostgreSQL stores answer random command sequences alike and leave the same records: what
 * the simulator proves holds for the database that runs.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { FIRST_PRODUCTS, FIRST_STOCK, STOCK_AS_OF_MS } from '@/server/simulation/contract/subjects';
import { INSTANTS, TABLE_COLUMNS, type TableName, type Tables } from '@/server/simulation/contract/tables';
import { assertSameStores, type FreshSubject, freshMemory } from '@/server/simulation/store-contract';
import { homeRegionOfShard, SHARDS } from '../domain/ids';
import { auditStore } from './audit';
import { caseClaimStore } from './case-claims';
import { caseEscalationStore } from './case-escalations';
import { caseStore } from './cases';
import { deskActionStore } from './desk-actions';
import { repairStore } from './repairs';
import { cartStore } from './carts';
import { checkoutStore } from './checkouts';
import { deliveryStore } from './deliveries';
import { evidenceStore } from './evidence';
import { mailStore } from './mails';
import { openCaseStore } from './open-cases';
import { orderStore } from './orders';
import { paymentOperationStore } from './payment-operations';
import { productStore } from './products';
import { reservationStore } from './reservations';
import { salesStore } from './sales';
import { shardStore } from './shards';
import { connect, type Sql } from './sql';
import { sweepStore } from './sweeps';
import { type FreshDatabase, freshDatabase } from './testing/fresh-database';

const RUNS = 60;

let database: FreshDatabase;
let sql: Sql;
let superuser: pg.Client;

beforeAll(async () => {
  database = await freshDatabase();
  sql = connect(database.url, 2);
  const address = new URL(inject('superuserUrl'));
  address.pathname = new URL(database.ownerUrl).pathname;
  superuser = new pg.Client({ connectionString: address.toString() });
  await superuser.connect();
  // between two scripts the append-only tables are emptied, which nobody else can do
  await superuser.query('set session_replication_role = replica');
  for (const [position, { category, currency, name, picture, priceMinor, sku }] of FIRST_PRODUCTS.entries())
    await superuser.query(
      'insert into inventory.products (sku, name, price_minor, currency, category, picture, position) values ($1, $2, $3, $4, $5, $6, $7)',
      [sku, name, priceMinor, currency, category, picture, position],
    );
});

afterAll(async () => {
  await sql.close();
  await superuser.end();
  await database.drop();
});

describe('memory stores and PostgreSQL', () => {
  it.each([1, 2])('answer alike and leave the same records, seed %i', { timeout: 300_000 }, async (seed) => {
    await assertSameStores(() => freshMemory(), freshPostgres, {
      seed,
      runs: RUNS,
      same: (a, b) => expect(a).toEqual(b),
    });
  });
});

const WRITTEN = [
  ...Object.keys(TABLE_COLUMNS),
  'carts.carts',
  'messaging.mails',
  'orders.checkouts',
  'orders.evidence',
  'orders.lines',
  'orders.orders',
  'orders.shards',
  'payments.operations',
  'payments.provider_events',
];

async function freshPostgres(): Promise<FreshSubject> {
  await superuser.query(WRITTEN.map((table) => `delete from ${table}`).join('; '));
  for (const [sku, available] of Object.entries(FIRST_STOCK))
    await superuser.query(
      'insert into inventory.stock (sku, available, updated_at) values ($1, $2, to_timestamp($3::float8 / 1000))',
      [sku, available, STOCK_AS_OF_MS],
    );
  const shards = Array.from({ length: SHARDS }, (_, shard) => shard);
  await superuser.query('insert into orders.shards (shard, region) select * from unnest($1::int[], $2::text[])', [
    shards,
    shards.map(homeRegionOfShard),
  ]);
  return {
    subject: {
      actions: deskActionStore(sql),
      audit: auditStore(sql),
      carts: cartStore(sql),
      cases: caseStore(sql),
      checkouts: checkoutStore(sql),
      claims: caseClaimStore(sql),
      deliveries: deliveryStore(sql),
      escalations: caseEscalationStore(sql),
      evidence: evidenceStore(sql),
      mails: mailStore(sql),
      openCases: openCaseStore(sql),
      operations: paymentOperationStore(sql),
      orders: orderStore(sql),
      products: productStore(sql),
      repairs: repairStore(sql),
      reservations: reservationStore(sql),
      sales: salesStore(sql),
      shards: shardStore(sql),
      sweeps: sweepStore(sql),
    },
    tables: tablesNow,
  };
}

const column = (name: string): string =>
  INSTANTS.includes(name) ? `(extract(epoch from ${name}) * 1000)::bigint` : name;

async function tablesNow(): Promise<Tables> {
  const tables = new Map<string, string[]>();
  for (const [table, columns] of Object.entries(TABLE_COLUMNS)) {
    const { rows } = await superuser.query<{ row: unknown }>(
      `select json_build_array(${columns.map(column).join(', ')}) as row from ${table}`,
    );
    tables.set(table, rows.map(({ row }) => JSON.stringify(row)).sort());
  }
  return Object.fromEntries(tables) as Record<TableName, string[]>;
}
