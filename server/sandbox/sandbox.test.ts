import { expect, test } from 'vitest';
import { clientFor, givenSandbox, payment, refusalOf } from './sandbox.fixture';

const kinds = (rows: { kind: string; amount_minor: number }[]) => rows.map((row) => [row.kind, row.amount_minor]);

test('given a manual capture, when authorized and captured, then both movements stand under the order', async () => {
  const { stripe, ledger } = await givenSandbox();
  const held = await stripe.paymentIntents.create(payment('A'), { idempotencyKey: 'pay:A' });
  expect(held).toMatchObject({ status: 'requires_capture', amount: 4900, amount_capturable: 4900, amount_received: 0 });
  expect(held.lastResponse.requestId).toMatch(/^req_/);
  const paid = await stripe.paymentIntents.capture(held.id, {}, { idempotencyKey: 'capture:A' });
  expect(paid).toMatchObject({ status: 'succeeded', amount_capturable: 0, amount_received: 4900 });
  expect(await ledger('pay:A')).toEqual([
    {
      seq: 1,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      kind: 'authorized',
      operation: 'pay:A',
      payment_intent: held.id,
      amount_minor: 4900,
      currency: 'EUR',
      idempotency_key: 'pay:A',
    },
    expect.objectContaining({ seq: 2, kind: 'captured', operation: 'pay:A', idempotency_key: 'capture:A' }),
  ]);
});

test('given a hold, when cancelled, then it is voided once and a second cancel is refused', async () => {
  const { stripe, ledger } = await givenSandbox();
  const held = await stripe.paymentIntents.create(payment('A'));
  expect(await stripe.paymentIntents.cancel(held.id)).toMatchObject({ status: 'canceled', amount_capturable: 0 });
  expect(await refusalOf(stripe.paymentIntents.cancel(held.id))).toMatchObject({
    statusCode: 400,
    code: 'payment_intent_unexpected_state',
  });
  expect(kinds(await ledger())).toEqual([
    ['authorized', 4900],
    ['voided', 4900],
  ]);
});

test('given nothing was held, when cancelled, then the ledger stays empty', async () => {
  const { stripe, ledger } = await givenSandbox();
  const intent = await stripe.paymentIntents.create(payment('A', { confirm: false }));
  expect(intent.status).toBe('requires_confirmation');
  await stripe.paymentIntents.cancel(intent.id);
  expect(await ledger()).toEqual([]);
});

test('given a capture, when refunded in parts, then never more than was captured', async () => {
  const { stripe, ledger } = await givenSandbox();
  const paid = await stripe.paymentIntents.create(payment('A', { capture_method: 'automatic' }));
  expect(paid.status).toBe('succeeded');
  const refund = await stripe.refunds.create({ payment_intent: paid.id, amount: 1900 });
  expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'succeeded', amount: 1900 });
  expect((await refusalOf(stripe.refunds.create({ payment_intent: paid.id, amount: 3001 }))).statusCode).toBe(400);
  await stripe.refunds.create({ payment_intent: paid.id });
  expect(await refusalOf(stripe.refunds.create({ payment_intent: paid.id }))).toMatchObject({
    code: 'charge_already_refunded',
  });
  expect((await stripe.refunds.list({ payment_intent: paid.id })).data).toHaveLength(2);
  expect(await stripe.charges.retrieve(String(paid.latest_charge))).toMatchObject({
    refunded: true,
    amount_refunded: 4900,
  });
  expect(kinds(await ledger('pay:A'))).toEqual([
    ['authorized', 4900],
    ['captured', 4900],
    ['refunded', 1900],
    ['refunded', 3000],
  ]);
});

test('given a hold, when less is captured, then only that; more is refused', async () => {
  const { stripe } = await givenSandbox();
  const held = await stripe.paymentIntents.create(payment('A'));
  const tooMuch = await refusalOf(stripe.paymentIntents.capture(held.id, { amount_to_capture: 4901 }));
  expect(tooMuch.code).toBe('amount_too_large');
  expect(await refusalOf(stripe.refunds.create({ payment_intent: held.id }))).toMatchObject({ statusCode: 400 });
  const paid = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 900 });
  expect(paid).toMatchObject({ status: 'succeeded', amount_received: 900 });
});

