import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { footprint } from './testing/decisions';
import { type GivenStore, givenStore, HOLD_ONLY, intentOf, MUG, PAIR, placementOf } from './testing/given-store';

let store: GivenStore;
beforeAll(async () => {
  store = await givenStore(20);
});
afterAll(() => store.drop());

const NOTHING = { 'orders.orders': 0, 'orders.transitions': 0, 'orders.evidence': 0, 'inventory.reservations': 0 };

describe('placing an order', () => {
  it('makes the intent, its hold and its payment operation durable together', async () => {
    const intent = intentOf({ lines: [MUG, PAIR] });
    const before = [await store.available('mug'), await store.available('lamp')];
    expect(await store.orders.place(placementOf(intent))).toEqual({ kind: 'placed' });
    expect(await footprint(store, intent.orderId)).toMatchObject({
      'orders.orders': 1,
      'orders.transitions': 3,
      'orders.lines': 2,
      'orders.evidence': 4,
      'inventory.reservations': 2,
      'payments.operations': 1,
    });
    expect(await store.orders.get(intent.orderId)).toMatchObject({ state: 'payment_authorizing', version: 3 });
    expect([await store.available('mug'), await store.available('lamp')]).toEqual([
      (before[0] ?? 0) - 1,
      (before[1] ?? 0) - 2,
    ]);
  });

  it('places one order for a hundred equal submits at once', async () => {
    const placement = placementOf(intentOf());
    const before = await store.available('mug');
    const answers = await Promise.all(Array.from({ length: 100 }, () => store.orders.place(placement)));
    expect(answers.filter(({ kind }) => kind === 'placed')).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === 'already_placed')).toHaveLength(99);
    expect(await store.available('mug')).toBe(before - 1);
    expect(await footprint(store, placement.intent.orderId)).toMatchObject({
      'orders.transitions': 3,
      'orders.evidence': 4,
      'payments.operations': 1,
    });
  });

  it.each([
    ['the second line is out of stock', [MUG, { ...PAIR, quantity: 5_000 }]],
    ['the region keeps none of a line', [MUG, { ...PAIR, sku: 'unheard-of' }]],
  ])('leaves nothing at all when %s', async (_when, lines) => {
    const intent = intentOf({ lines });
    const before = await store.available('mug');
    expect(await store.orders.place(placementOf(intent))).toEqual({ kind: 'out_of_stock' });
    expect(await footprint(store, intent.orderId)).toMatchObject(NOTHING);
    expect(await store.available('mug')).toBe(before);
  });

  it('leaves nothing when the region does not own the shard', async () => {
    const intent = intentOf({ region: 'west' });
    expect(await store.orders.place(placementOf(intent))).toEqual({ kind: 'not_owner' });
    expect(await footprint(store, intent.orderId)).toMatchObject(NOTHING);
  });

  it('records a refusal for stock as an order that failed safely, without hold or operation', async () => {
    const intent = intentOf();
    const refused = placementOf(intent, { kind: 'out_of_stock', sku: 'mug' });
    expect(await store.orders.place(refused)).toEqual({ kind: 'placed' });
    expect(await footprint(store, intent.orderId)).toMatchObject({
      'orders.transitions': 2,
      'inventory.reservations': 0,
      'payments.operations': 0,
    });
  });

  it('holds without an operation while payments are refused', async () => {
    const intent = intentOf();
    await store.orders.place(placementOf(intent, HOLD_ONLY));
    expect(await footprint(store, intent.orderId)).toMatchObject({
      'orders.transitions': 2,
      'inventory.reservations': 1,
      'payments.operations': 0,
    });
  });

  it('survives buyers whose lines overlap in opposite order: no deadlock is told, no unit is lost', async () => {
    const [mugs, lamps] = [await store.available('mug'), await store.available('lamp')];
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        store.orders.place(placementOf(intentOf({ lines: n % 2 === 0 ? [MUG, PAIR] : [PAIR, MUG] }))),
      ),
    );
    expect(answers.filter(({ kind }) => kind === 'placed')).toHaveLength(40);
    expect([await store.available('mug'), await store.available('lamp')]).toEqual([mugs - 40, lamps - 80]);
  });
});
