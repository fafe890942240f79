/** An order's records as they are carried from one region's database to the other's: all tables, in the order in which they are written. */
import { createHash } from 'node:crypto';
import { canonicalText, GENESIS_HASH } from '../../domain/evidence-chain';
import type { EvidenceRow } from '../../domain/evidence';
import type { CarriedOrder } from '../../domain/hand-over';
import type { OrderRecord } from '../../domain/order-record';
import { shardOf } from '../../domain/shard';
import type { Region } from '../../domain/region';
import { sha256 } from './evidence-rows';
import type { MemoryDatabase } from './memory-database';
import type { MemoryTable, RowsByOrder } from './memory-table';
import { raise } from './refusal';
import type { DeliveryRow } from './rows';

interface CarriedTable {
  readonly name: string;
  readonly records: (db: MemoryDatabase, orderId: string) => readonly string[];
  readonly write: (db: MemoryDatabase, orderId: string, record: string, region: Region) => void;
  readonly clear: (db: MemoryDatabase, orderId: string) => void;
}

type Written<Row> = (db: MemoryDatabase, row: Row, region: Region) => Row;

const same = <Row>(_db: MemoryDatabase, row: Row): Row => row;

/** A table whose rows are found by order. */
function listed<Row>(
  name: string,
  table: (db: MemoryDatabase) => RowsByOrder<Row>,
  written: Written<Row> = same,
): CarriedTable {
  return {
    name,
    records: (db, orderId) =>
      table(db)
        .of(orderId)
        .map((row) => JSON.stringify(row)),
    write: (db, orderId, record, region) => table(db).add(orderId, written(db, JSON.parse(record) as Row, region)),
    clear: (db, orderId) => table(db).clear(orderId),
  };
}

/** A table whose keys begin with the order's id; what its database numbers is no part of the record. */
function keyed<Row>(
  name: string,
  table: (db: MemoryDatabase) => MemoryTable<Row>,
  written: Written<Row> = same,
  carried: (row: Row) => unknown = (row) => row,
): CarriedTable {
  const keysOf = (db: MemoryDatabase, orderId: string): string[] =>
    [...table(db).keys()].filter((key) => key === orderId || key.startsWith(`${orderId}|`));
  return {
    name,
    records: (db, orderId) =>
      keysOf(db, orderId).map((key) => JSON.stringify([key, carried(table(db).get(key) as Row)])),
    write(db, _orderId, record, region) {
      const [key, row] = JSON.parse(record) as [string, Row];
      table(db).put(key, written(db, row, region));
    },
    clear(db, orderId) {
      for (const key of keysOf(db, orderId)) table(db).delete(key);
    },
  };
}

const TABLES: readonly CarriedTable[] = [
  listed('orders.transitions', (db) => db.transitions),
  // an order's region is the one that owns it
  keyed(
    'orders.orders',
    (db) => db.orders,
    (_db, order: OrderRecord, region) => ({ ...order, region }),
  ),
  listed('orders.lines', (db) => db.lines),
  keyed('orders.checkouts', (db) => db.checkouts),
  listed('orders.evidence', (db) => db.evidence, following),
  listed('orders.refunds', (db) => db.refunds),
  listed('inventory.reservations', (db) => db.reservations),
  listed('payments.operations', (db) => db.operations),
  keyed('payments.provider_events', (db) => db.providerEvents),
  keyed('messaging.outbox', (db) => db.outbox),
  keyed(
    'messaging.deliveries',
    (db) => db.deliveries,
    renumbered,
    ({ position: _position, ...row }) => row,
  ),
  keyed('messaging.inbox', (db) => db.inbox),
  keyed('messaging.dead_letters', (db) => db.deadLetters),
  keyed('messaging.mails', (db) => db.mails),
  listed('operations.cases', (db) => db.cases),
  listed('operations.case_history', (db) => db.caseHistory),
  listed('operations.repairs', (db) => db.repairs),
  keyed('operations.clicks', (db) => db.clicks),
];

function renumbered(db: MemoryDatabase, row: DeliveryRow): DeliveryRow {
  return { ...row, position: db.nextPosition() };
}

/** A carried evidence row keeps its number and its hash, and must follow from the row before it. */
function following(db: MemoryDatabase, row: EvidenceRow): EvidenceRow {
  const last = db.evidence.of(row.orderId).at(-1);
  const follows = row.seq === (last?.seq ?? 0) + 1 && row.prevHash === (last?.hash ?? GENESIS_HASH);
  if (!follows) raise('EV012', `evidence ${row.seq} of ${row.orderId} does not follow from the row before it`);
  if (row.hash !== sha256(canonicalText(row))) raise('EV012', `evidence ${row.seq} of ${row.orderId} is another`);
  return row;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

export function carriedOrder(db: MemoryDatabase, orderId: string): CarriedOrder {
  const rows = TABLES.flatMap(({ name, records }) => records(db, orderId).map((record) => ({ name, record })));
  const digest = md5(
    rows
      .map(({ name, record }) => md5(name + record))
      .sort()
      .join(''),
  );
  return { orderId, digest, tables: rows.map(({ name }) => name), records: rows.map(({ record }) => record) };
}

export function writeCarried(db: MemoryDatabase, { orderId, records, tables }: CarriedOrder, region: Region): void {
  for (const [n, record] of records.entries())
    TABLES.find(({ name }) => name === tables[n])?.write(db, orderId, record, region);
}

export function clearCarried(db: MemoryDatabase, orderId: string): void {
  for (const table of TABLES.toReversed()) table.clear(db, orderId);
}

/** In byte order: orders, checkouts that became none, and what names an order that never was. */
export function idsOfShard(db: MemoryDatabase, shard: number, after: string, limit: number): string[] {
  const ids = new Set([...db.orders.keys(), ...db.checkouts.keys()]);
  for (const { orderId } of [...db.cases.all(), ...db.providerEvents.values()]) if (orderId !== '') ids.add(orderId);
  return [...ids]
    .filter((orderId) => orderId > after && shardOf(orderId) === shard)
    .sort()
    .slice(0, limit);
}

/** One digest over all orders, as the sender computes it too. */
export const digestOf = (orders: readonly Pick<CarriedOrder, 'orderId' | 'digest'>[]): string =>
  md5(
    [...orders]
      .sort((a, b) => (a.orderId < b.orderId ? -1 : 1))
      .map(({ digest, orderId }) => orderId + digest)
      .join(''),
  );
