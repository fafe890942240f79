import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AUTHORIZED, decisionOf, footprint } from './testing/decisions';
import { type GivenStore, givenStore, placed, T0 } from './testing/given-store';

let store: GivenStore;
beforeAll(async () => {
  store = await givenStore(20);
});
afterAll(() => store.drop());

async function confirmed() {
  const { orderId } = await placed(store);
  const record = await decisionOf(store, orderId, AUTHORIZED);
  await store.orders.decide([record], T0);
  return { orderId, messageId: record.messages[0]?.messageId ?? '' };
}

describe('a subscriber of a confirmed order', () => {
  it('queues one mail for twenty deliveries of the same message at once', async () => {
    const { orderId, messageId } = await confirmed();
    const mail = { orderId, messageId, recipient: 'ada@example.test', subject: 's', body: 'b' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => store.mails.consume(mail, T0)));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await footprint(store, orderId)).toMatchObject({
      'messaging.mails': 1,
      'messaging.inbox': 1,
      'messaging.deliveries': 1,
    });
  });

  it('counts a sale once for twenty deliveries at once, and every order', async () => {
    const orders = await Promise.all(Array.from({ length: 5 }, confirmed));
    const count = async () =>
      (
        await store.app(
          'select coalesce(sum(orders), 0)::int as orders, coalesce(sum(amount_minor), 0)::int as minor from operations.sales',
        )
      )[0];
    const before = await count();
    await Promise.all(
      orders.flatMap(({ orderId, messageId }) =>
        Array.from({ length: 20 }, () => store.sales.consume(orderId, messageId, 4_900, 'EUR', T0, T0)),
      ),
    );
    expect(await count()).toEqual({ orders: before.orders + 5, minor: before.minor + 5 * 4_900 });
  });

  it('acts once on its own even when another subscriber has acted', async () => {
    const { orderId, messageId } = await confirmed();
    const mail = { orderId, messageId, recipient: 'ada@example.test', subject: 's', body: 'b' };
    expect(await store.sales.consume(orderId, messageId, 1, 'EUR', T0, T0)).toBe(true);
    expect(await store.mails.consume(mail, T0)).toBe(true);
    expect(await store.sales.consume(orderId, messageId, 1, 'EUR', T0, T0)).toBe(false);
    expect(await footprint(store, orderId)).toMatchObject({ 'messaging.deliveries': 0, 'messaging.inbox': 2 });
  });

  it('parks what it cannot act on with its reason, off the queue and never lost', async () => {
    const { orderId, messageId } = await confirmed();
    await store.deliveries.park(
      { orderId, messageId, consumer: 'mail' },
      { code: 'unreadable', reason: 'unreadable' },
      [],
      T0,
    );
    const parked = await store.app('select consumer, reason from messaging.dead_letters where order_id = $1', [
      orderId,
    ]);
    expect(parked).toEqual([{ consumer: 'mail', reason: 'unreadable' }]);
    const queued = await store.app('select consumer from messaging.deliveries where order_id = $1', [orderId]);
    expect(queued).toEqual([{ consumer: 'sales' }]);
  });

  it('sends a mail again until it went, and gives it to a person after five tries', async () => {
    const { orderId, messageId } = await confirmed();
    await store.mails.consume({ orderId, messageId, recipient: 'a@b.test', subject: 's', body: 'b' }, T0);
    for (let tries = 1; tries <= 5; tries++) await store.mails.settle(orderId, messageId, 'down', T0, T0);
    expect(await store.mails.list(orderId, 5)).toMatchObject([{ state: 'failed', attempts: 5, lastError: 'down' }]);
    expect(await store.mails.requeue(orderId, messageId)).toBe(true);
    await store.mails.settle(orderId, messageId, null, T0, T0);
    expect(await store.mails.list(orderId, 5)).toMatchObject([{ state: 'sent', sentAtMs: T0 }]);
  });
});
