/** Hands a plain node request to handlers that speak fetch (tRPC, sign-in), with a bounded body, and streams their answer back. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface StaffHandlers {
  trpc(request: Request): Promise<Response>;
  auth(request: Request): Promise<Response>;
}

const MOST_STAFF_BODY_BYTES = 131_072;

export async function toFetch(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
  handlers: StaffHandlers,
): Promise<void> {
  const body = request.method === 'GET' || request.method === 'HEAD' ? undefined : await bounded(request);
  if (body === null) {
    response.writeHead(413, { Connection: 'close' });
    response.end();
    return;
  }
  const headers = fetchHeaders(request);
  const closed = new AbortController();
  response.on('close', () => closed.abort());
  const asked = new Request(new URL(request.url ?? '/', originAsked(request, origin)), {
    method: request.method ?? 'GET',
    headers,
    signal: closed.signal,
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
  });
  const answer = await (asked.url.includes('/api/trpc/') ? handlers.trpc(asked) : handlers.auth(asked));
  const cookies = answer.headers.getSetCookie();
  response.writeHead(answer.status, {
    ...Object.fromEntries(answer.headers),
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    // else a web that ends waits for a connection on which nothing comes any more
    ...(isStream(answer) ? { connection: 'close' } : {}),
    ...(cookies.length > 0 ? { 'Set-Cookie': cookies } : {}),
  });
  if (answer.body === null) response.end();
  else
    await pipeline(Readable.fromWeb(answer.body as import('node:stream/web').ReadableStream), response).catch(() =>
      response.destroy(),
    );
}

const isStream = (answer: Response): boolean =>
  answer.headers.get('content-type')?.startsWith('text/event-stream') === true;

export function fetchHeaders(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined) headers.append(name, each);
  return headers;
}

/** Browsers may say localhost or 127.0.0.1; the port is ours in any case. */
function originAsked(request: IncomingMessage, origin: string): string {
  const host = request.headers.host ?? '';
  return /^(localhost|127\.0\.0\.1|\[::1\]):\d+$/.test(host) ? `http://${host}` : origin;
}

async function bounded(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_STAFF_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
