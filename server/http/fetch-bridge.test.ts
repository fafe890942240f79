import { Agent, createServer, get, type OutgoingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type StaffHandlers, toFetch } from './fetch-bridge';
import { send } from './testing/caller';

let bridge: Server | null = null;
afterEach(async () => {
  bridge?.closeAllConnections();
  await new Promise((resolve) => (bridge === null ? resolve(null) : bridge.close(resolve)));
  bridge = null;
});

/** The bridge on a port of its own; what it was left with by each request that it did not answer. */
async function bridged(handlers: Partial<StaffHandlers>) {
  const refuse = async () => new Response('the other handler', { status: 599 });
  const failures: unknown[] = [];
  const ends: Promise<void>[] = [];
  bridge = createServer((request, response) => {
    const all = { trpc: refuse, auth: refuse, ...handlers };
    const end = toFetch(request, response, 'http://127.0.0.1', all).catch((error: unknown) => {
      failures.push(error);
      response.destroy();
    });
    ends.push(end);
  });
  await new Promise<void>((resolve) => bridge?.listen(0, '127.0.0.1', resolve));
  const { port } = bridge.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, port, failures, ends };
}

const JSON_TYPE = { 'content-type': 'application/json' };

describe('what is handed over', () => {
  it.each([
    ['absent', {}],
    ['of another shape', { 'x-request-id': 'order-42 <b>was paid</b>' }],
    ['too long for any record', { 'x-request-id': 'r'.repeat(8_000) }],
  ] as readonly (readonly [string, OutgoingHttpHeaders])[])(
    'bears an id of ours where the caller’s is %s, and the answer bears the same',
    async (_what, headers) => {
      const { origin } = await bridged({
        trpc: async ({ headers: given }) => Response.json(given.get('x-request-id')),
      });
      const answer = await send(`${origin}/api/trpc/session.me`, 'POST', { ...JSON_TYPE, ...headers }, '{}');
      expect(answer.body).toMatch(/^req_[0-9a-z]{26}$/);
      expect(answer.headers).toMatchObject({
        'x-request-id': answer.body,
        traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
      });
    },
  );

  it('bears the caller’s id where it is one, to sign-in too', async () => {
    const { origin } = await bridged({ auth: async ({ headers }) => Response.json(headers.get('x-request-id')) });
    const answer = await send(`${origin}/api/auth/sign-out`, 'POST', { 'x-request-id': 'req-of-the-caller' });
    expect([answer.body, answer.headers['x-request-id']]).toEqual(['req-of-the-caller', 'req-of-the-caller']);
  });

  it('goes by the path alone, whatever stands in the query or in the host', async () => {
    const { origin } = await bridged({ auth: async () => new Response('sign-in') });
    const named = await send(`${origin}/api/auth/sign-out?next=/api/trpc/session.me`, 'POST');
    const hosted = await send(`${origin}/api/auth/sign-out`, 'POST', { host: 'localhost:99999' });
    expect([named.body.text, hosted.body.text]).toEqual(['sign-in', 'sign-in']);
  });
});

describe('what cannot be handed over', () => {
  it('is told so where its method is none of ours', async () => {
    const { failures, origin } = await bridged({});
    for (const method of ['TRACE', 'PUT', 'DELETE', 'OPTIONS'])
      expect(await send(`${origin}/api/trpc/session.me`, method)).toMatchObject({
        status: 405,
        headers: { allow: 'GET, HEAD, POST' },
        body: { code: 'method_not_allowed', request_id: expect.stringMatching(/^req_/) },
      });
    expect(failures).toEqual([]);
  });

  it('is told so where its body is beyond the limit, and not cut off', async () => {
    const { failures, origin } = await bridged({});
    const answer = await send(`${origin}/api/trpc/cases.note`, 'POST', JSON_TYPE, 'x'.repeat(200_000));
    expect(answer).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
    expect(failures).toEqual([]);
  });

  it('is nobody’s failure where its caller went away in the middle', async () => {
    const { ends, failures, port } = await bridged({});
    const begun = new Promise<void>((resolve) => bridge?.once('request', () => resolve()));
    const socket = connect(port, '127.0.0.1');
    socket.write('POST /api/trpc/cases.note HTTP/1.1\r\nhost: x\r\ncontent-length: 900\r\n\r\n{"text":');
    await begun;
    socket.destroy();
    await Promise.all(ends);
    expect(failures).toEqual([]);
  });
});

it('given a stream that ends while the server closes, keeps no connection on which nothing comes any more', async () => {
  let end: () => void = () => undefined;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('data: 1\n\n'));
      end = () => controller.close();
    },
  });
  const headers = { 'content-type': 'text/event-stream', connection: 'keep-alive' };
  const handlers = { trpc: async () => new Response(stream, { headers }), auth: async () => new Response() };
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    void toFetch(request, response, 'http://127.0.0.1', handlers);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const agent = new Agent({ keepAlive: true });
  const { port } = server.address() as AddressInfo;
  const heard = await new Promise<string>((resolve) => {
    get({ host: '127.0.0.1', port, path: '/api/trpc/news.listen', agent }, (response) => {
      response.on('data', (chunk: Buffer) => resolve(chunk.toString()));
    });
  });
  expect(heard).toContain('data: 1');
  const closed = new Promise((resolve) => server.close(resolve));
  end();
  // it would wait for a minute
  await closed;
});
