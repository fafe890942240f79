import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TraceSpan } from '../domain/trace-span';
import { type GivenStore, givenStore, refusalOf } from './testing/given-store';
import { traceSpanStore } from './trace-spans';

let store: GivenStore;
beforeAll(async () => {
  store = await givenStore();
});
afterAll(() => store.drop());

const span = (traceId: string, spanId: string, more: Partial<TraceSpan> = {}): TraceSpan => ({
  traceId: traceId.repeat(32),
  spanId: spanId.repeat(16),
  parentSpanId: null,
  name: 'place order',
  kind: 'inner',
  region: 'east',
  role: 'web',
  startedAtMs: 1_790_000_000_000.25,
  durationMs: 12.345,
  outcome: 'placed',
  failed: false,
  ids: { order_id: 'order-42' },
  ...more,
});

it('keeps spans as they were, those of a trace in the order in which they began; a batch that is sent again changes nothing', async () => {
  const spans = traceSpanStore(store.sql);
  const first = span('a', '1', { startedAtMs: 1_790_000_000_001, parentSpanId: 'f'.repeat(16), outcome: null });
  const second = span('a', '2', { startedAtMs: 1_790_000_000_000.25 });
  await spans.keep([first, second, span('b', '1')]);
  await spans.keep([{ ...first, name: 'something else' }]);
  expect(await spans.ofTrace('a'.repeat(32), 10)).toEqual([second, first]);
  expect(await spans.ofTrace('a'.repeat(32), 1)).toEqual([second]);
  expect(await spans.ofTrace('c'.repeat(32), 10)).toEqual([]);
  await spans.keep([]);
});

it('lets go of the oldest, so many at once', async () => {
  const spans = traceSpanStore(store.sql);
  const [old, older, young] = [1_000, 500, 1_790_000_000_000];
  await spans.keep([
    span('d', '1', { startedAtMs: old }),
    span('d', '2', { startedAtMs: older }),
    span('d', '3', { startedAtMs: young }),
  ]);
  expect(await spans.forget(2_000, 1)).toBe(1);
  expect((await spans.ofTrace('d'.repeat(32), 10)).map(({ startedAtMs }) => startedAtMs)).toEqual([old, young]);
  expect(await spans.forget(2_000, 10)).toBe(1);
  expect(await spans.forget(2_000, 10)).toBe(0);
  expect((await spans.ofTrace('d'.repeat(32), 10)).map(({ startedAtMs }) => startedAtMs)).toEqual([young]);
});

it('is no proof, and still nobody’s to rewrite: the app’s role cannot change a span', async () => {
  expect((await refusalOf(store.app(`update operations.trace_spans set outcome = 'confirmed'`))).code).toBe('42501');
});

it('refuses what is no span', async () => {
  const spans = traceSpanStore(store.sql);
  expect((await refusalOf(spans.keep([span('z', '1')]))).code).toBe('23514');
  expect((await refusalOf(spans.keep([span('e', '1', { durationMs: -1 })]))).code).toBe('23514');
});
