import { expect, test } from 'vitest';
import { fingerprintOf } from './idempotency-keys';
import { givenSandbox, payment, refusalOf } from './sandbox.fixture';

const key = { idempotencyKey: 'pay:A' };
const DAY_SECONDS = 86_400;

test('given a charge, when its key comes again, then the first answer and no second charge', async () => {
  const { stripe, ledger } = await givenSandbox();
  const first = await stripe.paymentIntents.create(payment('A'), key);
  await stripe.paymentIntents.capture(first.id);
  const again = await stripe.paymentIntents.create(payment('A'), key);
  expect(again).toEqual({ ...first, lastResponse: undefined });
  expect(again.status).toBe('requires_capture');
  expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
  expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
  expect((await ledger('pay:A')).map((row) => row.kind)).toEqual(['authorized', 'captured']);
});

test('given a key, when it comes with other parameters or to another endpoint, then refused', async () => {
  const { stripe, ledger } = await givenSandbox();
  const held = await stripe.paymentIntents.create(payment('A'), key);
  const mismatch = { statusCode: 400, type: 'StripeIdempotencyError' };
  expect(await refusalOf(stripe.paymentIntents.create(payment('A', { amount: 1 }), key))).toMatchObject(mismatch);
  expect(await refusalOf(stripe.paymentIntents.capture(held.id, {}, key))).toMatchObject(mismatch);
  expect(await ledger()).toHaveLength(1);
});

test('given a hundred equal calls at once, when one is running, then the others are in use or replayed: one charge', async () => {
  const { stripe, ledger, putFaults } = await givenSandbox();
  await putFaults({ latency_ms: 100 });
  const calls = Array.from({ length: 100 }, () => stripe.paymentIntents.create(payment('A'), key));
  const results = await Promise.allSettled(calls);
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  expect(refused.length).toBeGreaterThan(0);
  for (const reason of refused) expect(reason).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
  expect(await ledger()).toHaveLength(1);
});

test('given a key, when 24 hours have passed on the provider clock, then it is forgotten and charges again', async () => {
  const { stripe, ledger, moveClock } = await givenSandbox();
  const first = await stripe.paymentIntents.create(payment('A'), key);
  await moveClock(DAY_SECONDS - 60);
  expect((await stripe.paymentIntents.create(payment('A'), key)).id).toBe(first.id);
  await moveClock(DAY_SECONDS + 1);
  expect((await stripe.paymentIntents.create(payment('A'), key)).id).not.toBe(first.id);
  expect(await ledger('pay:A')).toHaveLength(2);
});

test('given forgotten keys as a fault, when the key comes again, then it charges again', async () => {
  const { stripe, ledger, putFaults } = await givenSandbox();
  await putFaults({ forget_keys_after_s: 0 });
  await stripe.paymentIntents.create(payment('A'), key);
  await stripe.paymentIntents.create(payment('A'), key);
  expect(await ledger('pay:A')).toHaveLength(2);
});

test('given a decline, when its key comes again, then the same decline; a validation failure is not stored', async () => {
  const { stripe, ledger } = await givenSandbox();
  const declined = payment('A', { payment_method: 'pm_card_chargeDeclined' });
  await refusalOf(stripe.paymentIntents.create(declined, key));
  const again = await refusalOf(stripe.paymentIntents.create(declined, key));
  expect(again).toMatchObject({ statusCode: 402, headers: { 'idempotent-replayed': 'true' } });
  expect(await ledger()).toHaveLength(1);
  const other = { idempotencyKey: 'pay:B' };
  await refusalOf(stripe.paymentIntents.create(payment('B', { payment_method: 'pm_nobody' }), other));
  expect((await stripe.paymentIntents.create(payment('B'), other)).status).toBe('requires_capture');
});

test('given a key over 255 characters, when called, then refused', async () => {
  const { stripe } = await givenSandbox();
  const long = { idempotencyKey: 'x'.repeat(256) };
  expect((await refusalOf(stripe.paymentIntents.create(payment('A'), long))).statusCode).toBe(400);
});

test('given the same parameters in another order, when fingerprinted, then equal', () => {
  expect(fingerprintOf('POST', '/v1/a', 'x=1&y=2')).toBe(fingerprintOf('POST', '/v1/a', 'y=2&x=1'));
  expect(fingerprintOf('POST', '/v1/a', 'x=1')).not.toBe(fingerprintOf('POST', '/v1/b', 'x=1'));
});
