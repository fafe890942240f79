/** A PostgreSQL database for the contract of the stores: emptied between two scripts, and read back as text. */
import type pg from 'pg';
import { FIRST_PRODUCTS, FIRST_STOCK, STOCK_AS_OF_MS, type Subject } from '@/server/simulation/contract/subjects';
import { INSTANTS, TABLE_COLUMNS, type TableName, type Tables } from '@/server/simulation/contract/tables';
import { homeRegionOfShard, SHARDS } from '@/server/domain/ids';
import { auditStore } from '../audit';
import { caseClaimStore } from '../case-claims';
import { caseEscalationStore } from '../case-escalations';
import { caseStore } from '../cases';
import { deskActionStore } from '../desk-actions';
import { repairStore } from '../repairs';
import { cartStore } from '../carts';
import { checkoutStore } from '../checkouts';
import { deliveryStore } from '../deliveries';
import { evidenceStore } from '../evidence-rows';
import { mailStore } from '../mails';
import { openCaseStore } from '../open-cases';
import { orderStore } from '../orders';
import { paymentOperationStore } from '../payment-operations';
import { productStore } from '../products';
import { reservationStore } from '../reservations';
import { salesStore } from '../sales';
import { shardStore } from '../shards';
import { connect, type Sql } from '../sql';
import { sweepStore } from '../sweeps';
import { freshDatabase } from './fresh-database';
import { pastGuards } from './past-guards';

export interface ContractDatabase {
  readonly sql: Sql;
  /** The stores over emptied tables with the first products, stock and shards. */
  fresh(): Promise<Subject>;
  tables(): Promise<Tables>;
  /** Writes past every guard, as only a superuser can: for what happened before a script, or long ago. */
  past(text: string): Promise<void>;
  drop(): Promise<void>;
}

const WRITTEN = [
  ...Object.keys(TABLE_COLUMNS),
  'carts.carts',
  'inventory.transfers',
  'operations.agreement_rows',
  'operations.agreement_samples',
  'operations.broken_glass',
  'operations.control_changes',
  'operations.control_peers',
  'operations.controls',
  'operations.dead_letter_waivers',
  'operations.degraded_changes',
  'operations.degraded_mode',
  'operations.exit_checks',
  'messaging.mails',
  'orders.carried_orders',
  'orders.carried_records',
  'orders.checkouts',
  'orders.evidence',
  'orders.fenced_tries',
  'orders.hand_over_steps',
  'orders.hand_overs',
  'orders.lines',
  'orders.orders',
  'orders.shards',
  'payments.operations',
  'payments.provider_events',
];

/** Call it in `beforeAll`, and `drop` in `afterAll`. */
export async function contractDatabase(): Promise<ContractDatabase> {
  const database = await freshDatabase();
  const sql = connect(database.url, 2);
  // between two scripts the append-only tables are emptied, which nobody else can do
  const superuser = await pastGuards(database);
  for (const [position, { category, currency, name, picture, priceMinor, sku }] of FIRST_PRODUCTS.entries())
    await superuser.query(
      'insert into inventory.products (sku, name, price_minor, currency, category, picture, position) values ($1, $2, $3, $4, $5, $6, $7)',
      [sku, name, priceMinor, currency, category, picture, position],
    );
  return {
    sql,
    async fresh() {
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
      return subjectOf(sql);
    },
    tables: () => tablesNow(superuser),
    async past(text) {
      await superuser.query(text);
    },
    async drop() {
      await sql.close();
      await superuser.end();
      await database.drop();
    },
  };
}

const subjectOf = (sql: Sql): Subject => ({
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
});

const column = (name: string): string =>
  INSTANTS.includes(name) ? `(extract(epoch from ${name}) * 1000)::bigint` : name;

async function tablesNow(superuser: pg.Client): Promise<Tables> {
  const tables = new Map<string, string[]>();
  for (const [table, columns] of Object.entries(TABLE_COLUMNS)) {
    const { rows } = await superuser.query<{ row: unknown }>(
      `select json_build_array(${columns.map(column).join(', ')}) as row from ${table}`,
    );
    tables.set(table, rows.map(({ row }) => JSON.stringify(row)).sort());
  }
  return Object.fromEntries(tables) as Record<TableName, string[]>;
}
