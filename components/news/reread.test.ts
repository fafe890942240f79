import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { DeskNews } from '@/server/domain/desk-news';
import { rereadOnNews } from './reread';

let queries: QueryClient;
let reread: ReturnType<typeof rereadOnNews>;
beforeEach(() => {
  vi.useFakeTimers();
  queries = new QueryClient({ defaultOptions: { queries: { retry: false, gcTime: Number.POSITIVE_INFINITY } } });
  reread = rereadOnNews(queries);
});
afterEach(() => {
  reread.close();
  queries.clear();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** A page that shows it; returns how often it was read. */
function shown(path: string, input: object = {}, takesMs = 10) {
  let reads = 0;
  const observer = new QueryObserver(queries, {
    queryKey: [path.split('.'), { input, type: 'query' }],
    queryFn: async () => {
      await new Promise((resolve) => setTimeout(resolve, takesMs));
      return ++reads;
    },
  });
  const leave = observer.subscribe(() => undefined);
  return { reads: () => reads, leave };
}
const evidenceOf = (orderId: string): DeskNews => ({
  kind: 'changed',
  topics: ['orders'],
  orders: [orderId],
  isWhole: true,
});

it('given news of what is shown, reads it anew at once, and nothing else', async () => {
  const [order, other] = [
    shown('support.orders.get', { orderId: 'order-42' }),
    shown('support.orders.get', { orderId: 'order-43' }),
  ];
  await pass(5_000);
  reread.hear(evidenceOf('order-42'));
  await pass(50);
  expect([order.reads(), other.reads()]).toEqual([2, 1]);
  await pass(10_000);
  expect(order.reads()).toBe(2);
});

it('given news without end, reads no more often than the page would by itself, and the last of them too', async () => {
  const list = shown('cases.queue');
  await pass(100);
  for (let n = 0; n < 100; n++) {
    reread.hear({ kind: 'changed', topics: ['cases'], orders: [], isWhole: true });
    await pass(100);
  }
  // ten seconds at a beat of five
  expect(list.reads()).toBeLessThanOrEqual(4);
  const before = list.reads();
  await pass(6_000);
  expect(list.reads()).toBe(before + 1);
});

it('given news while a read is under way, lets it end and reads once more', async () => {
  const order = shown('support.orders.get', { orderId: 'order-42' }, 3_000);
  await pass(1_000);
  reread.hear(evidenceOf('order-42'));
  await pass(2_500);
  expect(order.reads()).toBe(1);
  await pass(3_500);
  expect(order.reads()).toBe(2);
});

it('reads nothing that nobody looks at', async () => {
  const order = shown('support.orders.get', { orderId: 'order-42' });
  await pass(100);
  order.leave();
  reread.hear({ kind: 'watching', isWhole: true });
  await pass(5_000);
  expect(order.reads()).toBe(1);
});
