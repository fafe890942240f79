import { expect, test } from 'vitest';
import { givenSandbox, payment } from './sandbox.fixture';

test('given a search that lags, when searched young, then absent; listed and retrieved, then there', async () => {
  const { stripe, putFaults, moveClock } = await givenSandbox();
  await putFaults({ search_lag_ms: 60_000 });
  const { id } = await stripe.paymentIntents.create(payment('A'));
  const search = { query: "metadata['payment_operation']:'pay:A'" };
  expect((await stripe.paymentIntents.search(search)).data).toEqual([]);
  expect((await stripe.paymentIntents.list()).data).toMatchObject([{ id }]);
  expect((await stripe.paymentIntents.retrieve(id)).id).toBe(id);
  await moveClock(61);
  expect((await stripe.paymentIntents.search(search)).data).toHaveLength(1);
});
