import { createServer, Agent, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { toFetch } from './fetch-bridge';

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
