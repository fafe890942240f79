import { createServer } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TraceSpan } from '../domain/trace-span';
import { parseTraceparent } from '../domain/traceparent';
import { otelTracer } from './otel-tracer';

function given(otlpEndpoint: string | null = null, keep?: (spans: readonly TraceSpan[]) => Promise<void>) {
  const kept: TraceSpan[] = [];
  const tracer = otelTracer({
    region: 'east',
    role: 'web',
    process: 'web-east-1',
    build: 'abc1234',
    otlpEndpoint,
    keep: keep ?? (async (spans) => void kept.push(...spans)),
  });
  return { kept, tracer };
}

afterEach(() => {
  vi.useRealTimers();
});

const CALLER = `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`;

describe('a trace', () => {
  it('goes on with the caller’s, and what is begun within a step is a part of it', async () => {
    const { kept, tracer } = given();
    const answer = tracer.enter({ name: 'answer', kind: 'served', of: CALLER, ids: { request_id: 'req_1' } });
    await answer.run(() =>
      tracer.during(
        { name: 'place order', kind: 'inner', ids: { order_id: 'order-42' } },
        async () => 'placed',
        (answered) => answered,
      ),
    );
    answer.named('answer place_order');
    answer.end('201');
    await tracer.close();
    const [place, served] = kept;
    expect(served).toMatchObject({
      traceId: 'c'.repeat(32),
      parentSpanId: 'd'.repeat(16),
      name: 'answer place_order',
      kind: 'served',
      region: 'east',
      role: 'web',
      outcome: '201',
      failed: false,
      ids: { request_id: 'req_1' },
    });
    expect(place).toMatchObject({
      traceId: 'c'.repeat(32),
      parentSpanId: served?.spanId,
      name: 'place order',
      kind: 'inner',
      outcome: 'placed',
      ids: { order_id: 'order-42' },
    });
    expect(place?.durationMs).toBeGreaterThanOrEqual(0);
    expect(parseTraceparent(answer.traceparent)).toMatchObject({ traceId: 'c'.repeat(32), parentId: served?.spanId });
  });

  it('is begun by a first step without a caller, or with one that names no trace', async () => {
    const { kept, tracer } = given();
    for (const of of [undefined, null, '', 'not a traceparent', `00-${'0'.repeat(32)}-${'d'.repeat(16)}-01`])
      tracer.enter({ name: 'answer', kind: 'served', of }).end();
    await tracer.close();
    expect(new Set(kept.map(({ traceId }) => traceId)).size).toBe(5);
    expect(kept.map(({ parentSpanId }) => parentSpanId)).toEqual([null, null, null, null, null]);
  });

  it('is gone on with by a worker that knows its id alone', async () => {
    const { kept, tracer } = given();
    tracer.begin({ name: 'decide', kind: 'inner', of: 'e'.repeat(32) })?.end('applied');
    await tracer.close();
    expect(kept).toMatchObject([{ traceId: 'e'.repeat(32), name: 'decide', outcome: 'applied' }]);
  });

  it('is nobody’s where none is under way', async () => {
    const { kept, tracer } = given();
    expect(tracer.begin({ name: 'link pulse', kind: 'called', of: '' })).toBeNull();
    expect(await tracer.during({ name: 'look up', kind: 'called' }, async (span) => span)).toBeNull();
    await tracer.close();
    expect(kept).toEqual([]);
  });

  it('is not recorded when the caller says so, and goes on saying so', async () => {
    const { kept, tracer } = given();
    const answer = tracer.enter({ name: 'answer', kind: 'served', of: CALLER.replace(/01$/, '00') });
    expect(parseTraceparent(answer.traceparent)).toMatchObject({ traceId: 'c'.repeat(32), sampled: false });
    answer.run(() => tracer.begin({ name: 'place order', kind: 'inner' })?.end());
    answer.end();
    await tracer.close();
    expect(kept).toEqual([]);
  });

  it('keeps of what was thrown its kind and nothing of its words', async () => {
    const { kept, tracer } = given();
    const answer = tracer.enter({ name: 'answer', kind: 'served' });
    const thrown = answer.run(() =>
      tracer.during({ name: 'place order', kind: 'inner' }, async () => {
        throw new RangeError('card 4242 4242 4242 4242 of ada@example.test');
      }),
    );
    await expect(thrown).rejects.toThrow('card');
    answer.end();
    await tracer.close();
    expect(kept[0]).toMatchObject({ name: 'place order', failed: true, outcome: 'RangeError' });
    expect(JSON.stringify(kept)).not.toMatch(/4242|ada@/);
  });

  it('ends for what lives on in it: a timer that a call began is nobody’s after two minutes', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { tracer } = given();
    const answer = tracer.enter({ name: 'answer', kind: 'served' });
    answer.run(() => {
      vi.setSystemTime(Date.now() + 119_000);
      expect(tracer.begin({ name: 'late answer', kind: 'inner' })).not.toBeNull();
      vi.setSystemTime(Date.now() + 2_000);
      expect(tracer.begin({ name: 'a round', kind: 'inner' })).toBeNull();
    });
    vi.useRealTimers();
    await tracer.close();
  });

  it('is an aid: spans that cannot be kept are dropped and hold up nothing', async () => {
    const keep = vi.fn<() => Promise<void>>(async () => Promise.reject(new Error('no connection')));
    const { tracer } = given(null, keep);
    tracer.enter({ name: 'answer', kind: 'served' }).end();
    await tracer.close();
    expect(keep).toHaveBeenCalledOnce();
  });
});

describe('a collector', () => {
  it('is told by OTLP, with who ran it', async () => {
    const bodies: { readonly path: string; readonly text: string }[] = [];
    const collector = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        bodies.push({ path: request.url ?? '', text: Buffer.concat(chunks).toString('utf8') });
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const { port } = collector.address() as { port: number };
    const { kept, tracer } = given(`http://127.0.0.1:${port}/`);
    tracer.enter({ name: 'answer', kind: 'served', of: CALLER }).end('201');
    await tracer.close();
    collector.closeAllConnections();
    await new Promise((resolve) => collector.close(resolve));
    expect(bodies.map(({ path }) => path)).toEqual(['/v1/traces']);
    const [told] = JSON.parse(bodies[0]?.text ?? '').resourceSpans;
    const of = Object.fromEntries(
      told.resource.attributes.map((each: { key: string; value: { stringValue: string } }) => [
        each.key,
        each.value.stringValue,
      ]),
    );
    expect(of).toMatchObject({
      'service.name': 'evident-web',
      'service.version': 'abc1234',
      'service.instance.id': 'web-east-1',
      'evident.region': 'east',
    });
    expect(told.scopeSpans[0].spans).toMatchObject([{ traceId: 'c'.repeat(32), name: 'answer' }]);
    expect(kept).toHaveLength(1);
  });
});
