import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type GivenStore, givenStore } from '@/server/stores/testing/given-store';
import type { PlaceResult } from './checkout-gateway';
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

const stateOf = (result: PlaceResult) => ('status' in result ? result.status.order.state : result.kind);
const orderOf = async (orderId: string) => (await store.orders.status(orderId))?.order;

describe('an order that is paid', () => {
  it('is confirmed in its answer, captured afterwards, charged once', async () => {
    const { orderId, request, statusToken } = await shop.open({ mug: 1, lamp: 2 });
    expect(await shop.submit(request())).toMatchObject({
      kind: 'order',
      replayed: false,
      status: { order: { state: 'order_confirmed', version: 4, total: { amountMinor: 9_900, currency: 'EUR' } } },
    });
    await shop.settle();
    expect(await provider.ledger(orderId)).toEqual(['authorized', 'captured']);
    expect(await shop.read(orderId, statusToken)).toMatchObject({
      money_position: 'captured',
      pay_again: 'not_needed',
    });
  });

  it.each([
    ['pm_card_chargeDeclined', 'generic_decline'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'insufficient_funds'],
  ])('fails safely when %s is declined: uncharged, and the unit is given back', async (method, code) => {
    const before = await store.available('mug');
    const { orderId, request, statusToken } = await shop.open();
    expect(stateOf(await shop.submit(request(method)))).toBe('failed_safely');
    expect(await provider.ledger(orderId)).toEqual(['declined']);
    expect(await store.available('mug')).toBe(before);
    expect((await store.operations.list(orderId))[0]).toMatchObject({ state: 'declined', declineCode: code });
    expect(await shop.read(orderId, statusToken)).toMatchObject({ money_position: 'not_moved', reason: 'declined' });
  });

  it('is refused for stock before any money is asked for', async () => {
    await store.setStock('lamp', 1);
    const { orderId, request } = await shop.open({ lamp: 2 });
    expect(await shop.submit(request())).toMatchObject({
      status: { order: { state: 'failed_safely', reason: 'out_of_stock' } },
    });
    expect(await provider.ledger(orderId)).toEqual([]);
    expect(await store.available('lamp')).toBe(1);
    await store.setStock('lamp', 1_000);
  });
});

describe('one key', () => {
  it('gives a hundred equal submits at once one order, one charge and one answer', async () => {
    const { orderId, request } = await shop.open();
    const answers = await Promise.all(Array.from({ length: 100 }, () => shop.submit(request())));
    const told = answers.map((each) =>
      'status' in each ? `${each.status.order.state}@${each.status.order.version}` : each.kind,
    );
    expect(new Set(told)).toEqual(new Set(['order_confirmed@4']));
    expect(answers.filter((each) => 'replayed' in each && !each.replayed)).toHaveLength(1);
    await shop.settle();
    expect(await provider.ledger(orderId)).toEqual(['authorized', 'captured']);
    expect(await store.operations.list(orderId)).toHaveLength(2);
  });

  it('answers a repeat from the record, with evidence that it did, and asks the provider nothing', async () => {
    const { orderId, request } = await shop.open();
    const first = await shop.submit(request());
    const calls = await provider.requestsTo('POST /v1/payment_intents');
    expect(calls).toBeGreaterThan(0);
    expect(await shop.submit(request())).toEqual({ ...first, replayed: true });
    expect(await provider.requestsTo('POST /v1/payment_intents')).toBe(calls);
    const rows = await store.evidence.list(orderId);
    expect(rows.filter(({ kind, replayed }) => kind === 'order_submitted' && replayed)).toHaveLength(1);
  });

  it('names the fields of another body, and changes nothing', async () => {
    const { orderId, request } = await shop.open();
    await shop.submit(request());
    const other = { ...request('pm_card_mastercard'), email: 'eve@example.test' };
    expect(await shop.submit(other)).toEqual({ kind: 'different_body', fields: ['email', 'payment_method'] });
    expect(await shop.submit({ ...request(), cartVersion: 1 })).toEqual({
      kind: 'different_body',
      fields: ['cart_version'],
    });
    expect(await provider.ledger(orderId)).toHaveLength(1);
  });

  it('of another customer is as if it did not exist, placed or not', async () => {
    const [placed, open, mine] = [
      await shop.open(),
      await shop.open(),
      await shop.open({ mug: 1 }, 'eve@example.test'),
    ];
    await shop.submit(placed.request());
    for (const { orderId } of [placed, open])
      expect(await shop.submit({ ...mine.request(), orderId })).toEqual({ kind: 'unknown_key' });
    expect(await shop.submit({ ...mine.request(), orderId: 'ord_never' })).toEqual({ kind: 'unknown_key' });
    expect(await provider.ledger(open.orderId)).toEqual([]);
  });

  it('is for the cart as it was when checkout was opened', async () => {
    const { request } = await shop.open();
    expect(await shop.submit({ ...request(), cartVersion: 9 })).toMatchObject({ kind: 'cart_changed' });
  });
});

