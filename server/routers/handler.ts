/**
 * `/api/trpc/*` as one function from request to response. What is too large, too many or from another site is refused here, before
 * a session is read or a body parsed.
 */
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import type { Region } from '../domain/region';
import { isOwnRequest } from '../domain/request-origin';
import type { DemoAccount, StaffSession } from '../domain/staff';
import { parseTraceparent } from '../domain/traceparent';
import type { Tracer } from '../ports/tracer';
import { appRouter } from './index';
import { toldRefusal } from './refusals';
import type { ConsoleContext, ConsoleServices } from './trpc';

export interface TrpcHandlerParts {
  readonly region: Region;
  /** `ownOriginsOf(PUBLIC_ORIGIN)`. */
  readonly ownOrigins: readonly string[];
  readonly services: ConsoleServices;
  /** Null: nothing is traced. */
  readonly tracer: Tracer | null;
  readonly demoAccounts: readonly DemoAccount[] | null;
  readonly environment: 'sandbox' | null;
  /** The session of a cookie; null when there is none that still stands. */
  session(headers: Headers): Promise<StaffSession | null>;
  /** Uses up what the person confirmed with their password. */
  readonly stepUp: ConsoleContext['stepUp'];
  /** For a request that carries no `x-request-id` of our own edge. */
  newRequestId(): string;
  /** Somebody tried what they may not, for the log: who by an opaque id, and nothing of what they sent. */
  onRefused(event: SecurityEvent): void;
  /** What nobody foresaw, for the log. */
  onError(error: unknown, about: { readonly path: string | null; readonly requestId: string }): void;
}

export interface SecurityEvent {
  /** As the caller was told. */
  readonly refused: string;
  readonly path: string | null;
  /** Null: not signed in. */
  readonly userId: string | null;
  readonly requestId: string;
}

export const TRPC_PATH = '/api/trpc';
const MOST_BODY_BYTES = 32 * 1024;
const MOST_URL_CHARACTERS = 8 * 1024;
const MOST_IN_A_BATCH = 12;

export function trpcHandler(parts: TrpcHandlerParts): (request: Request) => Promise<Response> {
  return async (request) => {
    const requestId = request.headers.get('x-request-id') ?? parts.newRequestId();
    const traceparent = request.headers.get('traceparent') ?? '';
    const refused = refusedAtTheDoor(request, parts.ownOrigins);
    if (refused !== null) {
      if (refused.status === 403) parts.onRefused({ refused: 'other_site', path: null, userId: null, requestId });
      return answer(refused.status, refused.message, requestId);
    }
    const bounded = await withBoundedBody(request);
    if (bounded === null) return answer(413, 'The body is too large.', requestId);
    // one session for all of a batch, and no session read for a request that was refused above
    const session = await parts.session(request.headers).catch((error: unknown) => {
      parts.onError(error, { path: null, requestId });
      return 'unreadable' as const;
    });
    // who nobody can tell is let in by nobody, and is not told to be signed out either
    if (session === 'unreadable') return answer(503, 'The console cannot tell who you are at this moment.', requestId);
    const response = await fetchRequestHandler({
      endpoint: TRPC_PATH,
      req: bounded,
      router: appRouter,
      allowBatching: true,
      maxBatchSize: MOST_IN_A_BATCH,
      // so that what was searched for need not stand in an address
      allowMethodOverride: true,
      createContext: () => ({
        session,
        stepUp: parts.stepUp,
        region: parts.region,
        requestId,
        traceId: parseTraceparent(traceparent)?.traceId ?? null,
        traceparent,
        tracer: parts.tracer,
        services: parts.services,
        demoAccounts: parts.demoAccounts,
        environment: parts.environment,
      }),
      onError: ({ error, path, type }) => {
        const { code } = toldRefusal(error);
        // whoever is signed out only looks: their page asks on until it knows
        if (code === 'permission_missing' || (code === 'sign_in_required' && type === 'mutation'))
          parts.onRefused({ refused: code, path: path ?? null, userId: session?.userId ?? null, requestId });
        if (error.code === 'INTERNAL_SERVER_ERROR')
          parts.onError(error.cause ?? error, { path: path ?? null, requestId });
      },
    });
    response.headers.set('cache-control', 'no-store');
    response.headers.set('x-request-id', requestId);
    return response;
  };
}

function refusedAtTheDoor(request: Request, ownOrigins: readonly string[]): { status: number; message: string } | null {
  const { headers, method, url } = request;
  const origin = { method, origin: headers.get('origin'), secFetchSite: headers.get('sec-fetch-site') };
  if (!isOwnRequest(origin, ownOrigins)) return { status: 403, message: 'This was sent by another site.' };
  if (url.length > MOST_URL_CHARACTERS) return { status: 414, message: 'The address is too long.' };
  if (method === 'POST' && !/^application\/json\b/i.test(headers.get('content-type') ?? ''))
    return { status: 415, message: 'Only JSON is read here.' };
  return null;
}

/** The same request with its body read, never more of it than is allowed; null when there is more. */
async function withBoundedBody(request: Request): Promise<Request | null> {
  if (request.body === null) return request;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return new Request(request.url, { method: request.method, headers: request.headers, body: Buffer.concat(chunks) });
}

const CODES: Readonly<Record<number, string>> = {
  403: 'FORBIDDEN',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  503: 'SERVICE_UNAVAILABLE',
};

/** In the shape that the tRPC client reads, so that a page shows the words. */
function answer(status: number, message: string, requestId: string): Response {
  const code = CODES[status] ?? 'BAD_REQUEST';
  const refusal = {
    code: 'refused_at_the_door',
    next: 'Load the page again.',
    retry: status === 503,
    ownerRegion: null,
    stepUp: null,
  };
  const error = { message, code: -32600, data: { code, httpStatus: status, requestId, refusal } };
  return Response.json({ error }, { status, headers: { 'cache-control': 'no-store', 'x-request-id': requestId } });
}
