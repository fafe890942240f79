/**
 * Hands a plain node request to handlers that speak fetch (tRPC, sign-in), with a bounded body and an id of ours, and streams their
 * answer back. What cannot be handed over is answered here, as a problem.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { beginExchange, type Exchange, Problem, readBody, sendProblem } from './exchange';

export interface StaffHandlers {
  trpc(request: Request): Promise<Response>;
  auth(request: Request): Promise<Response>;
}

const MOST_STAFF_BODY_BYTES = 131_072;
const METHODS: readonly string[] = ['GET', 'HEAD', 'POST'];

export async function toFetch(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
  handlers: StaffHandlers,
): Promise<void> {
  const exchange = beginExchange(request, response, originAsked(request, origin));
  try {
    await handOver(exchange, handlers);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    sendProblem(exchange, error);
  }
}

async function handOver(exchange: Exchange, handlers: StaffHandlers): Promise<void> {
  const { request, requestId, response, url } = exchange;
  const { method = 'GET' } = request;
  if (!METHODS.includes(method))
    throw new Problem(405, 'method_not_allowed', 'This path answers GET and POST.', {}, { Allow: METHODS.join(', ') });
  const body = method === 'POST' ? await readBody(exchange, MOST_STAFF_BODY_BYTES) : undefined;
  const headers = fetchHeaders(request);
  // it stands in evidence and audit: what the caller gave only where it is an id
  headers.set('x-request-id', requestId);
  const closed = new AbortController();
  response.on('close', () => closed.abort());
  const asked = new Request(url, { method, headers, signal: closed.signal, ...(body === undefined ? {} : { body }) });
  const answer = await (url.pathname.startsWith('/api/trpc/') ? handlers.trpc(asked) : handlers.auth(asked));
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
  const asked = `http://${host}`;
  return /^(localhost|127\.0\.0\.1|\[::1\]):\d+$/.test(host) && URL.canParse(asked) ? asked : origin;
}
