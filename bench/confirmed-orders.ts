/** Orders placed, authorized and confirmed by the statements of the hot path, without a provider and without HTTP. */
import { AUTHORIZED, decisionOf, reportOf } from '../server/stores/testing/decisions';
import { type GivenStore, placed, T0 } from '../server/stores/testing/given-store';

/** @param orderId of its own choice without one. */
export async function confirmOne(store: GivenStore, orderId?: string): Promise<void> {
  const order = await placed(store, orderId === undefined ? {} : { orderId });
  await store.operations.record(reportOf(order.orderId, AUTHORIZED));
  await store.orders.decide([await decisionOf(store, order.orderId, AUTHORIZED)], T0 + 1_000);
}

export async function confirmMany(
  store: GivenStore,
  count: number,
  atOnce: number,
  newId: () => string,
): Promise<void> {
  await store.setStock('mug', count);
  let next = 0;
  const lane = async () => {
    while (next++ < count) await confirmOne(store, newId());
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}
