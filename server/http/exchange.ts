/**
 * One request and its answer on the plain node server: ids, limits, JSON in and out, errors as RFC 9457 problems with a stable
 * code and the request's id. Next's own route handling costs about 1 ms of CPU a request; this costs a twentieth of it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import { formatTraceparent, parseTraceparent } from '../domain/ids';
import type { OpenSpan, Tracer } from '../ports/tracer';
import { newRequestId, newSpanId, newTraceId } from './random-ids';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly requestId: string;
  readonly traceId: string;
  /** For calls that this one makes. */
  readonly traceparent: string;
  /** Null where nobody will ask how long it took: a read, or a call of machines among themselves. */
  readonly span: OpenSpan | null;
}

/** A refusal with its stable code; thrown by handlers, answered once. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    /** What happened and what to do next, in words for the caller. */
    readonly detail: string,
    readonly more: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(`${status} ${code}: ${detail}`);
  }
}

/** With parameters or without; `application/json-patch+json` is another language. */
const JSON_TYPE = /^application\/json\s*(;|$)/i;

export const MOST_BODY_BYTES = 16_384;
const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/;

/** @param tracer null where this exchange is not traced. */
export function beginExchange(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
  tracer: Tracer | null = null,
): Exchange {
  const given = idsOf(request);
  const step = { name: `answer ${request.method}`, kind: 'served', ids: { request_id: given.requestId } } as const;
  const span = tracer?.enter({ ...step, of: header(request, 'traceparent') }) ?? null;
  const ids = span === null ? given : { ...given, traceId: span.traceId, traceparent: span.traceparent };
  response.setHeader('X-Request-Id', ids.requestId);
  response.setHeader('traceparent', ids.traceparent);
  return { request, response, url: new URL(request.url ?? '/', origin), ...ids, span };
}

/** Whether a caller sent a trace to go on with. */
export const namesTrace = (request: IncomingMessage): boolean =>
  parseTraceparent(header(request, 'traceparent')) !== null;

/** Those that the caller gave, where they are valid, or new ones. */
export function idsOf(request: IncomingMessage): Pick<Exchange, 'requestId' | 'traceId' | 'traceparent'> {
  const given = header(request, 'x-request-id');
  const requestId = REQUEST_ID.test(given) ? given : newRequestId();
  const incoming = parseTraceparent(header(request, 'traceparent'));
  const traceId = incoming?.traceId ?? newTraceId();
  const traceparent = formatTraceparent({
    traceId,
    parentId: newSpanId(),
    sampled: incoming?.sampled ?? true,
  });
  return { requestId, traceId, traceparent };
}

export function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

export function sendJson(
  exchange: Exchange,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  sendText(exchange, status, JSON.stringify(body), headers);
}

/** JSON that is text already. */
export function sendText(
  exchange: Exchange,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  exchange.response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  exchange.response.end(text);
}

export function sendProblem(exchange: Exchange, problem: Problem): void {
  const headers = { 'Content-Type': PROBLEM_TYPE, ...problem.headers };
  sendText(exchange, problem.status, problemText(problem, exchange.requestId), headers);
}

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

export function problemText(problem: Problem, requestId: string): string {
  return JSON.stringify({
    type: `https://evident.test/problems/${problem.code}`,
    title: TITLES[problem.status] ?? 'Error',
    status: problem.status,
    code: problem.code,
    detail: problem.detail,
    request_id: requestId,
    ...problem.more,
  });
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** The raw body, refused beyond the limit before it is kept. */
export function readBody(exchange: Exchange, mostBytes = MOST_BODY_BYTES): Promise<string> {
  const { request } = exchange;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostBytes) {
        reject(
          new Problem(
            413,
            'body_too_large',
            `The body may have at most ${mostBytes} bytes.`,
            {},
            { Connection: 'close' },
          ),
        );
        request.removeAllListeners('data');
        request.resume();
        return;
      }
      chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('error', reject);
    request.on('aborted', () =>
      reject(new Problem(400, 'body_incomplete', 'The connection ended before the body did.')),
    );
  });
}

/** A JSON body of exactly this shape; unknown fields are refused by name. */
export async function readJson<S extends z.ZodType>(exchange: Exchange, schema: S): Promise<z.infer<S>> {
  const type = header(exchange.request, 'content-type');
  if (!JSON_TYPE.test(type)) throw new Problem(415, 'json_expected', 'Send the body as application/json.');
  const text = await readBody(exchange);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem(400, 'body_not_json', 'The body is not valid JSON.');
  }
  return parse(schema, value, 'body_invalid');
}

export function parse<S extends z.ZodType>(schema: S, value: unknown, code: string): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues
    .slice(0, 10)
    .map((issue) => ({ field: issue.path.join('.') || '(body)', expected: issue.message }));
  throw new Problem(400, code, errors.map((error) => `${error.field}: ${error.expected}`).join('; '), { errors });
}
