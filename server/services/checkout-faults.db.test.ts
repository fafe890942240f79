import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type GivenStore, givenStore } from '@/server/stores/testing/given-store';
import { type GivenProvider, givenProvider, type KeptWebhook } from './testing/given-provider';
import { type GivenShop, givenShop } from './testing/given-shop';
import { type MovedClock, movedClock } from './testing/moved-clock';

const SETTLE_TIME_MS = 60_000;

let store: GivenStore;
let provider: GivenProvider;
let clock: MovedClock;
let shop: GivenShop;

beforeAll(async () => {
  store = await givenStore(20);
  provider = await givenProvider();
  clock = movedClock();
  shop = givenShop({ store, provider: provider.provider, clock, settleTimeMs: SETTLE_TIME_MS });
  shop.startDeciding();
  await shop.untilAdmitting();
});
afterAll(async () => {
  await shop.close();
  await provider.close();
  await store.drop();
});
beforeEach(async () => {
  clock.setImpatient(false);
  await provider.setFaults({});
});

const orderOf = async (orderId: string) => {
  const status = await store.orders.status(orderId);
  if (status === null) throw new Error(`there is no order ${orderId}`);
  return status.order;
};
const kinds = async (orderId: string) => (await store.evidence.list(orderId)).map(({ kind }) => kind);
const deliver = async (orderId: string, webhook: KeptWebhook | undefined): Promise<string> => {
  const event = provider.provider.verify(webhook?.body ?? '', webhook?.signature ?? '');
  if (event === null || typeof event === 'string') return `not for us: ${event}`;
  return shop.receiver.receive(event, event.orderId ?? '', 'req_webhook', 'b'.repeat(32));
};
/** The order's webhooks, once there are so many. */
const webhooks = (orderId: string, least = 1, timeout = 20_000) =>
  vi.waitFor(
    () => {
      const kept = provider.webhooksOf(orderId);
      if (kept.length < least) throw new Error(`${kept.length} webhooks of ${least}`);
      return kept;
    },
    { timeout, interval: 25 },
  );
/** The patience of seconds passes in a fraction of one. */
const submitImpatiently = async (method: string) => {
  const checkout = await shop.open();
  clock.setImpatient(true);
  const answer = await shop.submit(checkout.request(method));
  clock.setImpatient(false);
  return { ...checkout, answer };
};

describe('a provider that was silent and answers again', () => {
  it('is asked about those whose next look-up is hours away, one after the other, without anybody’s doing', async () => {
    const pending = [];
    for (let n = 0; n < 5; n++) pending.push((await submitImpatiently('pm_evident_hang_before')).orderId);
    // so many look-ups were not answered that the next ones are far away; one is due
    await store.owner(
      `update payments.operations set checks_done = 6, next_check_at = next_check_at + interval '2 hours' where order_id = any($1)`,
      [pending.slice(1)],
    );
    clock.advance(SETTLE_TIME_MS + 20_000);
    await shop.settle();
    for (const orderId of pending) expect(await orderOf(orderId)).toMatchObject({ state: 'failed_safely' });
    for (const orderId of pending) expect(await provider.ledger(orderId)).toEqual([]);
  });
});

