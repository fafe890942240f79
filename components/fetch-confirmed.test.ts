import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type AskPassword, fetchConfirmed } from './fetch-confirmed';

const STEP_UP = { action: 'repairs.approve', objectHash: 'a'.repeat(64) } as const;
const answers: Response[] = [];
const sent = vi.fn<typeof fetch>(async () => answers.shift() ?? Response.json({ result: 'done' }));
const unconfirmed = () => Response.json({ error: { data: { refusal: { stepUp: STEP_UP } } } }, { status: 412 });
const send = (ask: AskPassword) => fetchConfirmed(ask)('/api/trpc/repairs.approve', { body: '{"click":1}' });

beforeEach(() => vi.stubGlobal('fetch', sent.mockClear()));
afterEach(() => vi.unstubAllGlobals());

test('asks for what is missing, then sends the very same again', async () => {
  answers.push(unconfirmed());
  const ask = vi.fn<AskPassword>(async () => true);
  expect((await send(ask)).status).toBe(200);
  expect(ask).toHaveBeenCalledExactlyOnceWith(STEP_UP);
  expect(sent.mock.calls[1]).toEqual(sent.mock.calls[0]);
});

test('gives the refusal to whoever does not confirm, and sends nothing again', async () => {
  answers.push(unconfirmed());
  const refused = await send(async () => false);
  expect([refused.status, await refused.json(), sent.mock.calls.length]).toEqual([412, expect.any(Object), 1]);
});

test('asks once only, and nothing of whoever was not refused for it', async () => {
  answers.push(unconfirmed(), unconfirmed());
  const ask = vi.fn<AskPassword>(async () => true);
  expect((await send(ask)).status).toBe(412);
  answers.push(Response.json({ error: { data: null } }, { status: 412 }), Response.json({}, { status: 500 }));
  expect([(await send(ask)).status, (await send(ask)).status]).toEqual([412, 500]);
  expect(ask).toHaveBeenCalledOnce();
});
