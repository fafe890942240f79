/** Shoppers for benchmarks: prepared checkouts, then placed as fast as so many shoppers can, each one order at a time. */
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ThinClient } from './thin-client';

export interface Ready {
  readonly orderId: string;
  readonly body: string;
  readonly statusToken: string;
}

export interface Placed {
  readonly ordersPerSecond: number;
  readonly confirmed: number;
  readonly other: Readonly<Record<string, number>>;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const TURNED_AWAY_MS = 100;

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

export function call(
  base: string,
  method: string,
  path: string,
  body?: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; json: unknown }> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      `${base}${path}`,
      {
        method,
        agent,
        headers: {
          ...(body === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
          ...headers,
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, json: text === '' ? null : JSON.parse(text) }),
        );
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** One cart for each product that both regions keep plenty of; one checkout for each order. */
export async function prepareCheckouts(base: string, count: number): Promise<Ready[]> {
  const { products } = (await call(base, 'GET', '/api/v1/catalog')).json as {
    products: { sku: string; stock: { east: number | null } }[];
  };
  const plenty = products.filter((product) => (product.stock.east ?? 0) > 1_000);
  if (plenty.length === 0) throw new Error('no product has more than 1,000 pieces in east');
  const carts = await Promise.all(
    plenty.map(async ({ sku }) => {
      const { cart_id } = (await call(base, 'POST', '/api/v1/carts')).json as { cart_id: string };
      const { version } = (
        await call(base, 'PUT', `/api/v1/carts/${cart_id}/items/${sku}`, JSON.stringify({ quantity: 1 }))
      ).json as { version: number };
      return { cart_id, cart_version: version, email: 'bench@evident.test' };
    }),
  );
  const ready: Ready[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      while (next < count) {
        const cart = carts[next++ % carts.length];
        const { order_id, status_token } = (await call(base, 'POST', '/api/v1/checkouts', JSON.stringify(cart)))
          .json as {
          order_id: string;
          status_token: string;
        };
        ready.push({
          orderId: order_id,
          body: JSON.stringify({ ...cart, payment_method: 'pm_card_visa' }),
          statusToken: status_token,
        });
      }
    }),
  );
  return ready;
}

export async function placeAll(
  base: string,
  ready: readonly Ready[],
  shoppers: number,
  seconds: number,
): Promise<Placed> {
  const client = new ThinClient(base);
  const latencies: number[] = [];
  const other: Record<string, number> = {};
  const beganAt = performance.now();
  const until = beganAt + seconds * 1000;
  const orders = [...ready];
  await Promise.all(
    Array.from({ length: shoppers }, async () => {
      for (let order = orders.shift(); order !== undefined && performance.now() < until; order = orders.shift()) {
        const sentAt = performance.now();
        const { body, status } = await client.post('/api/v1/orders', order.orderId, order.body);
        const state = /"state":"([a-z_]+)"/.exec(body)?.[1] ?? 'none';
        if (status === 201 && state === 'order_confirmed') latencies.push(performance.now() - sentAt);
        else if (status === 429) {
          // turned away: comes back with the same order, or a capacity would be measured in refusals
          other['429'] = (other['429'] ?? 0) + 1;
          await sleep(TURNED_AWAY_MS);
          orders.unshift(order);
        } else other[`${status} ${state}`] = (other[`${status} ${state}`] ?? 0) + 1;
      }
    }),
  );
  const elapsed = (performance.now() - beganAt) / 1000;
  client.close();
  latencies.sort((a, b) => a - b);
  const at = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN;
  return {
    ordersPerSecond: latencies.length / elapsed,
    confirmed: latencies.length,
    other,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  };
}
