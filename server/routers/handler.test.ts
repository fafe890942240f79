import { describe, expect, test, vi } from 'vitest';
import type { StaffSession } from '../domain/staff';
import { trpcHandler } from './handler';
import type { ConsoleServices } from './trpc';

const ORIGIN = 'https://shop.example';
const SUPPORT: StaffSession = {
  userId: 'u',
  email: 'mara@evident.test',
  name: 'Mara',
  role: 'support',
  sessionId: 's',
  signedInAtMs: 0,
  endsAtMs: 1,
};

function given(session: StaffSession | null = SUPPORT) {
  const read = vi.fn<() => Promise<StaffSession | null>>(async () => session);
  const onError = vi.fn<() => void>();
  const onRefused = vi.fn<(event: unknown) => void>();
  const services = {
    finder: {
      find: vi.fn<(...given: unknown[]) => Promise<unknown>>(async () => ({
        kind: 'found',
        page: { rows: [] },
        notReached: [],
      })),
    },
    desk: { addNote: vi.fn<(...given: unknown[]) => Promise<unknown>>(async () => ({ kind: 'done', text: 'kept' })) },
    evidenceReader: {
      read: vi.fn<(...given: unknown[]) => Promise<unknown>>(async () => ({ kind: 'not_found', ownerRegion: 'west' })),
    },
    news: { listen: vi.fn<(signal: AbortSignal) => AsyncIterable<unknown> | null>() },
    now: {
      now: vi.fn<(...given: unknown[]) => Promise<unknown>>(async () =>
        Promise.reject(new Error('relation "orders.secret" at 10.0.0.3')),
      ),
    },
  };
  const handle = trpcHandler({
    region: 'east',
    ownOrigins: [ORIGIN],
    services: services as unknown as ConsoleServices,
    tracer: null,
    demoAccounts: null,
    environment: null,
    session: read,
    stepUp: async (_session, action) => ({ kind: 'missing', asked: { action, objectHash: 'a'.repeat(64) } }),
    newRequestId: () => 'req_new',
    onRefused,
    onError,
  });
  return { handle, onError, onRefused, read, services };
}

