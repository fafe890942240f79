import { expect, test } from 'vitest';
import { clientFor, givenSandbox, payment, refusalOf } from './sandbox.fixture';

/** Short to wait for, and long enough for the call of a busy machine to arrive first. */
const IMPATIENT_MS = 1_000;
const key = { idempotencyKey: 'pay:A' };
const byOperation = { query: "metadata['payment_operation']:'pay:A'" };

test.each([
  { hang_before: 1 },
  { latency_ms: -1 },
  { latency_ms: 1.5 },
  { reset_rate: 1.01 },
  { rate_limit_per_second: 0 },
  { webhook: { drop_rat: 1 } },
  { webhook: { reorder: 'yes' } },
  [],
  null,
])('given faults %j, when put, then refused with what was expected and nothing changed', async (body) => {
  const { putFaults, putRaw, port } = await givenSandbox();
  await putFaults({ latency_ms: 1 });
  const refused = await putRaw('faults', body);
  expect(refused.status).toBe(400);
  expect((await refused.json()).error.expected.length).toBeGreaterThan(0);
  expect(await (await fetch(`http://127.0.0.1:${port}/_sandbox/faults`)).json()).toEqual({ latency_ms: 1 });
});

test('given faults, when others are put, then replaced; when {} is put, then healed', async () => {
  const { putFaults, stripe } = await givenSandbox();
  await putFaults({ error_500_before_rate: 1 });
  expect((await refusalOf(stripe.paymentIntents.create(payment('A')))).statusCode).toBe(500);
  await putFaults({});
  expect((await stripe.paymentIntents.create(payment('A'))).status).toBe('requires_capture');
});

test.each([
  ['the sentinel', {}, { payment_method: 'pm_evident_hang_after_accept' }],
  ['the rate', { hang_after_accept_rate: 1 }, {}],
])(
  'given a hang after accept by %s, when the caller gives up, then one charge, found by look-up and replay',
  async (_name, faults, more) => {
    const { port, stripe, ledger, putFaults } = await givenSandbox();
    await putFaults(faults);
    const order = payment('A', more);
    const lost = await refusalOf(clientFor(port, IMPATIENT_MS).paymentIntents.create(order, key));
    expect(lost.type).toBe('StripeConnectionError');
    expect((await ledger('pay:A')).map((row) => row.kind)).toEqual(['authorized']);
    await putFaults({});
    const [found] = (await stripe.paymentIntents.search(byOperation)).data;
    expect(found).toMatchObject({ status: 'requires_capture' });
    expect((await stripe.paymentIntents.create(order, key)).id).toBe(found?.id);
    expect(await ledger('pay:A')).toHaveLength(1);
  },
);

test.each([
  ['hang', { hang_before_rate: 1 }, {}],
  ['hang (sentinel)', {}, { payment_method: 'pm_evident_hang_before_accept' }],
  ['reset', { reset_rate: 1 }, {}],
])(
  'given a %s before accept, when the caller gives up, then nothing happened and the key is free',
  async (_name, faults, more) => {
    const { port, stripe, ledger, putFaults, counts } = await givenSandbox();
    await putFaults(faults);
    const lost = await refusalOf(clientFor(port, IMPATIENT_MS).paymentIntents.create(payment('A', more), key));
    expect(lost.type).toBe('StripeConnectionError');
    expect(await ledger()).toEqual([]);
    expect((await counts()).by_endpoint['POST /v1/payment_intents']).toBeGreaterThan(0);
    await putFaults({});
    expect((await stripe.paymentIntents.create(payment('A'), key)).status).toBe('requires_capture');
  },
);

test.each([
  ['the sentinel', {}, { payment_method: 'pm_evident_500_after_accept' }],
  ['the rate', { error_500_after_rate: 1 }, {}],
])(
  'given a 500 after accept by %s, when retried, then the stored 500 and still one charge',
  async (_name, faults, more) => {
    const { stripe, ledger, putFaults } = await givenSandbox();
    await putFaults(faults);
    const order = payment('A', more);
    expect((await refusalOf(stripe.paymentIntents.create(order, key))).statusCode).toBe(500);
    await putFaults({});
    const again = await refusalOf(stripe.paymentIntents.create(order, key));
    expect(again).toMatchObject({
      statusCode: 500,
      type: 'StripeAPIError',
      headers: { 'idempotent-replayed': 'true' },
    });
    expect(again.payment_intent).toBeUndefined();
    expect(await ledger('pay:A')).toHaveLength(1);
    expect((await stripe.paymentIntents.search(byOperation)).data).toHaveLength(1);
  },
);

