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

test('given no lag and a clock that is set back, when looked up, then what was made before is still there', async () => {
  const { stripe, moveClock } = await givenSandbox();
  await moveClock(60);
  const { id } = await stripe.paymentIntents.create(payment('A'));
  await moveClock(0);
  expect((await stripe.paymentIntents.retrieve(id)).id).toBe(id);
  const search = { query: "metadata['payment_operation']:'pay:A'" };
  expect((await stripe.paymentIntents.search(search)).data).toMatchObject([{ id }]);
});
