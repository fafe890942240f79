import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { stripeChargeList } from './stripe-charge-list';

const FROM = Date.UTC(2026, 10, 23, 12);
const TO = FROM + 60_000;

const intent = (id: string, change: Record<string, unknown> = {}) => ({
  id,
  object: 'payment_intent',
  amount: 4_900,
  amount_capturable: 4_900,
  amount_received: 0,
  created: FROM / 1_000,
  currency: 'eur',
  last_payment_error: null,
  latest_charge: null,
  metadata: { order_id: id.slice(3), payment_operation: `pay:${id.slice(3)}` },
  status: 'requires_capture',
  ...change,
});

type Answer = (query: URLSearchParams, response: ServerResponse) => void;

async function givenList(answer: Answer) {
  const asked: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://stripe.test').searchParams;
    asked.push(query);
    answer(query, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { asked, list: stripeChargeList({ secretKey: 'sk_test_1', apiBase: `http://127.0.0.1:${port}` }) };
}

const page = (response: ServerResponse, data: readonly object[], hasMore: boolean) =>
  response
    .writeHead(200, { 'Content-Type': 'application/json' })
    .end(JSON.stringify({ object: 'list', url: '/v1/payment_intents', data, has_more: hasMore }));

/** Pages as Stripe cuts them. */
const paged =
  (intents: readonly { readonly id: string }[]): Answer =>
  (query, response) => {
    const limit = Number(query.get('limit'));
    const begin = intents.findIndex(({ id }) => id === query.get('starting_after')) + 1;
    page(response, intents.slice(begin, begin + limit), begin + limit < intents.length);
  };

const references = async (list: ReturnType<typeof stripeChargeList>, most: number | null) => {
  const answer = await list.madeIn(FROM, TO, most);
  return answer.kind === 'listed' ? answer.charges.map((each) => each.payment.providerReference) : answer;
};

test('a window is listed over as many pages as there are, each payment once', async () => {
  const intents = Array.from({ length: 252 }, (_, at) => intent(`pi_${at}`));
  const { asked, list } = await givenList(paged(intents));
  expect(await references(list, null)).toEqual(intents.map(({ id }) => id));
  expect(asked.map((query) => query.get('starting_after'))).toEqual([null, 'pi_99', 'pi_199']);
  const [first] = asked;
  expect([first?.get('created[gte]'), first?.get('created[lt]'), first?.get('expand[0]')]).toEqual([
    String(FROM / 1_000),
    String(TO / 1_000),
    'data.latest_charge',
  ]);
});

test('more than asked for is too many, and the rest is not fetched', async () => {
  const { asked, list } = await givenList(paged(Array.from({ length: 252 }, (_, at) => intent(`pi_${at}`))));
  expect(await references(list, 252)).toHaveLength(252);
  asked.length = 0;
  expect(await list.madeIn(FROM, TO, 150)).toEqual({ kind: 'too_many' });
  expect(asked).toHaveLength(2);
});

test('a payment tells what is held, captured and given back, and whose it is', async () => {
  const captured = {
    status: 'succeeded',
    amount_received: 4_000,
    latest_charge: { id: 'ch_1', object: 'charge', amount_refunded: 900 },
    metadata: { payment_operation: 'pay:order-2' },
  };
  const { list } = await givenList(
    paged([
      intent('pi_1'),
      intent('pi_2', captured),
      intent('pi_3', { metadata: { evident_store: 'shop-eu' } }),
      intent('pi_4', { metadata: { order_id: 'no\u0007id' } }),
      intent('pi_5', { metadata: { order_id: 'half \ud800' } }),
    ]),
  );
  const answer = await list.madeIn(FROM, TO, null);
  expect(answer).toMatchObject({
    charges: [
      {
        orderId: '1',
        operation: 'pay:1',
        createdAtMs: FROM,
        payment: { amount: { amountMinor: 4_900, currency: 'EUR' } },
      },
      { orderId: 'order-2', payment: { status: 'succeeded', amount: { amountMinor: 4_000 }, refundedMinor: 900 } },
      { orderId: null, operation: null, mark: 'shop-eu' },
      { orderId: null },
      { orderId: null },
    ],
  });
});

const broken: readonly (readonly [string, Answer])[] = [
  ['answers 500', (_query, response) => void response.writeHead(500).end('{}')],
  [
    'refuses the key',
    (_query, response) => void response.writeHead(401).end('{"error":{"type":"invalid_request_error"}}'),
  ],
  ['says that there is more and gives none', (_query, response) => void page(response, [], true)],
];

test.each(broken)(
  'a provider that %s is unknown, never an empty list, on the first page and later',
  async (_name, refuse) => {
    const first = await givenList(refuse);
    expect(await first.list.madeIn(FROM, TO, null)).toEqual({ kind: 'unknown', cause: 'provider_error' });
    const second = await givenList((query, response) =>
      query.has('starting_after') ? refuse(query, response) : void page(response, [intent('pi_1')], true),
    );
    expect(await second.list.madeIn(FROM, TO, null)).toEqual({ kind: 'unknown', cause: 'provider_error' });
  },
);

test('a connection that breaks is unknown', async () => {
  const { list } = await givenList((_query, response) => response.destroy());
  expect(await list.madeIn(FROM, TO, null)).toEqual({ kind: 'unknown', cause: 'connection_lost' });
});