test.each([
  ['the sentinel', {}, { payment_method: 'pm_evident_wrong_amount' }],
  ['the rate', { wrong_amount_rate: 1 }, {}],
])('given a wrong amount by %s, when authorized, then intent and ledger both show it', async (_name, faults, more) => {
  const { stripe, ledger, putFaults } = await givenSandbox();
  await putFaults(faults);
  const held = await stripe.paymentIntents.create(payment('A', more));
  expect(held).toMatchObject({ amount: 5000, amount_capturable: 5000 });
  expect(await ledger()).toMatchObject([{ amount_minor: 5000 }]);
});

test('given a rate limit, when more calls come in a second, then 429 and the calls are counted', async () => {
  const { stripe, putFaults, ledger, counts } = await givenSandbox();
  await putFaults({ rate_limit_per_second: 1 });
  const calls = ['A', 'B', 'C', 'D', 'E', 'F'].map((order) => stripe.paymentIntents.create(payment(order)));
  const results = await Promise.allSettled(calls);
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  expect(refused.length).toBeGreaterThanOrEqual(4);
  expect(refused[0]).toMatchObject({ statusCode: 429, type: 'StripeRateLimitError', code: 'rate_limit' });
  expect((await ledger()).length + refused.length).toBe(6);
  const report = await counts();
  expect(report.by_endpoint['POST /v1/payment_intents']).toBe(6);
  expect(report.by_second.map((s: { total: number }) => s.total).reduce((a: number, b: number) => a + b)).toBe(6);
});

test('given a look-up lag, when looked up young, then absent everywhere; when older, then found', async () => {
  const { stripe, putFaults, moveClock } = await givenSandbox();
  await putFaults({ lookup_lag_ms: 60_000 });
  const { id } = await stripe.paymentIntents.create(payment('A'));
  expect((await refusalOf(stripe.paymentIntents.retrieve(id))).statusCode).toBe(404);
  expect((await stripe.paymentIntents.search(byOperation)).data).toEqual([]);
  expect((await stripe.paymentIntents.list()).data).toEqual([]);
  await moveClock(61);
  expect((await stripe.paymentIntents.retrieve(id)).id).toBe(id);
  expect((await stripe.paymentIntents.search(byOperation)).data).toHaveLength(1);
});

test('given cancels refused, when cancelled, then 400 and the money is still held; healed, then it is given back', async () => {
  const { stripe, putFaults, ledger } = await givenSandbox();
  const { id } = await stripe.paymentIntents.create(payment('A'));
  await putFaults({ refuse_cancel_rate: 1 });
  const refusal = await refusalOf(stripe.paymentIntents.cancel(id));
  expect(refusal).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' });
  expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ status: 'requires_capture' });
  await putFaults({});
  await stripe.paymentIntents.cancel(id);
  expect((await ledger('pay:A')).map(({ kind }: { kind: string }) => kind)).toEqual(['authorized', 'voided']);
});

test('given look-ups that hang, when looked up, then no answer, and money calls go on', async () => {
  const { port, stripe, putFaults, counts } = await givenSandbox();
  const { id } = await stripe.paymentIntents.create(payment('A'));
  await putFaults({ lookup_hang_rate: 1 });
  expect((await refusalOf(clientFor(port, IMPATIENT_MS).paymentIntents.retrieve(id))).type).toBe(
    'StripeConnectionError',
  );
  expect((await stripe.paymentIntents.capture(id)).status).toBe('succeeded');
  expect((await counts()).effects.lookup_hang).toBeGreaterThan(0);
});

test('given the slow card, when the caller gives up, then its key is in use while the charge is under way', async () => {
  const { port, stripe, ledger } = await givenSandbox();
  const slow = payment('A', { payment_method: 'pm_evident_slow_10s' });
  await refusalOf(clientFor(port, IMPATIENT_MS).paymentIntents.create(slow, key));
  expect(await ledger()).toEqual([]);
  expect((await refusalOf(stripe.paymentIntents.create(slow, key))).statusCode).toBe(409);
});