test.each([
  ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
  ['pm_card_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
  ['pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card'],
])('given %s, when attempted, then a definite decline with its intent', async (payment_method, code, decline_code) => {
  const { stripe, ledger } = await givenSandbox();
  const declined = await refusalOf(stripe.paymentIntents.create(payment('A', { payment_method })));
  expect(declined).toMatchObject({
    statusCode: 402,
    type: 'StripeCardError',
    code,
    decline_code,
    payment_intent: { object: 'payment_intent', status: 'requires_payment_method' },
  });
  expect(kinds(await ledger('pay:A'))).toEqual([['declined', 4900]]);
});

test('given a decline, when confirmed with a good card, then the same intent is authorized', async () => {
  const { stripe } = await givenSandbox();
  const call = stripe.paymentIntents.create(payment('A', { payment_method: 'pm_card_chargeDeclined' }));
  const id = (await refusalOf(call)).payment_intent?.id ?? '';
  expect((await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' })).status).toBe('requires_capture');
});

test.each([
  ['pm_card_authenticationRequired', 'requires_action'],
  ['pm_usBankAccount_processing', 'processing'],
])('given %s, when attempted, then the intent waits and nothing moved', async (payment_method, status) => {
  const { stripe, ledger } = await givenSandbox();
  expect((await stripe.paymentIntents.create(payment('A', { payment_method }))).status).toBe(status);
  expect(await ledger()).toEqual([]);
});

test('given wrong parameters, when called, then refused by name and nothing exists', async () => {
  const { stripe, port } = await givenSandbox();
  const refused = (more: object) => refusalOf(stripe.paymentIntents.create(payment('A', more)));
  expect(await refused({ payment_method: 'pm_nobody' })).toMatchObject({ code: 'resource_missing', statusCode: 400 });
  expect(await refused({ amount: 0 })).toMatchObject({ param: 'amount', statusCode: 400 });
  expect(await refused({ amount: undefined })).toMatchObject({ param: 'amount', code: 'parameter_missing' });
  expect(await refused({ amonut: 1 })).toMatchObject({ param: 'amonut', code: 'parameter_unknown' });
  expect(await refused({ currency: 'xx1' })).toMatchObject({ param: 'currency' });
  expect(await refusalOf(stripe.paymentIntents.retrieve('pi_nobody'))).toMatchObject({
    code: 'resource_missing',
    statusCode: 404,
  });
  const stranger = clientFor(port, 5_000, 'sk_test_somebody_else');
  expect((await refusalOf(stranger.paymentIntents.list())).statusCode).toBe(401);
  expect((await stripe.paymentIntents.list()).data).toEqual([]);
});

test('given many payments, when listed by pages and searched by operation, then each is found once', async () => {
  const { stripe } = await givenSandbox();
  for (const order of ['A', 'B', 'C', 'D', 'E']) await stripe.paymentIntents.create(payment(order));
  const all: (string | undefined)[] = [];
  for await (const intent of stripe.paymentIntents.list({ limit: 2, created: { gte: 1 } })) {
    all.push(intent.metadata.payment_operation);
  }
  expect(all).toEqual(['pay:E', 'pay:D', 'pay:C', 'pay:B', 'pay:A']);
  expect((await stripe.paymentIntents.list({ created: { lte: 1 } })).data).toEqual([]);
  const found = await stripe.paymentIntents.search({ query: "metadata['payment_operation']:'pay:C'" });
  expect(found.data.map((intent) => intent.metadata.payment_operation)).toEqual(['pay:C']);
  const other = await stripe.paymentIntents.search({ query: 'metadata["payment_operation"]:"pay:Z"' });
  expect(other.data).toEqual([]);
  expect((await refusalOf(stripe.paymentIntents.search({ query: 'amount>5' }))).statusCode).toBe(400);
});

test('given a charge, when expanded, then the answer carries it whole', async () => {
  const { stripe } = await givenSandbox();
  const held = await stripe.paymentIntents.create({ ...payment('A'), expand: ['latest_charge'] });
  expect(held.latest_charge).toMatchObject({ object: 'charge', captured: false, payment_intent: held.id });
});
