import Stripe from 'stripe';
import { expect, test, vi } from 'vitest';
import {
  givenReceiver,
  givenSandbox,
  payment,
  refusalOf,
  type ReceivedWebhook,
  WEBHOOK_SECRET,
} from './sandbox.fixture';

const verified = ({ body, signature }: ReceivedWebhook): Stripe.Event =>
  Stripe.webhooks.constructEvent(body, signature, WEBHOOK_SECRET);
const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 10 });

test('given a payment, when each step is taken, then a signed event for each, also in the event list', async () => {
  const { received, url } = await givenReceiver();
  const { stripe } = await givenSandbox({ webhook_urls: [url] });
  const held = await stripe.paymentIntents.create(payment('A'), { idempotencyKey: 'pay:A' });
  await stripe.paymentIntents.capture(held.id);
  await stripe.refunds.create({ payment_intent: held.id });
  const voided = await stripe.paymentIntents.create(payment('B'));
  await stripe.paymentIntents.cancel(voided.id);
  await refusalOf(stripe.paymentIntents.create(payment('C', { payment_method: 'pm_card_chargeDeclined' })));
  await until(() => expect(received).toHaveLength(6));
  const events = received.map(verified);
  expect(new Set(events.map((event) => event.type))).toEqual(
    new Set([
      'payment_intent.amount_capturable_updated',
      'payment_intent.succeeded',
      'charge.refunded',
      'payment_intent.canceled',
      'payment_intent.payment_failed',
    ]),
  );
  const first = events.find(
    (event) => event.type === 'payment_intent.amount_capturable_updated' && event.request?.idempotency_key === 'pay:A',
  );
  expect(first?.data.object).toMatchObject({ id: held.id, status: 'requires_capture', amount: 4900 });
  const listed = await stripe.events.list({ limit: 100 });
  expect(new Set(listed.data.map(({ id }) => id))).toEqual(new Set(events.map(({ id }) => id)));
  expect((await stripe.events.retrieve(String(first?.id))).type).toBe(first?.type);
});

test('given another secret, when verified, then refused', async () => {
  const { received, url } = await givenReceiver();
  const { stripe } = await givenSandbox({ webhook_urls: [url], webhook_secret: 'whsec_other' });
  await stripe.paymentIntents.create(payment('A'));
  await until(() => expect(received).toHaveLength(1));
  expect(() => received.map(verified)).toThrow(Stripe.errors.StripeSignatureVerificationError);
});

test('given a receiver that fails twice, when retried, then the same event until it is accepted', async () => {
  const { received, url } = await givenReceiver((nth) => (nth < 3 ? 500 : 200));
  const { stripe } = await givenSandbox({ webhook_urls: [url] });
  await stripe.paymentIntents.create(payment('A'));
  await until(() => expect(received).toHaveLength(3));
  expect(new Set(received.map((webhook) => verified(webhook).id)).size).toBe(1);
});

test('given webhooks kept back, when paid, then none comes before that is off, and then all of them', async () => {
  const { received, url } = await givenReceiver();
  const { stripe, putFaults } = await givenSandbox({ webhook_urls: [url] });
  await putFaults({ webhook: { kept_back: true, delay_ms: 0 } });
  await stripe.paymentIntents.create(payment('A'));
  await stripe.paymentIntents.create(payment('B'));
  expect((await stripe.events.list()).data).toHaveLength(2);
  expect(received).toHaveLength(0);
  await putFaults({});
  await until(() => expect(received).toHaveLength(2));
});

test('given two receivers, when duplicated, then each gets every copy with one event id', async () => {
  const [east, west] = [await givenReceiver(), await givenReceiver()];
  const { stripe, putFaults } = await givenSandbox({ webhook_urls: [east.url, west.url] });
  await putFaults({ webhook: { duplicates: 2 } });
  await stripe.paymentIntents.create(payment('A'));
  await until(() => expect([east.received.length, west.received.length]).toEqual([3, 3]));
  expect(new Set([...east.received, ...west.received].map((webhook) => verified(webhook).id)).size).toBe(1);
});

test('given sentinels and a drop rate, when paid, then lost ones never come and five-times ones come five times', async () => {
  const { received, url } = await givenReceiver();
  const { stripe, putFaults } = await givenSandbox({ webhook_urls: [url] });
  await stripe.paymentIntents.create(payment('A', { payment_method: 'pm_evident_webhook_lost' }));
  await putFaults({ webhook: { drop_rate: 1 } });
  await stripe.paymentIntents.create(payment('B'));
  await putFaults({});
  const five = await stripe.paymentIntents.create(payment('C', { payment_method: 'pm_evident_webhook_five_times' }));
  await until(() => expect(received).toHaveLength(5));
  expect(new Set(received.map((webhook) => (verified(webhook).data.object as Stripe.PaymentIntent).id))).toEqual(
    new Set([five.id]),
  );
});