describe('an answer that never comes', () => {
  it('after the provider accepted: pending, held for the customer, then confirmed by the look-up, charged once', async () => {
    const { orderId, answer, statusToken, request } = await submitImpatiently('pm_evident_hang_after_accept');
    expect(answer).toMatchObject({ kind: 'order', status: { order: { state: 'payment_pending', version: 4 } } });
    expect(await shop.read(orderId, statusToken)).toMatchObject({ money_position: 'unknown', pay_again: 'not_needed' });
    expect(await shop.submit(request('pm_evident_hang_after_accept'))).toMatchObject({ replayed: true });
    clock.advance(5_000);
    await shop.settle();
    expect(await orderOf(orderId)).toMatchObject({ state: 'order_confirmed', version: 5 });
    await shop.settle();
    expect(await provider.ledger(orderId)).toEqual(['authorized', 'captured']);
    expect(await kinds(orderId)).toEqual(expect.arrayContaining(['gateway_stopped_waiting', 'lookup_answered']));
  });

  it('before the provider accepted: pending until not found is proof, and only then failed safely', async () => {
    const before = await store.available('mug');
    const { orderId, answer } = await submitImpatiently('pm_evident_hang_before_accept');
    expect(answer).toMatchObject({ status: { order: { state: 'payment_pending' } } });
    const lastSendAtMs = (await store.operations.list(orderId))[0]?.lastSendAtMs ?? 0;
    clock.advance(3_000);
    await shop.settle();
    expect(await kinds(orderId)).toContain('lookup_answered');
    expect((await orderOf(orderId)).state).toBe('payment_pending');
    for (let looks = 0; looks < 8 && (await orderOf(orderId)).state === 'payment_pending'; looks++) {
      const next = (await store.operations.list(orderId))[0]?.nextCheckAtMs ?? 0;
      clock.advance(Math.max(0, next - clock.nowMs()));
      await shop.settle();
    }
    const order = await orderOf(orderId);
    expect(order).toMatchObject({ state: 'failed_safely', reason: 'never_accepted' });
    expect(order.updatedAtMs).toBeGreaterThanOrEqual(lastSendAtMs + SETTLE_TIME_MS);
    expect(await provider.ledger(orderId)).toEqual([]);
    expect(await store.available('mug')).toBe(before);
  });

  it('is settled by a webhook that comes late, without any look-up', async () => {
    const { orderId } = await submitImpatiently('pm_evident_hang_after_accept');
    const [webhook] = await webhooks(orderId);
    expect(await deliver(orderId, webhook)).toBe('taken');
    await vi.waitFor(async () => expect((await orderOf(orderId)).state).toBe('order_confirmed'), { timeout: 15_000 });
    expect(await kinds(orderId)).not.toContain('lookup_answered');
    expect(await provider.ledger(orderId)).toEqual(['authorized']);
  });

  it('of a slow provider is pending first, and confirmed by the answer itself when it comes', async () => {
    const { orderId, answer } = await submitImpatiently('pm_evident_slow_10s');
    expect(answer).toMatchObject({ status: { order: { state: 'payment_pending' } } });
    await vi.waitFor(async () => expect((await orderOf(orderId)).state).toBe('order_confirmed'), { timeout: 20_000 });
    expect(await provider.ledger(orderId)).toEqual(['authorized']);
  });

  it('500 after the provider accepted is no decline: looked up, confirmed, charged once', async () => {
    const { orderId } = await submitImpatiently('pm_evident_500_after_accept');
    expect((await orderOf(orderId)).state).toBe('payment_pending');
    expect(await provider.ledger(orderId)).toEqual(['authorized']);
    clock.advance(5_000);
    await shop.settle();
    expect((await orderOf(orderId)).state).toBe('order_confirmed');
    expect(await provider.ledger(orderId)).toEqual(['authorized', 'captured']);
  });
});

describe('webhooks', () => {
  it('that come five times act once', async () => {
    const { orderId, request } = await shop.open();
    await shop.submit(request('pm_evident_webhook_five_times'));
    const kept = await webhooks(orderId, 5);
    const answers: string[] = [];
    for (const webhook of kept) answers.push(await deliver(orderId, webhook));
    expect(answers.filter((each) => each === 'known')).toHaveLength(1);
    expect(answers.filter((each) => each === 'duplicate')).toHaveLength(4);
    expect(await orderOf(orderId)).toMatchObject({ state: 'order_confirmed', version: 4 });
  });

  it('that are lost leave the answer as evidence enough', async () => {
    const { orderId, request } = await shop.open();
    expect(await shop.submit(request('pm_evident_webhook_lost'))).toMatchObject({
      status: { order: { state: 'order_confirmed' } },
    });
    await shop.settle();
    expect(await provider.ledger(orderId)).toEqual(['authorized', 'captured']);
    expect(await kinds(orderId)).not.toContain('webhook_received');
  });

  it('that come before the API’s own answer confirm the order; the answer then changes nothing', async () => {
    const checkout = await shop.open();
    const real = provider.provider;
    const early = givenShop({
      store,
      clock,
      provider: {
        ...real,
        async authorize(call) {
          const outcome = await real.authorize(call);
          const [webhook] = await webhooks(checkout.orderId);
          expect(await deliver(checkout.orderId, webhook)).toBe('taken');
          return outcome;
        },
      },
    });
    await early.untilAdmitting();
    expect(await early.submit(checkout.request())).toMatchObject({
      status: { order: { state: 'order_confirmed', version: 4 } },
    });
    await early.close();
    await vi.waitFor(
      async () =>
        expect(await kinds(checkout.orderId)).toEqual(expect.arrayContaining(['call_answered', 'webhook_received'])),
      20_000,
    );
    expect(await provider.ledger(checkout.orderId)).toEqual(['authorized']);
  });

  it('that come in the wrong order end as if they had come in the right one', async () => {
    const { orderId, request } = await shop.open();
    await shop.submit(request('pm_evident_wrong_amount'));
    await shop.settle();
    await vi.waitFor(async () => expect(await provider.ledger(orderId)).toEqual(['authorized', 'voided']), {
      timeout: 15_000,
    });
    const kept = await webhooks(orderId, 2);
    for (const webhook of [...kept].reverse()) await deliver(orderId, webhook);
    await shop.settle();
    expect(await orderOf(orderId)).toMatchObject({ state: 'failed_safely', version: 5 });
    expect((await store.operations.list(orderId))[0]?.state).toBe('voided');
  });

  it('that name an order of nobody move nothing', async () => {
    const { orderId, request } = await shop.open();
    await shop.submit(request());
    const [webhook] = await webhooks(orderId);
    const event = provider.provider.verify(webhook?.body ?? '', webhook?.signature ?? '');
    if (event === null || typeof event === 'string') throw new Error('it was genuine');
    expect(await shop.receiver.receive(event, 'ord_nobody', 'req_x', 'c'.repeat(32))).toBe('no_such_operation');
  });
});

