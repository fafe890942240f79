import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '@/server/ports/clock';
import { sandboxLedger } from '@/server/ports/provider-ledger';
import { PromiseKeeper, type PromiseReport } from '@/server/services/promise-keeper';
import { PromiseWatcher } from '@/server/services/promise-watcher';
import { promiseStore } from '@/server/stores/promise';
import { promiseCheckStore } from '@/server/stores/promise-checks';
import { connect, type Sql } from '@/server/stores/sql';
import { type GivenTwoRegions, givenTwoRegions } from './seed/given-past';

let given: GivenTwoRegions;
let owner: pg.Client;
let west: Sql;
let guards: { readonly table: string; readonly name: string }[];

beforeAll(async () => {
  given = await givenTwoRegions();
  expect(await given.run('scripts/seed.ts')).toMatchObject({ code: 0 });
  owner = new pg.Client({ connectionString: given.east.ownerUrl });
  await owner.connect();
  west = connect(given.west.url, 2);
  // foreign keys and checks; a primary key stays, for nothing breaks it here
  const constraints = await owner.query(
    `select conrelid::regclass::text as table, conname as name from pg_constraint
     where contype in ('f', 'c') and connamespace::regnamespace::text not in ('pg_catalog', 'information_schema', 'access') order by contype desc`,
  );
  guards = constraints.rows;
  // from now on the watcher looks at some orders by name: what changed, and in a store this small all that come round
  const checks = promiseCheckStore(eastSql, 'east');
  while ((await checks.look(0, 0)).orderIds === null) await watcher().check();
}, 120_000);
afterAll(async () => {
  await owner.end();
  await west.close();
  await given.end();
});

const idsOf = ({ verdicts }: PromiseReport) => verdicts.filter(({ broken }) => broken.length > 0).map(({ id }) => id);

/** East is read through the owner's own connection: what it broke in its open transaction, only who reads here sees. */
const eastSql: Sql = {
  rows: async <Row>(_name: string, text: string, values: readonly unknown[]) =>
    (await owner.query(text, [...values])).rows as Row[],
  close: async () => undefined,
};

/** The worker's check of east. */
const watcher = () =>
  new PromiseWatcher({
    clock: systemClock,
    promise: promiseStore(eastSql),
    checks: promiseCheckStore(eastSql, 'east'),
  });

function keeper(): PromiseKeeper {
  const region = (of: 'east' | 'west', sql: Sql) => ({
    region: of,
    promise: promiseStore(sql),
  });
  return new PromiseKeeper({
    clock: systemClock,
    regions: [region('east', eastSql), region('west', west)],
    ledger: sandboxLedger(given.apiBase),
  });
}

/** Breaks the records as only their owner could, with triggers and keys out of the way; then all is as it was. */
async function broken(...statements: string[]) {
  await owner.query('begin');
  try {
    for (const { table, name } of guards) await owner.query(`alter table ${table} drop constraint ${name}`);
    for (const table of new Set(['operations.audit', ...guards.map((each) => each.table)]))
      await owner.query(`alter table ${table} disable trigger user`);
    await owner.query('drop index orders.transitions_one_ending_key');
    for (const statement of statements) expect((await owner.query(statement)).rowCount, statement).toBeGreaterThan(0);
    const report = await keeper().check();
    const { sample } = await watcher().check();
    return {
      ids: idsOf(report),
      text: report.verdicts.flatMap((each) => each.broken.map(({ why }) => why)).join('\n'),
      /** What the records of east show by themselves, each as `S3 order-42: why`. */
      stored: report.verdicts
        .filter(({ says }) => !says.startsWith('at the provider'))
        .flatMap(({ broken: rows, id }) => rows.map(({ orderId, why }) => `${id} ${orderId}: ${why}`)),
      watched: sample.map(({ invariant, orderId, why }) =>
        [invariant, orderId && `${orderId}:`, why].filter(Boolean).join(' '),
      ),
    };
  } finally {
    await owner.query('rollback');
  }
}

const one = (state: string, more = 'true') =>
  `(select order_id from orders.orders where state = '${state}' and ${more} order by order_id limit 1)`;
const OLD = `updated_at < now() - interval '5 minutes'`;
const CONFIRMED = one('order_confirmed', OLD);
const DECLINED = one('failed_safely', `reason = 'declined' and ${OLD}`);

