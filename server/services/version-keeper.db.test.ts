/** The switch of a new version, on real records: who is alive, who reports, and what is written. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FIRST_VERSIONS, NEWEST_VERSIONS, PREVIOUS_VERSIONS, type ReaderReport } from '../contracts/agreed-versions';
import { CONSUMERS } from '../contracts/messages';
import { agreedOperations, agreedOrders } from './agreed-writers';
import { VersionKeeper } from './version-keeper';
import { messageReaderStore } from '../stores/message-readers';
import { AUTHORIZED, decisionOf, reportOf } from '../stores/testing/decisions';
import { type GivenStore, givenStore, placed, T0 } from '../stores/testing/given-store';

let store: GivenStore;
beforeAll(async () => {
  store = await givenStore(20);
});
beforeEach(async () => {
  await store.owner('delete from messaging.readers');
  await store.owner('delete from orders.workers');
});
afterAll(() => store.drop());

const keeper = (process: string, role: ReaderReport['role'] = 'worker', reads = () => NEWEST_VERSIONS) =>
  new VersionKeeper({
    reads,
    process,
    build: 'b2',
    region: 'east',
    role,
    consumers: role === 'web' ? [] : CONSUMERS,
    readers: messageReaderStore(store.sql),
  });

const oldReader = (process: string) =>
  store.app(
    `insert into messaging.readers (process, build, region, role, consumers, reads, writes)
     values ($1, 'b1', 'east', 'worker', '{order-owner,mail,sales}', '{"payment_authorized": 1}', '{}')`,
    [process],
  );

describe('the version that is written', () => {
  it('is the first until the process has heard, and the newest once every live reader reads it', async () => {
    const worker = keeper('worker-east-1');
    expect(worker.versions()).toEqual(FIRST_VERSIONS);
    expect(await worker.beat()).toBe(1);
    expect(worker.versions()).toEqual(NEWEST_VERSIONS);
    expect(await worker.beat()).toBe(0);
  });

  it('goes back within one beat when an older reader comes up, and forth when it has gone', async () => {
    const [worker, web] = [keeper('worker-east-1'), keeper('web-east-1', 'web')];
    await worker.beat();
    await web.beat();
    expect(web.versions()).toEqual(NEWEST_VERSIONS);
    await oldReader('worker-east-0');
    await web.beat();
    expect(web.versions()).toEqual(FIRST_VERSIONS);
    await store.app(
      `update messaging.readers set seen_at = clock_timestamp() - interval '21 seconds' where process = 'worker-east-0'`,
    );
    await web.beat();
    expect(web.versions()).toEqual(NEWEST_VERSIONS);
  });

  it('goes back within one beat when a reader says that it reads less from now on, as in a drill', async () => {
    let reads = NEWEST_VERSIONS;
    const worker = keeper('worker-east-1', 'worker', () => reads);
    await worker.beat();
    expect(worker.versions()).toEqual(NEWEST_VERSIONS);
    reads = PREVIOUS_VERSIONS;
    await worker.beat();
    expect(worker.versions()).toEqual(PREVIOUS_VERSIONS);
    reads = NEWEST_VERSIONS;
    await worker.beat();
    expect(worker.versions()).toEqual(NEWEST_VERSIONS);
  });

  it('stays the first while a worker attends to its shards and does not report: it is of a build before reports', async () => {
    const worker = keeper('worker-east-1');
    await store.shards.attend('east', 'worker-east-1', 1_000);
    await store.shards.attend('east', 'worker-of-yesterday', 1_000);
    await worker.beat();
    expect(worker.versions()).toEqual(FIRST_VERSIONS);
    await store.shards.release('worker-of-yesterday');
    await worker.beat();
    expect(worker.versions()).toEqual(NEWEST_VERSIONS);
  });

  it('is what stands in the outbox, of a payment and of a decision, with the instant that each version means', async () => {
    const reader = keeper('worker-east-1');
    const [operations, orders] = [agreedOperations(store.operations, reader), agreedOrders(store.orders, reader)];
    const written = async () => {
      const { orderId } = await placed(store);
      await operations.record(reportOf(orderId, AUTHORIZED));
      const record = await decisionOf(store, orderId, AUTHORIZED);
      await orders.decide([record], T0 + 60_000);
      return store.app(
        `select schema, schema_version, payload, extract(epoch from recorded_at)::float8 * 1000 as recorded_at_ms from messaging.outbox
         where order_id = $1 order by position`,
        [orderId],
      );
    };
    const [authorized, confirmed] = await written();
    expect(authorized).toMatchObject({ schema: 'payment_authorized', schema_version: 1 });
    expect(authorized.payload).not.toHaveProperty('observed_at_ms');
    expect(confirmed).toMatchObject({ schema: 'order_confirmed', schema_version: 1 });
    expect(confirmed.payload.confirmed_at_ms).not.toBe(confirmed.recorded_at_ms);
    await reader.beat();
    const [authorized2, confirmed2] = await written();
    expect(authorized2).toMatchObject({ schema_version: 2, payload: { observed_at_ms: expect.any(Number) } });
    expect(confirmed2).toMatchObject({ schema_version: 2, payload: { confirmed_at_ms: T0 + 60_000 } });
    expect(confirmed2.recorded_at_ms).toBe(T0 + 60_000);
  });
});

describe('a report', () => {
  it('is gone with its process', async () => {
    const worker = keeper('worker-east-1');
    await worker.beat();
    await worker.leave();
    expect(await messageReaderStore(store.sql).live(20_000)).toEqual({ readers: [], unreported: 0 });
  });
});
