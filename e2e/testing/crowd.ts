/** A crowd of shoppers without browsers: orders through the public API, counted by their answers. */
import { call, prepareCheckouts } from '../../bench/shoppers';

export interface CrowdOrder {
  readonly orderId: string;
  readonly statusToken: string;
  readonly status: number;
}

/** So many orders at once, or a few at a time. */
export async function placeCrowd(count: number, atOnce = 10): Promise<CrowdOrder[]> {
  const base = process.env.STORE_EAST ?? '';
  const ready = await prepareCheckouts(base, count);
  const placed: CrowdOrder[] = [];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let order = ready.pop(); order !== undefined; order = ready.pop()) {
        const { body, orderId, statusToken } = order;
        const { status } = await call(base, 'POST', '/api/v1/orders', body, { 'idempotency-key': orderId });
        placed.push({ orderId, statusToken, status });
      }
    }),
  );
  return placed;
}

export async function statusOf({ orderId, statusToken }: CrowdOrder): Promise<{ status: number; state: string }> {
  const { json, status } = await call(process.env.STORE_EAST ?? '', 'GET', `/api/v1/orders/${orderId}`, undefined, {
    authorization: `Bearer ${statusToken}`,
  });
  return { status, state: (json as { state?: string }).state ?? '' };
}