describe('the promise over a seeded store', () => {
  it('holds, and the money agrees with the provider to the cent', async () => {
    const report = await keeper().check();
    expect(idsOf(report)).toEqual([]);
    expect(report.orders).toBeGreaterThan(250);
    expect(report.money?.keptMinor).toBe(report.money?.confirmedMinor);
  });

  it('is told by the command, which ends well while it holds and badly when it does not', async () => {
    const sound = await given.run('scripts/promise.ts');
    expect(sound).toMatchObject({ code: 0 });
    expect(sound.output).toMatch(/\npromise: 0 broken in \d+ orders\n$/);
    await owner.query('alter table orders.evidence disable trigger evidence_append_only');
    const change = (to: string, from: string) =>
      owner.query(
        `update orders.evidence set actor = '${to}' where actor = '${from}' and seq = 1 and order_id = ${CONFIRMED}`,
      );
    await change('nobody', 'customer');
    const wrong = await given.run('scripts/promise.ts');
    await change('customer', 'nobody');
    await owner.query('alter table orders.evidence enable trigger evidence_append_only');
    expect(wrong).toMatchObject({ code: 1 });
    expect(wrong.output).toContain('evidence row 1: hash_differs');
    expect(wrong.output).toMatch(/\npromise: 1 broken in \d+ orders\n$/);
  }, 60_000);

  it('is told by the command about what changed alone, with the same exit codes', async () => {
    const sound = await given.run('scripts/promise.ts', '--incremental');
    expect(sound).toMatchObject({ code: 0 });
    expect(sound.output).toMatch(
      /^promise: 0 broken in \d+ orders of east; looked at \d+ in \d+ ms\npromise: 0 broken in/,
    );
    const quantity = (change: string) =>
      owner.query(`update orders.lines set quantity = quantity ${change} where order_id = ${CONFIRMED}`);
    await quantity('+ 1');
    const wrong = await given.run('scripts/promise.ts', '--incremental', '--json');
    await quantity('- 1');
    expect(wrong).toMatchObject({ code: 1 });
    expect(JSON.parse(wrong.output)).toMatchObject([
      { region: 'east', check: { sample: expect.arrayContaining([expect.objectContaining({ invariant: 'S12' })]) } },
      { region: 'west', check: { broken: 0 } },
    ]);
    const mended = await given.run('scripts/promise.ts', '--incremental', '--json');
    expect(JSON.parse(mended.output)).toMatchObject([{ check: { broken: 0 } }, { check: { broken: 0 } }]);
  }, 60_000);
});