const note = { orderId: 'order-42', text: 'Called.', operationId: 'click-0001' };
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  new Request(`${ORIGIN}/api/trpc/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: ORIGIN, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const get = (path: string, input: unknown, headers: Record<string, string> = {}) =>
  new Request(`${ORIGIN}/api/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`, { headers });

describe('the door', () => {
  test('lets a page of ours change something', async () => {
    const { handle, services } = given();
    const response = await handle(post('support.orders.addNote', note, { 'sec-fetch-site': 'same-origin' }));
    expect(await response.json()).toEqual({ result: { data: { kind: 'done', text: 'kept' } } });
    expect(services.desk.addNote).toHaveBeenCalledOnce();
  });

  test.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a site beside ours', { 'sec-fetch-site': 'same-site' }],
    ['another origin', { origin: 'https://evil.example' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['plain text that is JSON', { 'content-type': 'text/plain' }],
  ])('refuses %s before a session is read', async (_what, headers) => {
    const { handle, read, services } = given();
    const response = await handle(post('support.orders.addNote', note, headers));
    expect([403, 415]).toContain(response.status);
    expect(read).not.toHaveBeenCalled();
    expect(services.desk.addNote).not.toHaveBeenCalled();
  });

  test('refuses a change by GET, a body that is too large and a batch that is too long', async () => {
    const { handle, services } = given();
    expect((await handle(get('support.orders.addNote', note))).status).toBe(405);
    expect((await handle(post('support.orders.addNote', { ...note, text: 'x'.repeat(40_000) }))).status).toBe(413);
    const many = Array.from({ length: 13 }, () => 'support.orders.addNote').join(',');
    const body = Object.fromEntries(Array.from({ length: 13 }, (_, i) => [i, note]));
    expect((await handle(post(`${many}?batch=1`, body))).status).toBe(400);
    expect(services.desk.addNote).not.toHaveBeenCalled();
  });

  test('fails closed when nobody can tell who asks', async () => {
    const { handle, onError, read, services } = given();
    read.mockRejectedValue(new Error('connect ECONNREFUSED 10.0.0.3'));
    const response = await handle(post('support.orders.addNote', note));
    expect([response.status, await response.text()]).toEqual([503, expect.not.stringContaining('10.0.0.3')]);
    expect(services.desk.addNote).not.toHaveBeenCalled();
    expect(onError).toHaveBeenCalledOnce();
  });

  test('tells the log once who tried what they may not, and nothing of what they sent', async () => {
    const { handle, onRefused, services } = given();
    await handle(post('repairs.approve', { reason: 'hunter2' }, { 'x-request-id': 'req_edge' }));
    expect(onRefused.mock.calls).toEqual([
      [{ refused: 'permission_missing', path: 'repairs.approve', userId: 'u', requestId: 'req_edge' }],
    ]);
    await handle(post('support.orders.addNote', note, { 'sec-fetch-site': 'cross-site' }));
    expect(onRefused).toHaveBeenLastCalledWith({
      refused: 'other_site',
      path: null,
      userId: null,
      requestId: 'req_new',
    });
    await handle(post('support.orders.addNote', note));
    expect(onRefused).toHaveBeenCalledTimes(2);
    expect(services.desk.addNote).toHaveBeenCalledOnce();
  });

  test('tells the log of a change that nobody signed in for, and not of a page that only asks on', async () => {
    const { handle, onRefused } = given(null);
    await handle(get('support.orders.search', {}));
    expect(onRefused).not.toHaveBeenCalled();
    await handle(post('support.orders.addNote', note));
    expect(onRefused.mock.calls).toEqual([
      [{ refused: 'sign_in_required', path: 'support.orders.addNote', userId: null, requestId: 'req_new' }],
    ]);
  });

  test('reads what was searched for from a body too, so that no address need stand in a URL', async () => {
    const { handle, services } = given();
    const response = await handle(post('support.orders.search', { q: 'ada@example.test' }));
    expect(response.status).toBe(200);
    expect(services.finder.find).toHaveBeenCalledWith(expect.objectContaining({ q: 'ada@example.test' }));
  });
});

describe('a refusal', () => {
  const refusalOf = async (response: Response) =>
    ((await response.json()) as { error: { message: string; data: Record<string, unknown> } }).error;

  test('of somebody who is not signed in says what to do, with the request id', async () => {
    const { handle } = given(null);
    const response = await handle(get('support.orders.search', {}, { 'x-request-id': 'req_edge' }));
    expect(response.status).toBe(401);
    expect(response.headers.get('x-request-id')).toBe('req_edge');
    expect(await refusalOf(response)).toEqual({
      message: 'Sign in first.',
      code: -32001,
      data: {
        code: 'UNAUTHORIZED',
        httpStatus: 401,
        path: 'support.orders.search',
        requestId: 'req_edge',
        refusal: {
          code: 'sign_in_required',
          next: 'Sign in, then do it again.',
          retry: false,
          ownerRegion: null,
          stepUp: null,
        },
      },
    });
  });

  test('names the region that would own an order that is not here', async () => {
    const { handle } = given();
    const error = await refusalOf(await handle(get('support.orders.get', { orderId: 'order-42' })));
    expect(error.message).toContain('owner_region=west');
    expect(error.data).toMatchObject({ code: 'NOT_FOUND', refusal: { code: 'order_not_found', ownerRegion: 'west' } });
  });

  test('of an input tells no insides', async () => {
    const { handle } = given();
    const error = await refusalOf(await handle(get('support.orders.get', { orderId: 7 })));
    expect(error.message).toBe('This was not understood: a field is missing, unknown or wrong.');
  });

  test('of what broke tells no insides, and the log gets them', async () => {
    const { handle, onError } = given();
    const response = await handle(get('support.now.overview', null));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/secret|10\.0\.0\.3|stack|\.ts/);
    expect(onError).toHaveBeenCalledOnce();
  });
});

describe('the news of a page', () => {
  test('are a stream, for as long as the page listens', async () => {
    const { handle, services } = given();
    let left = false;
    services.news.listen.mockImplementation(async function* (signal) {
      yield { kind: 'watching' };
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      left = true;
    });
    const page = new AbortController();
    const response = await handle(new Request(`${ORIGIN}/api/trpc/news.listen`, { signal: page.signal }));
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = '';
    while (!heard.includes('watching')) heard += (await reader?.read())?.value ?? '';
    page.abort();
    await vi.waitFor(() => expect(left).toBe(true));
  });

  test('are told to nobody who is not signed in, and not beyond as many as can be told', async () => {
    const listen = () => new Request(`${ORIGIN}/api/trpc/news.listen`);
    const stranger = given(null);
    expect(await (await stranger.handle(listen())).text()).toContain('UNAUTHORIZED');
    expect(stranger.services.news.listen).not.toHaveBeenCalled();
    const full = given();
    full.services.news.listen.mockReturnValue(null);
    expect(await (await full.handle(listen())).text()).toContain('too_many_listen');
  });
});
