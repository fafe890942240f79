import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GivenStore, givenStore, T0 } from './testing/given-store';

let store: GivenStore;
beforeAll(async () => {
  store = await givenStore(20);
});
afterAll(() => store.drop());

async function givenCart(): Promise<string> {
  const cartId = `crt_e_${randomBytes(6).toString('hex')}`;
  await store.carts.create(cartId, 'east', T0);
  return cartId;
}

const set = (cartId: string, sku: string, quantity: number, expected: number | null = null) =>
  store.carts.setItem(cartId, { sku, quantity }, expected, T0);

describe('a cart', () => {
  it('rises by one version for each of thirty changes at once, and loses none', async () => {
    const cartId = await givenCart();
    await Promise.all(Array.from({ length: 30 }, (_, n) => set(cartId, `sku-${n}`, n + 1)));
    const cart = await store.carts.get(cartId);
    expect(cart?.version).toBe(31);
    expect(new Map(cart?.items.map(({ sku, quantity }) => [sku, quantity]))).toEqual(
      new Map(Array.from({ length: 30 }, (_, n) => [`sku-${n}`, n + 1])),
    );
  });

  it('takes one of ten changes that were meant for the same version', async () => {
    const cartId = await givenCart();
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => set(cartId, 'mug', n + 1, 1)));
    expect(answers.filter(({ kind }) => kind === 'changed')).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === 'stale')).toHaveLength(9);
    expect((await store.carts.get(cartId))?.version).toBe(2);
  });

  it('keeps one line for a product: set, changed, removed, and removed again', async () => {
    const cartId = await givenCart();
    await set(cartId, 'mug', 2);
    await set(cartId, 'lamp', 1);
    await set(cartId, 'mug', 3);
    expect((await store.carts.get(cartId))?.items).toEqual([
      { sku: 'lamp', quantity: 1 },
      { sku: 'mug', quantity: 3 },
    ]);
    await set(cartId, 'mug', 0);
    await set(cartId, 'mug', 0);
    expect(await store.carts.get(cartId)).toMatchObject({ version: 6, items: [{ sku: 'lamp', quantity: 1 }] });
    await set(cartId, 'lamp', 0);
    expect((await store.carts.get(cartId))?.items).toEqual([]);
  });

  it('answers an older version with the one that stands, and an unknown cart as unknown', async () => {
    const cartId = await givenCart();
    await set(cartId, 'mug', 1);
    expect(await set(cartId, 'mug', 9, 1)).toEqual({ kind: 'stale', version: 2 });
    expect(await set('crt_e_nobody', 'mug', 1)).toEqual({ kind: 'no_such_cart' });
  });
});
