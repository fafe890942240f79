/**
 * The wire: reads a request, hands it to the one call that it belongs to, writes the answer with Stripe's headers.
 * Nothing is caught here: if the journal cannot be written, the process ends rather than answer what is not durable.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { type Answer, refusalAnswer } from './answers';
import { drawLookupFault } from './call-fault';
import { CONTROL_CALLS, type ControlAnswer } from './control-calls';
import { bodyTooLarge, invalidParameter, unauthorized, unrecognizedUrl } from './errors';
import { parseForm } from './form-body';
import { LOOKUPS, lookupAnswer } from './lookups';
import { type MoneyCall, moneyCall, type Outcome } from './money-call';
import { MONEY_ENDPOINTS } from './money-endpoints';
import { newId } from './new-id';
import type { Refusal } from './records';
import { type Route, routeOf } from './routes';
import type { SandboxParts } from './sandbox-parts';
import { API_VERSION } from './stripe-objects';

const MOST_BODY_BYTES = 64 * 1024;
const KNOWN: ReadonlySet<string> = new Set([MONEY_ENDPOINTS, LOOKUPS, CONTROL_CALLS].flatMap(Object.keys));

export function createSandboxServer(parts: SandboxParts, secretKey: string): Server {
  const expected = digest(`Bearer ${secretKey}`);
  // Idle connections stay open: closing one just as a caller reuses it would look like a fault that nobody asked for.
  return createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) => {
    void answerRequest(parts, expected, request, response);
  });
}

async function answerRequest(
  parts: SandboxParts,
  expected: Buffer,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const method = request.method ?? 'GET';
  const [path = '/', search = ''] = (request.url ?? '/').split('?', 2);
  const route = routeOf(method, path, KNOWN);
  const control = CONTROL_CALLS[route.endpoint];
  if (!control) parts.counts.arrived(route.endpoint, Date.now());
  const body = await readBody(request);
  if (body === null) return;
  if (control) {
    await parts.journal.settled();
    return write(response, await control(parts, { query: new URLSearchParams(search), body: body ?? '' }), {});
  }
  const requestId = newId('req');
  const key = headerText(request.headers['idempotency-key']);
  const headers: Record<string, string> = { 'Request-Id': requestId, 'Stripe-Version': API_VERSION };
  if (key !== null) headers['Idempotency-Key'] = key;
  const refuse = (refusal: Refusal) => write(response, refusalAnswer(refusal, null, requestId), headers);
  if (!timingSafeEqual(expected, digest(request.headers.authorization ?? ''))) return refuse(unauthorized());
  if (body === undefined) return refuse(bodyTooLarge());
  const endpoint = MONEY_ENDPOINTS[route.endpoint];
  if (endpoint) {
    const call: MoneyCall = { endpoint, method, path, id: route.id, body, key, requestId };
    return finish(request, response, await moneyCall(parts, call), headers);
  }
  const answer = await look(parts, route, search, requestId);
  if (answer === 'hang') return;
  return answer === null ? refuse(unrecognizedUrl(method, path)) : write(response, answer, headers);
}

async function look(
  parts: SandboxParts,
  route: Route,
  search: string,
  requestId: string,
): Promise<Answer | 'hang' | null> {
  const lookup = LOOKUPS[route.endpoint];
  if (!lookup) return null;
  const fault = drawLookupFault(parts.faults.current, parts.random);
  if (fault.latency_ms > 0) await new Promise((resolve) => setTimeout(resolve, fault.latency_ms));
  if (fault.hangs) {
    parts.counts.effect('lookup_hang');
    return 'hang';
  }
  const fields = parseForm(search);
  if (!fields) return refusalAnswer(invalidParameter('Invalid query.', 'parameter_invalid', ''), null, requestId);
  const answer = lookupAnswer(lookup, parts, fields, route.id, requestId);
  await parts.journal.settled();
  return answer;
}

function finish(request: IncomingMessage, response: ServerResponse, outcome: Outcome, headers: Record<string, string>) {
  switch (outcome.kind) {
    case 'answer':
      return write(response, outcome.answer, headers);
    case 'reset':
      request.socket.resetAndDestroy();
      return;
    case 'hang':
      return;
    default:
      return outcome satisfies never;
  }
}

function write(response: ServerResponse, answer: ControlAnswer, headers: Record<string, string>): void {
  const all = { 'Content-Type': 'application/json; charset=utf-8', ...headers, ...answer.headers };
  if (typeof answer.body !== 'string') {
    response.writeHead(answer.status, all);
    Readable.from(answer.body).pipe(response);
    return;
  }
  response.writeHead(answer.status, { ...all, 'Content-Length': Buffer.byteLength(answer.body) });
  response.end(answer.body);
}

/** Null when the caller went away, undefined when it sent too much. */
function readBody(request: IncomingMessage): Promise<string | null | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MOST_BODY_BYTES) chunks.push(chunk);
    });
    request.once('end', () => resolve(size > MOST_BODY_BYTES ? undefined : Buffer.concat(chunks).toString('utf8')));
    request.once('error', () => resolve(null));
    request.once('close', () => resolve(null));
  });
}

const headerText = (value: string | string[] | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
