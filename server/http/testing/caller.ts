/** A customer's browser, or whoever writes to the API by hand: calls over the wire, answers as they came. */
import http from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** The JSON body, or the text where it is none. */
  readonly body: Readonly<Record<string, unknown>> & { readonly text?: string };
}

/** Every call of this test file, with its answer. */
export const CALLS: { readonly method: string; readonly url: string; readonly answer: Answer }[] = [];

/** Sends exactly these bytes and headers: fetch would mend them. */
export function send(
  url: string,
  method: string,
  headers: http.OutgoingHttpHeaders = {},
  body: string | Buffer = '',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const isJson = /json/.test(response.headers['content-type'] ?? '');
        const status = response.statusCode ?? 0;
        const answer: Answer = { status, headers: response.headers, body: isJson ? JSON.parse(text) : { text } };
        CALLS.push({ method, url, answer });
        resolve(answer);
      });
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

const JSON_TYPE = { 'content-type': 'application/json' };

export const get = (url: string, headers: http.OutgoingHttpHeaders = {}) => send(url, 'GET', headers);
export const post = (url: string, body: unknown, headers: http.OutgoingHttpHeaders = {}) =>
  send(url, 'POST', { ...JSON_TYPE, ...headers }, typeof body === 'string' ? body : JSON.stringify(body));
export const put = (url: string, body: unknown, headers: http.OutgoingHttpHeaders = {}) =>
  send(url, 'PUT', { ...JSON_TYPE, ...headers }, typeof body === 'string' ? body : JSON.stringify(body));

export interface OpenedCheckout {
  readonly orderId: string;
  readonly token: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A cart with these items, and its checkout. */
export async function openCheckout(
  origin: string,
  items: Readonly<Record<string, number>> = { mug: 1 },
  email = 'ada@example.test',
): Promise<OpenedCheckout> {
  const api = `${origin}/api/v1`;
  const cart = await post(`${api}/carts`, {});
  let version = cart.body.version;
  for (const [sku, quantity] of Object.entries(items))
    version = (await put(`${api}/carts/${String(cart.body.cart_id)}/items/${sku}`, { quantity })).body.version;
  const named = { cart_id: cart.body.cart_id, cart_version: version, email };
  const opened = await post(`${api}/checkouts`, named);
  if (opened.status !== 201) throw new Error(`no checkout: ${JSON.stringify(opened.body)}`);
  return {
    orderId: String(opened.body.order_id),
    token: String(opened.body.status_token),
    body: { ...named, payment_method: 'pm_card_visa' },
  };
}

export const placeOrder = (
  origin: string,
  checkout: OpenedCheckout,
  change: Readonly<Record<string, unknown>> = {},
  headers: http.OutgoingHttpHeaders = {},
) =>
  post(`${origin}/api/v1/orders`, { ...checkout.body, ...change }, { 'idempotency-key': checkout.orderId, ...headers });
