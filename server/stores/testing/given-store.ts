/**
 * What the tests of the records share: a database of their own with shards and stock, the store's statements on it, and two
 * hands that write plain SQL: the app's, with its grants and no more, and the owner's.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { type OrderIntent, type Placement, type PlacementScope, placeOrder } from '@/server/domain/placement';
import {
  homeRegionOfShard,
  ID_BYTES,
  orderIdFrom,
  type Region,
  referenceOf,
  SHARDS,
  shardOf,
} from '@/server/domain/ids';
import { databaseClient } from '@/server/database-client';
import { auditStore } from '../audit';
import { cartStore } from '../carts';
import { checkoutStore } from '../checkouts';
import { deliveryStore } from '../deliveries';
import { evidenceStore } from '../evidence-rows';
import { mailStore } from '../mails';
import { orderStore } from '../orders';
import { paymentOperationStore } from '../payment-operations';
import { productStore } from '../products';
import { reservationStore } from '../reservations';
import { salesStore } from '../sales';
import { shardStore } from '../shards';
import { connect, refusalCode } from '../sql';
import { type FreshDatabase, freshDatabase } from './fresh-database';

export const T0 = Date.UTC(2026, 10, 22, 12);
export const MUG = { sku: 'mug', name: 'Mug', quantity: 1, unitPriceMinor: 4_900 };
export const PAIR = { sku: 'lamp', name: 'Lamp', quantity: 2, unitPriceMinor: 2_500 };

export type GivenStore = Awaited<ReturnType<typeof givenStore>>;

/** Call it in `beforeAll`, and `drop` in `afterAll`. Every shard begins at epoch 1, unheld; 1,000 of each product are there. */
export async function givenStore(connections = 12, given?: FreshDatabase) {
  const database = given ?? (await freshDatabase());
  const sql = connect(database.url, connections);
  const poolOf = (url: string, max: number) => new pg.Pool({ Client: databaseClient(url), connectionString: url, max });
  const appPool = poolOf(database.url, 24);
  const ownerPool = poolOf(database.ownerUrl, 4);
  // the database is dropped with connections still open
  for (const pool of [appPool, ownerPool]) pool.on('error', () => undefined);
  const app = async (text: string, values: readonly unknown[] = []) => (await appPool.query(text, [...values])).rows;
  const owner = async (text: string, values: readonly unknown[] = []) =>
    (await ownerPool.query(text, [...values])).rows;
  await seed(owner);
  return {
    database,
    sql,
    /** One statement as the app's role. */
    app,
    /** One statement as the owner of the tables. */
    owner,
    appPool,
    audit: auditStore(sql),
    carts: cartStore(sql),
    checkouts: checkoutStore(sql),
    deliveries: deliveryStore(sql),
    evidence: evidenceStore(sql),
    mails: mailStore(sql),
    orders: orderStore(sql),
    operations: paymentOperationStore(sql),
    products: productStore(sql),
    reservations: reservationStore(sql),
    sales: salesStore(sql),
    shards: shardStore(sql),
    available: async (sku: string): Promise<number> =>
      (await app('select available from inventory.stock where sku = $1', [sku]))[0].available,
    setStock: (sku: string, available: number) =>
      owner('update inventory.stock set available = $2 where sku = $1', [sku, available]),
    async drop() {
      await Promise.all([sql.close(), appPool.end(), ownerPool.end()]);
      await database.drop();
    },
  };
}

async function seed(owner: (text: string, values?: readonly unknown[]) => Promise<unknown>): Promise<void> {
  const shards = Array.from({ length: SHARDS }, (_, shard) => shard);
  await owner(
    'insert into orders.shards (shard, region, epoch) select s, r, 1 from unnest($1::int[], $2::text[]) as n(s, r)',
    [shards, shards.map(homeRegionOfShard)],
  );
  await owner(
    `insert into inventory.products (sku, name, price_minor, currency, category, picture, position)
     values ('mug', 'Mug', 4900, 'EUR', 'kitchen', 'mug', 1), ('lamp', 'Lamp', 2500, 'EUR', 'light', 'lamp', 2)`,
  );
  await owner(`insert into inventory.stock (sku, available) values ('mug', 1000), ('lamp', 1000)`);
}

/** A new order id that lives in `region`. */
export const orderIdIn = (region: Region): string => orderIdWhere((shard) => homeRegionOfShard(shard) === region);

/** A new order id of this shard. */
export const orderIdOn = (shard: number): string => orderIdWhere((its) => its === shard);

function orderIdWhere(isWanted: (shard: number) => boolean): string {
  for (;;) {
    const orderId = orderIdFrom(randomBytes(ID_BYTES));
    if (isWanted(shardOf(orderId))) return orderId;
  }
}

/** An intent of one mug, in a region of its own choice: the shard's. */
export function intentOf(change: Partial<OrderIntent> = {}): OrderIntent {
  const orderId = change.orderId ?? orderIdIn('east');
  const lines = change.lines ?? [MUG];
  return {
    orderId,
    shard: shardOf(orderId),
    region: homeRegionOfShard(shardOf(orderId)),
    reference: referenceOf(orderId),
    total: {
      amountMinor: lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0),
      currency: 'EUR',
    },
    email: 'ada@example.test',
    cartId: 'crt_e_1',
    cartVersion: 2,
    paymentMethod: 'pm_card_visa',
    payloadFingerprint: 'f'.repeat(64),
    statusTokenHash: '00'.repeat(32),
    lines,
    ...change,
  };
}

export const HELD_UNTIL = T0 + 30 * 60_000;

const pay: PlacementScope = {
  kind: 'pay',
  heldUntilMs: HELD_UNTIL,
  plan: { deadlineAtMs: T0 + 2_000, lastSendAtMs: T0 + 12_000, nextCheckAtMs: T0 + 4_000 },
};

const ASKED = { requestId: 'req_test', traceId: 'a'.repeat(32), region: 'east', nowMs: T0 } as const;

export const placementOf = (intent: OrderIntent, scope: PlacementScope = pay): Placement =>
  placeOrder(intent, scope, ASKED);

export const HOLD_ONLY: PlacementScope = {
  kind: 'hold_only',
  heldUntilMs: HELD_UNTIL,
  refusal: { code: 'payment_unavailable', retryAfterSeconds: 5 },
};

/** A placed order, on its way to the provider unless `scope` says otherwise. */
export async function placed(store: GivenStore, change: Partial<OrderIntent> = {}, scope = pay): Promise<OrderIntent> {
  const intent = intentOf(change);
  const answer = await store.orders.place(placementOf(intent, scope));
  if (answer.kind !== 'placed') throw new Error(`the order was not placed: ${answer.kind}`);
  return intent;
}

/** What the database said no with: the migration's own code or SQLSTATE, and the constraint. Fails when it said yes. */
export async function refusalOf(statement: Promise<unknown>): Promise<{ code: string; constraint: string | null }> {
  const error = await statement.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  const refusal = refusalCode(error);
  if (refusal === null) throw new Error(`the database accepted it, or failed otherwise: ${String(error)}`);
  return refusal;
}
