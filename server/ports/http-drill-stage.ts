/** The drill stage over HTTP on this machine: the sandbox's and the supervisor's control, and both regions' public API. */
import { z } from 'zod';
import type { Region } from '../domain/region';
import type { DrillStage, StageAnswer, StageCheckout } from './drill-stage';

export interface HttpDrillStageSettings {
  readonly shops: Readonly<Record<Region, string>>;
  readonly sandbox: string;
  readonly drills: string;
}

const ANSWER_WITHIN_MS = 12_000;
const HEALTHY_WORLD = {
  region_link: 'up',
  workers: { east: 'running', west: 'running' },
  readers: { east: 'newest', west: 'newest' },
  mail: 'up',
};

const catalog = z.object({
  products: z.array(z.object({ sku: z.string(), stock: z.record(z.string(), z.number().nullable()) })),
});
const cart = z.object({
  cart_id: z.string(),
  version: z.number(),
  total: z.object({ amount_minor: z.number() }).optional(),
});
const opened = z.object({ order_id: z.string(), status_token: z.string() });
const order = z.object({ state: z.string(), version: z.number() });
const ledgerRow = z.object({
  kind: z.enum(['authorized', 'captured', 'voided', 'refunded', 'declined']),
  amount_minor: z.number(),
});

export function httpDrillStage({ drills, sandbox, shops }: HttpDrillStageSettings): DrillStage {
  const control = async (url: string, method: 'PUT' | 'POST', body: unknown): Promise<void> => {
    const answer = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
    if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  };
  const stage: DrillStage = {
    setFaults: (faults) => control(`${sandbox}/_sandbox/faults`, 'PUT', faults),
    setWorld: (change) => control(`${drills}/_drills`, 'PUT', change),
    kill: (process) => control(`${drills}/_drills/kill`, 'POST', { process }),
    async heal() {
      await Promise.all([stage.setFaults({}), stage.setWorld(HEALTHY_WORLD)]);
    },
    async open(region, email) {
      const ask = asking(shops[region]);
      const sku = catalog
        .safeParse(await ask('GET', '/catalog'))
        .data?.products.find(({ stock }) => (stock[region] ?? 0) > 0)?.sku;
      if (sku === undefined) return null;
      const empty = cart.safeParse(await ask('POST', '/carts', {})).data;
      if (empty === undefined) return null;
      const full = cart.safeParse(await ask('PUT', `/carts/${empty.cart_id}/items/${sku}`, { quantity: 1 })).data;
      if (full === undefined) return null;
      const body = { cart_id: full.cart_id, cart_version: full.version, email };
      const checkout = opened.safeParse(await ask('POST', '/checkouts', body)).data;
      return checkout === undefined
        ? null
        : {
            orderId: checkout.order_id,
            statusToken: checkout.status_token,
            totalMinor: full.total?.amount_minor ?? 0,
            body,
          };
    },
    async submit(region, checkout, paymentMethod) {
      const body = { ...checkout.body, payment_method: paymentMethod };
      const headers = { 'Idempotency-Key': checkout.orderId };
      return orderIn(await asking(shops[region])('POST', '/orders', body, headers));
    },
    async read(region, checkout, minVersion) {
      return readOrder(shops[region], checkout, minVersion);
    },
    async deadLetters(region) {
      const answer = await fetch(`${shops[region]}/api/metrics`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      const count = /^evident_dead_letters\{[^}]*\} (\d+)$/m.exec(await answer.text())?.[1];
      if (count === undefined) throw new Error(`${region} does not tell how many dead letters wait`);
      return Number(count);
    },
    async ledgerOf(orderId) {
      const answer = await fetch(`${sandbox}/_sandbox/ledger?operation=${encodeURIComponent(`pay:${orderId}`)}`, {
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      const lines = (await answer.text()).split('\n').filter((line) => line !== '');
      return lines.map((line) => {
        const { amount_minor, kind } = ledgerRow.parse(JSON.parse(line));
        return { kind, amountMinor: amount_minor };
      });
    },
  };
  return stage;
}

async function readOrder(shop: string, checkout: StageCheckout, minVersion: number): Promise<StageAnswer | null> {
  const headers = { Authorization: `Bearer ${checkout.statusToken}` };
  return orderIn(
    await asking(shop)('GET', `/orders/${checkout.orderId}?min_version=${minVersion}`, undefined, headers),
  );
}

const orderIn = (body: unknown): StageAnswer | null => order.safeParse(body).data ?? null;

/** The parsed body, whatever the status; null when no answer came. */
function asking(shop: string) {
  return async (
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<unknown> => {
    try {
      const answer = await fetch(`${shop}/api/v1${path}`, {
        method,
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      return await answer.json();
    } catch {
      return null;
    }
  };
}
