import { afterAll, beforeAll, expect, it } from 'vitest';
import { linkNonceStore } from './link-nonces';
import { type GivenStore, givenStore } from './testing/given-store';

let store: GivenStore;
beforeAll(async () => {
  store = await givenStore();
});
afterAll(() => store.drop());

it('a nonce is taken in by one of ten that take it in at once, and forgotten in time', async () => {
  const nonces = linkNonceStore(store.sql);
  const nowMs = Date.now();
  const taken = await Promise.all(Array.from({ length: 10 }, () => nonces.takeIn('a', nowMs + 1_000)));
  expect(taken.filter(Boolean)).toHaveLength(1);
  await nonces.takeIn('b', nowMs + 60_000);
  await nonces.forget(nowMs + 2_000);
  expect(await store.app('select nonce from operations.link_nonces')).toEqual([{ nonce: 'b' }]);
});
