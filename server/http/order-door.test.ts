import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Region } from '../domain/ids';
import { MOST_BODY_BYTES } from './exchange';
import { OrderDoor } from './order-door';

let server: Server;
let origin: string;
let full: boolean;
let refused: number;
let told: number;
/** Answers that ended, or whose caller has left. */
let closed: number;
let owner: Region;
/** When the beat comes; at once, unless a test holds it. */
let beat: Promise<void>;
beforeEach(async () => {
  [full, refused, told, closed, owner, beat] = [true, 0, 0, 0, 'east', Promise.resolve()];
  const door = new OrderDoor({
    region: 'east',
    clock: { sleep: () => beat },
    told: () => {
      told++;
    },
    router: { ownerOfOrder: () => owner },
    intake: { isFull: () => full, refuse: () => 7 + refused++ },
  });
  server = createServer((request, response) => {
    response.on('close', () => {
      closed++;
    });
    if (door.turnsAway(request, response)) return;
    response.statusCode = 299;
    response.end('was read');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const place = (headers: Record<string, string> = {}, body = '{', signal: AbortSignal | null = null) =>
  fetch(`${origin}/api/v1/orders`, {
    method: 'POST',
    headers: { 'idempotency-key': 'ord_1', ...headers },
    body,
    signal,
  });

describe('the door before the orders', () => {
  it('turns an order away unread, with everything that a refusal says', async () => {
    const answer = await place({ 'x-request-id': 'req-of-the-caller' });
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(answer.headers.get('x-request-id')).toBe('req-of-the-caller');
    expect(answer.headers.get('traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({
      status: 429,
      title: 'Too Many Requests',
      code: 'too_many_requests',
      request_id: 'req-of-the-caller',
    });
    expect(refused).toBe(1);
  });

  it('keeps the connection: the next call on it is answered as itself, whatever the first one’s body was', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(9_000) });
    const head = (path: string) =>
      `POST ${path} HTTP/1.1\r\nhost: x\r\nidempotency-key: ord_1\r\ncontent-length: ${body.length}\r\n\r\n`;
    const answers = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(Number(new URL(origin).port), '127.0.0.1');
      socket.on('data', (chunk) => {
        text += chunk.toString();
        if (text.includes('was read')) {
          socket.destroy();
          resolve(text);
        }
      });
      socket.write(head('/api/v1/orders') + body + head('/api/v1/carts') + body);
    });
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 429', 'HTTP/1.1 299']);
  });

  it('answers all of one beat together, whoever of them has left', async () => {
    let comes = (): void => undefined;
    beat = new Promise((resolve) => {
      comes = resolve;
    });
    let answered = 0;
    const gone = new AbortController();
    const left = place({}, '{', gone.signal).catch(() => 'left');
    const stayed = [1, 2, 3].map(() =>
      place().then((answer) => {
        answered++;
        return answer.status;
      }),
    );
    await expect.poll(() => refused).toBe(4);
    gone.abort();
    expect(await left).toBe('left');
    await expect.poll(() => closed).toBe(1);
    expect([answered, told]).toEqual([0, 0]);
    comes();
    expect(await Promise.all(stayed)).toEqual([429, 429, 429]);
    expect(told).toBe(3);
    // the next beat is one of its own
    expect((await place()).status).toBe(429);
  });

  it('lets everything else by: status, carts, the other region’s orders, calls without a key, and who comes when there is a place', async () => {
    const status = await fetch(`${origin}/api/v1/orders/ord_1`);
    const carts = await fetch(`${origin}/api/v1/carts`, { method: 'POST' });
    owner = 'west';
    const theirs = await place();
    owner = 'east';
    const answers = [
      status,
      carts,
      theirs,
      await place({ 'idempotency-key': '' }),
      await place({ 'idempotency-key': 'k'.repeat(256) }),
      await place({}, 'x'.repeat(MOST_BODY_BYTES + 1)),
    ];
    full = false;
    answers.push(await place());
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 299));
    expect(refused).toBe(0);
  });
});
