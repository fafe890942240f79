/** A copy of an order is of the other region's: whoever opens its shard has the order itself. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OrderStatusPayload } from '../contracts/order-status-changed';
import { carriedShard } from './testing/carried-shard';
import { type GivenStore, givenStore, orderIdOn, placed, T0 } from './testing/given-store';
import { statusCopyStore } from './status-copies';

let east: GivenStore;
let west: GivenStore;
beforeAll(async () => {
  [east, west] = [await givenStore(), await givenStore()];
});
afterAll(() => Promise.all([east.drop(), west.drop()]));

it('is forgotten when its order comes over, and those of other orders stay', async () => {
  const [moved, stays] = [await placed(east, { orderId: orderIdOn(5) }), await placed(east, { orderId: orderIdOn(6) })];
  const copies = statusCopyStore(west.sql, 'west');
  const payload = { change: 1, version: 2, status_token_hash: 'ab'.repeat(32) } as OrderStatusPayload;
  await copies.keep(
    [moved, stays].map(({ orderId }) => ({ orderId, payload, toldAtMs: T0 })),
    T0,
  );
  await carriedShard(5, { from: east, to: west, way: { from: 'east', to: 'west' } });
  expect(await copies.get(moved.orderId)).toBeNull();
  expect(await copies.get(stays.orderId)).toMatchObject({ payload: { version: 2 } });
});
