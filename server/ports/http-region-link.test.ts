import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LinkCondition } from '../domain/link-condition';
import { httpRegionLink } from './http-region-link';
import { sealAnswer } from './link-seal';

const SECRET = 'a-link-secret-of-the-tests-0123456789';

let peer: Server;
let arrived: number;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let condition: LinkCondition;

const sealed = (request: IncomingMessage, response: ServerResponse, body = '{"ok":true}') =>
  response
    .writeHead(200, { 'x-link-answer': sealAnswer(SECRET, String(request.headers['x-link-nonce']), body) })
    .end(body);

beforeEach(async () => {
  [arrived, condition, answer] = [0, 'up', sealed];
  peer = createServer((request, response) => {
    arrived++;
    request.resume().on('end', () => answer(request, response));
  });
  await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  peer.closeAllConnections();
  return new Promise((resolve) => peer.close(resolve));
});

/** Only a deadline that must pass is short, and long enough for a busy machine to do before it what the test expects before it. */
const ask = (remainingMs = 10_000, port = (peer.address() as AddressInfo).port) =>
  httpRegionLink({
    from: 'east',
    peerUrl: `http://127.0.0.1:${port}`,
    secret: SECRET,
    condition: () => condition,
  }).call({ method: 'products', body: {}, remainingMs, requestId: 'req_test', traceparent: '' });

const ANSWERED = { kind: 'answered', body: { ok: true } };

describe('a call over the link', () => {
  it('is answered', async () => {
    expect(await ask()).toEqual(ANSWERED);
  });

  it('is known not to have been acted on when it never left, or was refused unread', async () => {
    condition = 'cut';
    expect(await ask()).toMatchObject({ kind: 'unreachable', acted: 'no' });
    expect(arrived).toBe(0);
    condition = 'up';
    expect(await ask(10_000, 1)).toMatchObject({ kind: 'unreachable', acted: 'no' });
    for (const status of [401, 408, 409]) {
      answer = (_request, response) => response.writeHead(status).end('{}');
      expect(await ask()).toMatchObject({ kind: 'unreachable', acted: 'no' });
    }
  });

  it('is unknown when the peer hangs, breaks off, fails, or answers what it did not seal', async () => {
    const silent = () => undefined;
    const breaksOff = (_: IncomingMessage, response: ServerResponse) => response.destroy();
    const fails = (_: IncomingMessage, response: ServerResponse) => response.writeHead(503).end('{}');
    const unsealed = (_: IncomingMessage, response: ServerResponse) => response.writeHead(200).end('{"ok":true}');
    const otherCall = (_: IncomingMessage, response: ServerResponse) =>
      response.writeHead(200, { 'x-link-answer': sealAnswer(SECRET, 'another', '{}') }).end('{}');
    for (const how of [silent, breaksOff, fails, unsealed, otherCall]) {
      answer = how;
      expect(await ask(how === silent ? 1_000 : 10_000)).toMatchObject({ kind: 'unreachable', acted: 'unknown' });
    }
  });

  it('ends at its deadline on a one-way road, and acted or not, its caller does not know', async () => {
    for (const [lose, came, deadlineMs] of [
      ['requests', 0, 150],
      ['answers', 1, 1_000],
    ] as const) {
      [condition, arrived] = [{ lose, calls_from: 'east' }, 0];
      const askedAtMs = performance.now();
      expect(await ask(deadlineMs)).toMatchObject({ kind: 'unreachable', acted: 'unknown' });
      expect(performance.now() - askedAtMs).toBeGreaterThan(deadlineMs - 10);
      expect(arrived).toBe(came);
    }
    condition = { lose: 'answers', calls_from: 'west' };
    expect(await ask()).toEqual(ANSWERED);
  });

  it('on a slow road is not sent past its deadline, and not waited for past it', async () => {
    condition = { delay_ms: 60_000 };
    expect(await ask(100)).toMatchObject({ kind: 'unreachable', acted: 'no' });
    expect(arrived).toBe(0);
    // half of the road there, half of it back; between its arrival and the deadline is time for a machine that stands still
    condition = { delay_ms: 5_000 };
    expect(await ask(4_500)).toMatchObject({ kind: 'unreachable', acted: 'unknown' });
    expect(arrived).toBe(1);
    condition = { delay_ms: 200 };
    expect(await ask()).toEqual(ANSWERED);
  });
});
