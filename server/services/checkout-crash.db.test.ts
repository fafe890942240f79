import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PaymentProvider } from '@/server/ports/payment-provider';
import { type GivenStore, givenStore } from '@/server/stores/testing/given-store';
import { type GivenProvider, givenProvider } from './testing/given-provider';
import { type GivenShop, givenShop } from './testing/given-shop';
import { type MovedClock, movedClock } from './testing/moved-clock';

const NEVER = new Promise<never>(() => undefined);
const SETTLE_TIME_MS = 60_000;

let store: GivenStore;
let provider: GivenProvider;
let clock: MovedClock;
/** The process that comes after the one that died. */
let next: GivenShop;

beforeAll(async () => {
  store = await givenStore(20);
  provider = await givenProvider();
  clock = movedClock();
  next = givenShop({ store, provider: provider.provider, clock, settleTimeMs: SETTLE_TIME_MS });
  await next.untilAdmitting();
});
afterAll(async () => {
  await next.close();
  await provider.close();
  await store.drop();
});

/** A process of which nothing more is heard once `authorize` has begun: neither its answer nor its patience comes to an end. */
async function dyingIn(authorize: PaymentProvider['authorize']): Promise<GivenShop> {
  const dead = { ...clock, nowMs: () => clock.nowMs(), sleep: () => NEVER };
  const shop = givenShop({ store, clock: dead, provider: { ...provider.provider, authorize } });
  await shop.untilAdmitting();
  return shop;
}

async function placedByTheDead(authorize: PaymentProvider['authorize']) {
  const shop = await dyingIn(authorize);
  const checkout = await shop.open();
  void shop.submit(checkout.request());
  await vi.waitFor(async () => expect((await store.orders.get(checkout.orderId))?.state).toBe('payment_authorizing'), {
    timeout: 15_000,
  });
  return checkout;
}

const stateOf = async (orderId: string) => (await store.orders.get(orderId))?.state;

async function settleAt(orderId: string, state: string) {
  for (let looks = 0; looks < 9 && (await stateOf(orderId)) !== state; looks++) {
    const due = (await store.operations.list(orderId))[0]?.nextCheckAtMs ?? clock.nowMs();
    clock.advance(Math.max(0, due - clock.nowMs()));
    await next.settle();
  }
  expect(await stateOf(orderId)).toBe(state);
}

describe('a process that dies', () => {
  it('before its call was made leaves an order that becomes pending and fails safely, uncharged', async () => {
    const { orderId } = await placedByTheDead(() => NEVER);
    await next.settle();
    expect(await stateOf(orderId)).toBe('payment_authorizing');
    clock.advance(2_100);
    await next.settle();
    expect(await stateOf(orderId)).toBe('payment_pending');
    await settleAt(orderId, 'failed_safely');
    expect(await provider.ledger(orderId)).toEqual([]);
  });

  it('after its call leaves an order that is found paid, confirmed and captured once', async () => {
    const { orderId, request } = await placedByTheDead(async (call) => {
      await provider.provider.authorize(call);
      return NEVER;
    });
    await vi.waitFor(async () => expect(await provider.ledger(orderId)).toEqual(['authorized']), { timeout: 15_000 });
    clock.advance(2_100);
    const again = next.submit(request());
    await next.settle();
    expect(await again).toMatchObject({ kind: 'order', replayed: true });
    await settleAt(orderId, 'order_confirmed');
    expect(await provider.ledger(orderId)).toEqual(['authorized', 'captured']);
  });

  it('is followed by customers who press again: never a second call, never a second charge', async () => {
    const { orderId, request } = await placedByTheDead(async (call) => {
      await provider.provider.authorize(call);
      return NEVER;
    });
    await vi.waitFor(async () => expect(await provider.ledger(orderId)).toEqual(['authorized']), { timeout: 15_000 });
    const calls = await provider.requestsTo('POST /v1/payment_intents');
    clock.advance(10_000);
    await Promise.all(Array.from({ length: 10 }, () => next.submit(request())));
    expect(await provider.requestsTo('POST /v1/payment_intents')).toBe(calls);
    await settleAt(orderId, 'order_confirmed');
    expect(await provider.ledger(orderId)).toEqual(['authorized', 'captured']);
  });

  it('between a decision and its capture leaves a capture that the next one makes', async () => {
    const { orderId, request } = await next.open();
    const deciding = givenShop({ store, provider: provider.provider, clock });
    deciding.startDeciding();
    await deciding.untilAdmitting();
    await deciding.submit(request());
    await deciding.close();
    expect(await provider.ledger(orderId)).toEqual(['authorized']);
    await next.settle();
    expect(await provider.ledger(orderId)).toEqual(['authorized', 'captured']);
  });

  it('in the middle of a look-up leaves it to be claimed again', async () => {
    const { orderId } = await placedByTheDead(async (call) => {
      await provider.provider.authorize(call);
      return NEVER;
    });
    await vi.waitFor(async () => expect(await provider.ledger(orderId)).toEqual(['authorized']), { timeout: 15_000 });
    clock.advance(4_100);
    const dying = givenShop({ store, clock, provider: { ...provider.provider, lookUp: () => NEVER } });
    void dying.receiver.lookUpDue(8);
    await vi.waitFor(async () => expect((await store.operations.list(orderId))[0]?.checksDone).toBe(1), {
      timeout: 15_000,
    });
    clock.advance(20_001);
    await next.settle();
    expect(await stateOf(orderId)).toBe('order_confirmed');
  });
});