describe('while payments are paused', () => {
  const setPaused = (paused: boolean) =>
    store.owner(
      `insert into operations.controls (name, value, reason, changed_by) values ('payments_paused', $1, 'drill', 'test')
       on conflict (name) do update set value = excluded.value, version = controls.version + 1`,
      [JSON.stringify({ paused })],
    );
  const untilAdmitted = (admitted: boolean) =>
    vi.waitFor(() => {
      clock.advance(1_000);
      const entry = shop.admission.decide({ paymentMethod: 'pm_card_visa', skus: [] });
      if (entry.admitted) entry.done(null);
      expect(entry.admitted).toBe(admitted);
    }, 20_000);

  it('keeps the intent uncharged, and the same key goes on when they are admitted again', async () => {
    const { orderId, request } = await shop.open();
    await setPaused(true);
    await untilAdmitted(false);
    const refused = await shop.submit(request());
    expect(refused).toMatchObject({ kind: 'payment_unavailable', replayed: false, code: 'payment_unavailable' });
    expect(stateOf(refused)).toBe('inventory_reserved');
    expect(await shop.submit(request())).toMatchObject({ kind: 'payment_unavailable', replayed: true });
    expect(await provider.ledger(orderId)).toEqual([]);
    await setPaused(false);
    await untilAdmitted(true);
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.submit(request())));
    expect(new Set(answers.map(stateOf))).toEqual(new Set(['order_confirmed']));
    expect(await provider.ledger(orderId)).toEqual(['authorized']);
  });

  it('begins the attempt of a kept intent with a whole hold, however little was left of it', async () => {
    const { orderId, request } = await shop.open();
    await setPaused(true);
    await untilAdmitted(false);
    await shop.submit(request());
    clock.advance(28 * 60_000);
    await setPaused(false);
    await untilAdmitted(true);
    const admittedAtMs = clock.nowMs();
    expect(stateOf(await shop.submit(request()))).toBe('order_confirmed');
    const [line] = await store.reservations.ofOrder(orderId);
    expect(line?.heldUntilMs).toBeGreaterThanOrEqual(admittedAtMs + 30 * 60_000);
    const begun = (await store.evidence.list(orderId)).find(({ kind }) => kind === 'payment_authorizing');
    expect(begun?.detail['held_until_ms']).toBe(line?.heldUntilMs);
  });

  it('lets the kept intent fail safely after thirty minutes, uncharged, and releases its hold', async () => {
    const before = await store.available('mug');
    const { orderId, request } = await shop.open();
    await setPaused(true);
    await untilAdmitted(false);
    await shop.submit(request());
    clock.advance(30 * 60_000 - 5_000);
    await shop.settle();
    expect((await orderOf(orderId))?.state).toBe('inventory_reserved');
    clock.advance(5_000);
    await shop.settle();
    expect(await orderOf(orderId)).toMatchObject({ state: 'failed_safely', reason: 'intent_expired' });
    expect(await store.available('mug')).toBe(before);
    await setPaused(false);
    await untilAdmitted(true);
    expect(stateOf(await shop.submit(request()))).toBe('failed_safely');
    expect(await provider.ledger(orderId)).toEqual([]);
  });

  it('is honoured by a process that has only just started', async () => {
    const { orderId, request } = await shop.open();
    await setPaused(true);
    const restarted = givenShop({ store, provider: provider.provider, clock });
    expect(await restarted.submit(request())).toMatchObject({ kind: 'payment_unavailable' });
    expect(await provider.ledger(orderId)).toEqual([]);
    await restarted.close();
    await setPaused(false);
    await untilAdmitted(true);
  });
});