describe('what breaks the promise is named', () => {
  it.each<[string, string, ...string[]]>([
    [
      'S1',
      '1 authorizations',
      `update payments.operations set operation = 'pay:another' where kind = 'authorize' and order_id = ${CONFIRMED}`,
    ],
    [
      'S2',
      'ended 2 times',
      `insert into orders.transitions (order_id, version, shard, from_version, from_state, to_state, owner_epoch, decided_by) select order_id, version + 1, shard, version, state, 'failed_safely', 1, 'nobody' from orders.orders where order_id = ${CONFIRMED}`,
    ],
    [
      'S2',
      'never committed',
      `update orders.evidence set detail = '{"state":"order_confirmed","version":9}' where kind = 'customer_told' and order_id = ${CONFIRMED}`,
    ],
    [
      'S3',
      'without an authorization',
      `update payments.operations set authorized_minor = authorized_minor + 1 where kind = 'authorize' and order_id = ${CONFIRMED}`,
    ],
    ['S3', 'without a hold', `update inventory.reservations set state = 'released' where order_id = ${CONFIRMED}`],
    [
      'S4',
      'while its payment is unknown',
      `update payments.operations set state = 'unknown' where kind = 'authorize' and order_id = ${DECLINED}`,
    ],
    [
      'S5',
      'in no queue',
      `update payments.operations set state = 'authorized', provider_reference = 'pi_x', next_check_at = null, updated_at = now() - interval '1 hour' where kind = 'authorize' and order_id = ${one('payment_pending')}`,
    ],
    [
      'S6',
      'is held while the order is failed_safely',
      `update inventory.reservations set state = 'held', settled_at = null where order_id = ${DECLINED}`,
    ],
    [
      'S6',
      'stock below zero',
      `update inventory.stock set available = -1 where sku = (select min(sku) from inventory.stock)`,
    ],
    [
      'S7',
      'after',
      `update orders.transitions set owner_epoch = owner_epoch - 1 where version = 4 and order_id = ${CONFIRMED}`,
    ],
    ['S7', 'the shard has', `update orders.transitions set owner_epoch = 99 where order_id = ${CONFIRMED}`],
    ['S8', 'its history ends at', `update orders.orders set state = 'failed_safely' where order_id = ${CONFIRMED}`],
    ['S8', 'version 3', `delete from orders.transitions where version = 2 and order_id = ${CONFIRMED}`],
    [
      'S10',
      'never published',
      `delete from messaging.outbox where schema = 'order_confirmed' and order_id = ${CONFIRMED}`,
    ],
    ['S10', 'is lost to sales', `delete from messaging.inbox where consumer = 'sales' and order_id = ${CONFIRMED}`],
    [
      'S10',
      'which nobody published',
      `insert into messaging.inbox (order_id, consumer, message_id) values (${CONFIRMED}, 'sales', 'msg:none')`,
    ],
    ['S10', 'there is no mail', `delete from messaging.mails where order_id = ${CONFIRMED}`],
    [
      'S11',
      'was sent at',
      `update payments.operations set first_attempt_at = first_attempt_at - interval '21 hours' where kind = 'authorize' and order_id = ${CONFIRMED}`,
    ],
    [
      'S12',
      'its lines come to',
      `update orders.lines set unit_price_minor = unit_price_minor + 1 where order_id = ${CONFIRMED}`,
    ],
    [
      'S12',
      'asks for',
      `update payments.operations set amount_minor = amount_minor + 1 where kind = 'authorize' and order_id = ${CONFIRMED}`,
    ],
    [
      'S12',
      'refunded 9999999 of',
      `insert into payments.operations (order_id, operation, kind, state, amount_minor, currency, provider_reference)
       select ${CONFIRMED}, 'refund:' || ${CONFIRMED} || ':1', 'refund', 'acknowledged', 9999999, 'EUR', provider_reference
       from payments.operations where kind = 'authorize' and order_id = ${CONFIRMED}`,
    ],
    [
      'S12',
      'was asked for by nobody',
      `insert into payments.operations (order_id, operation, kind, amount_minor, currency, provider_reference)
       values (${CONFIRMED}, 'refund:' || ${CONFIRMED} || ':1', 'refund', 1, 'EUR', 'pi_x')`,
    ],
    [
      'S13',
      'left no evidence',
      `delete from orders.evidence where kind = 'order_confirmed' and order_id = ${CONFIRMED}`,
    ],
    ['S13', 'hash_differs', `update orders.evidence set actor = 'nobody' where seq = 3 and order_id = ${CONFIRMED}`],
    ['S13', 'does not follow', `update operations.audit set reason = 'another' where seq = 1`],
  ])('%s: %s, by the check of everything and by that of each minute', async (id, why, ...statements) => {
    const found = await broken(...statements);
    expect(found.ids).toContain(id);
    expect(found.text).toContain(why);
    expect(found.watched.toSorted()).toEqual(found.stored.toSorted());
  });

  it.each([
    ['S16', 'the provider never took it'],
    ['S5', 'an order that is in no region'],
  ])('%s, which only the ledger shows: %s', async (id, why) => {
    const found = await broken(`update orders.orders set order_id = 'ord_unknown' where order_id = ${CONFIRMED}`);
    expect(found.ids).toContain(id);
    expect(found.text).toContain(why);
  });

  it('S4 from the provider’s side: its money still stands for an order that failed', async () => {
    const found = await broken(
      `update orders.orders set state = 'failed_safely', reason = 'declined' where order_id = ${CONFIRMED}`,
    );
    expect(found.ids).toEqual(expect.arrayContaining(['S4', 'S8']));
    expect(found.text).toContain('failed safely, and the provider still has');
  });

  it('and it holds again once all is as it was', async () => {
    expect(idsOf(await keeper().check())).toEqual([]);
    expect(await watcher().check()).toMatchObject({ broken: 0 });
  });
});