describe('money that does not fit', () => {
  it('of another amount is never confirmed: under reconciliation with a case, voided, and failed safely once that is acknowledged', async () => {
    const before = await store.available('mug');
    const { orderId, request, statusToken } = await shop.open();
    expect(await shop.submit(request('pm_evident_wrong_amount'))).toMatchObject({
      status: { order: { state: 'needs_reconciliation', reason: 'amount_mismatch' } },
    });
    expect(await shop.read(orderId, statusToken)).toMatchObject({
      money_position: 'returning',
      pay_again: 'not_needed',
    });
    const cases = await store.app('select reason, state, severity from operations.cases where order_id = $1', [
      orderId,
    ]);
    expect(cases).toEqual([{ reason: 'amount_mismatch', state: 'open', severity: 'high' }]);
    await shop.settle();
    expect(await orderOf(orderId)).toMatchObject({ state: 'failed_safely', reason: 'compensated' });
    expect(await provider.ledger(orderId)).toEqual(['authorized', 'voided']);
    expect(await shop.read(orderId, statusToken)).toMatchObject({ money_position: 'returned' });
    expect(await store.available('mug')).toBe(before);
  });

  it('that is authorized when the hold is gone is given back, not kept', async () => {
    const { orderId } = await submitImpatiently('pm_evident_hang_after_accept');
    clock.advance(25 * 3_600_000);
    await shop.settle();
    expect(await orderOf(orderId)).toMatchObject({ state: 'failed_safely' });
    expect(await provider.ledger(orderId)).toEqual(['authorized', 'voided']);
  });

  it('that comes after the order failed safely opens a case, is voided, and never reopens the order', async () => {
    const { orderId } = await submitImpatiently('pm_evident_hang_after_accept');
    await provider.setFaults({ lookup_lag_ms: 7 * 86_400_000 });
    for (let looks = 0; looks < 9 && (await orderOf(orderId)).state === 'payment_pending'; looks++) {
      clock.advance(Math.max(0, ((await store.operations.list(orderId))[0]?.nextCheckAtMs ?? 0) - clock.nowMs()));
      await shop.settle();
    }
    expect(await orderOf(orderId)).toMatchObject({ state: 'failed_safely', reason: 'never_accepted' });
    await provider.setFaults({});
    const [webhook] = await webhooks(orderId);
    expect(await deliver(orderId, webhook)).toBe('taken');
    await shop.settle();
    expect(await orderOf(orderId)).toMatchObject({ state: 'failed_safely', version: 5 });
    expect(await provider.ledger(orderId)).toEqual(['authorized', 'voided']);
    const cases = await store.app('select reason from operations.cases where order_id = $1', [orderId]);
    expect(cases).toEqual([{ reason: 'stray_authorization' }]);
  });
});
