import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GivenStore, givenStore } from '@/server/stores/testing/given-store';
import { type GivenProvider, givenProvider } from './testing/given-provider';
import { type GivenShop, givenShop } from './testing/given-shop';
import { type MovedClock, movedClock } from './testing/moved-clock';

let store: GivenStore;
let provider: GivenProvider;
let clock: MovedClock;
let shop: GivenShop;

beforeAll(async () => {
  store = await givenStore(20);
  provider = await givenProvider();
  clock = movedClock();
  shop = givenShop({ store, provider: provider.provider, clock });
  shop.startDeciding();
  await shop.untilAdmitting();
});
afterAll(async () => {
  await shop.close();
  await provider.close();
  await store.drop();
});
beforeEach(() => provider.setFaults({}));

async function authorized(method = 'pm_card_visa') {
  const { orderId, request } = await shop.open();
  await shop.submit(request(method));
  return orderId;
}
const operation = async (orderId: string, kind: 'capture' | 'void') =>
  (await store.operations.list(orderId)).find((each) => each.kind === kind);
const casesOf = (orderId: string) =>
  store.app('select reason, at_risk_minor, state from operations.cases where order_id = $1', [orderId]);
/** To when the follow-up is due again. */
async function untilDue(orderId: string, kind: 'capture' | 'void') {
  const due = (await operation(orderId, kind))?.nextCheckAtMs ?? clock.nowMs();
  clock.advance(Math.max(0, due - clock.nowMs()));
}

describe('a capture', () => {
  it('that the provider did not answer is sent again under the same key until it is acknowledged', async () => {
    const orderId = await authorized();
    await provider.setFaults({ error_500_before_rate: 1 });
    await shop.settle();
    expect(await operation(orderId, 'capture')).toMatchObject({ state: 'unknown', attempts: 1 });
    await provider.setFaults({});
    await untilDue(orderId, 'capture');
    await shop.settle();
    expect(await operation(orderId, 'capture')).toMatchObject({ state: 'acknowledged', attempts: 2 });
    expect(await provider.ledger(orderId)).toEqual(['authorized', 'captured']);
  });

  it('that was made although the provider said 500, and repeats the 500 under its key, is found to be made', async () => {
    const orderId = await authorized();
    await provider.setFaults({ error_500_after_rate: 1 });
    await shop.settle();
    expect(await provider.ledger(orderId)).toEqual(['authorized', 'captured']);
    await provider.setFaults({});
    await untilDue(orderId, 'capture');
    await shop.settle();
    expect(await operation(orderId, 'capture')).toMatchObject({ state: 'acknowledged', nextCheckAtMs: null });
    expect(await provider.ledger(orderId)).toEqual(['authorized', 'captured']);
  });

  it('first tried twenty hours ago is never sent again, only looked up', async () => {
    const [made, unmade] = [await authorized(), await authorized()];
    await provider.setFaults({ error_500_before_rate: 1 });
    await shop.settle();
    // the first of the two arrived after all, under a key that the provider has forgotten by now
    await provider.setFaults({});
    const pay = (await store.operations.list(made))[0];
    await provider.provider.capture({
      orderId: made,
      operation: 'elsewhere',
      providerReference: pay?.providerReference ?? '',
      amount: { amountMinor: 4_900, currency: 'EUR' },
      remainingMs: 5_000,
    });
    clock.advance(20 * 3_600_000);
    const calls = await provider.requestsTo('POST /v1/payment_intents/:id/capture');
    expect(calls).toBeGreaterThan(0);
    await shop.settle();
    expect(await provider.requestsTo('POST /v1/payment_intents/:id/capture')).toBe(calls);
    expect(await operation(made, 'capture')).toMatchObject({ state: 'acknowledged' });
    expect(await operation(unmade, 'capture')).toMatchObject({ state: 'failed' });
    expect(await provider.ledger(unmade)).toEqual(['authorized']);
    expect(await casesOf(unmade)).toEqual([{ reason: 'capture_failed', at_risk_minor: 4_900, state: 'open' }]);
    expect(await casesOf(made)).toEqual([]);
  });

  it('that is never acknowledged is given to a person after twelve tries', async () => {
    const orderId = await authorized();
    await provider.setFaults({ error_500_before_rate: 1 });
    for (let tries = 1; tries <= 12; tries++) {
      await untilDue(orderId, 'capture');
      await shop.settle();
      if (tries < 12) expect(await casesOf(orderId)).toEqual([]);
    }
    expect(await operation(orderId, 'capture')).toMatchObject({ state: 'unknown', attempts: 12, nextCheckAtMs: null });
    expect(await casesOf(orderId)).toMatchObject([{ reason: 'capture_failed', state: 'open' }]);
    expect((await store.evidence.list(orderId)).at(-1)).toMatchObject({ kind: 'case_opened' });
  });
});

describe('a void', () => {
  it('that is not acknowledged leaves the order under reconciliation, and its money is told to be returning', async () => {
    const orderId = await authorized('pm_evident_wrong_amount');
    await provider.setFaults({ error_500_before_rate: 1 });
    await shop.settle();
    expect((await store.orders.get(orderId))?.state).toBe('needs_reconciliation');
    await provider.setFaults({});
    await untilDue(orderId, 'void');
    await shop.settle();
    expect((await store.orders.get(orderId))?.state).toBe('failed_safely');
    expect(await provider.ledger(orderId)).toEqual(['authorized', 'voided']);
  });

  it('that was made although the provider said 500 ends the order all the same', async () => {
    const orderId = await authorized('pm_evident_wrong_amount');
    await provider.setFaults({ error_500_after_rate: 1 });
    await shop.settle();
    await provider.setFaults({});
    await untilDue(orderId, 'void');
    await shop.settle();
    expect((await store.orders.get(orderId))?.state).toBe('failed_safely');
    expect(await operation(orderId, 'void')).toMatchObject({ state: 'acknowledged' });
    expect(await provider.ledger(orderId)).toEqual(['authorized', 'voided']);
  });
});
