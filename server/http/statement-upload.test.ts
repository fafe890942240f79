import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ROLES, type Role } from '../domain/permissions';
import type { StaffSession } from '../domain/staff';
import { linesOf } from '../services/statement-checker';
import type { StatementImporter } from '../services/statement-importer';
import { statementDownload } from './statement-download';
import { MOST_STATEMENT_BYTES, STATEMENTS_PATH, statementUpload } from './statement-upload';

const ORIGIN = 'https://shop.example';
const OWN = { origin: ORIGIN, 'content-type': 'text/csv', cookie: 'session=1' };
const HEAD = 'balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id,payment_intent_id';
const line = (n: number) => `txn_${n},2026-11-22 12:00:00,eur,49.00,0.94,48.06,charge,ch_${n},pi_${n}`;
const CSV = `${HEAD}\n${line(1)}\n${line(2)}\n`;

const staffOf = (role: Role): StaffSession => ({
  userId: role,
  email: `${role}@evident.test`,
  name: role,
  role,
  sessionId: 's',
  signedInAtMs: 0,
  endsAtMs: 1,
});

type Import = StatementImporter['import'];

async function given(session: StaffSession | null = staffOf('operator'), change: { import?: Import } = {}) {
  const imported = vi.fn<Import>(
    change.import ??
      (async (file, _checked, _asked, onProgress) => {
        let done = 0;
        for await (const _line of linesOf(file)) done++;
        onProgress(done);
        return { statement: { statementId: 'stm_1', state: 'complete' }, wasKnown: false } as Awaited<
          ReturnType<Import>
        >;
      }),
  );
  const onFailure = vi.fn<() => void>();
  const handle = statementUpload({
    importer: { import: imported } as unknown as StatementImporter,
    origin: ORIGIN,
    ownOrigins: [ORIGIN],
    session: async () => session,
    onFailure,
  });
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}${STATEMENTS_PATH}`;
  const send = (body: string | Buffer, headers: Record<string, string> = {}, query = '') =>
    fetch(`${at}${query}`, {
      method: 'POST',
      headers: { ...OWN, ...headers },
      body: new Uint8Array(Buffer.from(body)),
    });
  return { at, imported, onFailure, send };
}

const toldBy = async (response: Response) =>
  (await response.text())
    .trimEnd()
    .split('\n')
    .map((each) => JSON.parse(each) as Record<string, unknown>);
const problemOf = async (response: Response) => (await response.json()) as Record<string, unknown>;

describe('a statement that is handed in', () => {
  test('is imported, under its name and the click that sent it, and tells how far it is', async () => {
    const { imported, send } = await given();
    const response = await send(
      CSV,
      { 'x-operation-id': 'click-0001' },
      '?file_name=Nov%0A.csv&from=2026-11-22&to=2026-11-22',
    );
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'application/x-ndjson; charset=utf-8',
    ]);
    expect(await toldBy(response)).toEqual([
      { lines_done: 0, lines: 2 },
      { lines_done: 2, lines: 2 },
      { statement_id: 'stm_1', state: 'complete', was_known: false },
    ]);
    expect(imported).toHaveBeenCalledWith(
      expect.objectContaining({
        fileName: 'Nov.csv',
        bytes: CSV.length,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      }),
      expect.objectContaining({
        lines: 2,
        period: { fromMs: Date.UTC(2026, 10, 22), toMs: Date.UTC(2026, 10, 23), isGiven: true },
      }),
      expect.objectContaining({ operationId: 'click-0001', staff: expect.objectContaining({ role: 'operator' }) }),
      expect.any(Function),
    );
  });

  test('and cannot be read is answered with its problems, and nothing is imported', async () => {
    const { imported, send } = await given();
    const response = await send(CSV.replace('49.00', '49,0'));
    expect(response.status).toBe(422);
    expect(await problemOf(response)).toMatchObject({
      code: 'statement_unreadable',
      problems: [{ lineNo: 2, expected: expect.any(String) }],
    });
    expect(imported).not.toHaveBeenCalled();
  });

  test('of fifty megabytes is read to its end, with little of it in memory; one byte more is refused', async () => {
    const { imported, send } = await given();
    const filler = Buffer.alloc(MOST_STATEMENT_BYTES, '\n');
    filler.write(CSV);
    const response = await send(filler);
    expect((await toldBy(response)).at(-1)).toMatchObject({ statement_id: 'stm_1' });
    const refused = await send(Buffer.concat([filler, Buffer.from('\n')])).catch(() => null);
    // the connection may be closed before all of it was sent
    if (refused !== null) expect(refused.status).toBe(413);
    expect(imported).toHaveBeenCalledTimes(1);
  }, 60_000);

  test('that says it is small and is not is refused while it comes', async () => {
    const { at, imported } = await given();
    const status = await new Promise<number>((resolve) => {
      const request = httpRequest(
        at,
        { method: 'POST', headers: { ...OWN, 'transfer-encoding': 'chunked' } },
        (response) => {
          resolve(response.statusCode ?? 0);
          request.destroy();
        },
      );
      request.on('error', () => resolve(0));
      const chunk = Buffer.alloc(1_048_576, 'a');
      const push = () => {
        while (!request.destroyed) if (!request.write(chunk)) return void request.once('drain', push);
      };
      push();
    });
    expect(status).toBe(413);
    expect(imported).not.toHaveBeenCalled();
  }, 60_000);

  test('leaves nothing on the disk, also when it fails on the way, and says that it may be handed in again', async () => {
    const place = mkdtempSync(join(tmpdir(), 'evident-place-'));
    vi.stubEnv('TMPDIR', place);
    onTestFinished(() => {
      vi.unstubAllEnvs();
      rmSync(place, { recursive: true });
    });
    const { onFailure, send } = await given(staffOf('operator'), {
      import: async () => Promise.reject(new Error('relation "operations.statements" at 10.0.0.3')),
    });
    const told = await toldBy(await send(CSV));
    expect(told.at(-1)).toMatchObject({
      error: expect.stringContaining('import the same file again'),
      request_id: expect.any(String),
    });
    expect(JSON.stringify(told)).not.toContain('10.0.0.3');
    expect(onFailure).toHaveBeenCalledOnce();
    await send('');
    expect(readdirSync(place)).toEqual([]);
  });

  test('while another is read has to wait', async () => {
    let go = () => {};
    const waiting = new Promise<void>((resolve) => {
      go = resolve;
    });
    const { send } = await given(staffOf('operator'), {
      import: async () => {
        await waiting;
        return { statement: { statementId: 'stm_1', state: 'complete' }, wasKnown: true } as Awaited<
          ReturnType<Import>
        >;
      },
    });
    const first = await send(CSV);
    const second = await send(CSV);
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, '5']);
    go();
    expect((await toldBy(first)).at(-1)).toMatchObject({ was_known: true });
    expect((await send(CSV)).status).toBe(200);
  });
});

describe('the door', () => {
  test.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['another origin', { origin: 'https://evil.example' }, 403],
    ['a form', { 'content-type': 'multipart/form-data' }, 415],
    ['plain text', { 'content-type': 'text/plain' }, 415],
  ])('refuses %s', async (_what, headers, status) => {
    const { imported, send } = await given();
    expect((await send(CSV, headers as Record<string, string>)).status).toBe(status);
    expect(imported).not.toHaveBeenCalled();
  });

  test.each([
    ['no period', '?from=2026-11-22'],
    ['a period backwards', '?from=2026-11-23&to=2026-11-21'],
  ])('refuses %s', async (_what, query) => {
    const { imported, send } = await given();
    expect([(await send(CSV, {}, query)).status, imported.mock.calls]).toEqual([400, []]);
  });

  test.each([null, ...ROLES])('by %s', async (role) => {
    const { imported, send } = await given(role === null ? null : staffOf(role));
    expect((await send(CSV)).status).toBe(role === null ? 401 : role === 'operator' ? 200 : 403);
    expect(imported).toHaveBeenCalledTimes(role === 'operator' ? 1 : 0);
  });

  test('answers POST alone', async () => {
    const { at } = await given();
    expect((await fetch(at, { headers: OWN })).status).toBe(405);
  });
});

describe('the file of the result', () => {
  const STATEMENT = `stm_${'a'.repeat(32)}`;

  async function givenResult(session: StaffSession | null, notReached: readonly string[] = []) {
    const page = (n: number) => ({
      region: 'west',
      verdict: 'different',
      lineNo: n,
      lineId: `txn_${n}`,
      createdAtMs: 0,
      category: 'charge',
      orderId: '=1+1',
      operation: null,
      paymentIntentId: null,
      theirs: { minor: 1, currency: 'EUR' },
      ours: null,
      feeMinor: 0,
      atRisk: null,
      differences: [],
      caseId: null,
    });
    const lines = vi.fn<(question: { after: { lineNo: number } | null }) => Promise<unknown>>(async ({ after }) => {
      const from = after?.lineNo ?? 0;
      return {
        lines: [page(from + 1), page(from + 2)],
        next: from === 2 ? null : { lineNo: from + 2, lineId: `txn_${from + 2}` },
        notReached: [],
      };
    });
    const handle = statementDownload({
      statements: { get: async () => ({ statement: {}, notReached }), lines } as never,
      origin: ORIGIN,
      session: async () => session,
      onFailure: () => undefined,
    });
    const server = createServer((request, response) => void handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}${STATEMENTS_PATH}/${STATEMENT}/lines.csv`;
    return { lines, get: (query = '') => fetch(`${at}${query}`) };
  }

  test('has every page of it, and no formula', async () => {
    const { get } = await givenResult(staffOf('auditor'));
    const response = await get();
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${STATEMENT}-differing.csv"`);
    const rows = (await response.text()).trimEnd().split('\r\n').slice(1);
    expect(rows.map((row) => row.split(',')[3])).toEqual(['txn_1', 'txn_2', 'txn_3', 'txn_4']);
    expect(rows.every((row) => row.includes(",'=1+1,"))).toBe(true);
  });

  test('is refused to nobody and to a verdict that there is not, and not made without a region', async () => {
    expect((await (await givenResult(null)).get()).status).toBe(401);
    expect((await (await givenResult(staffOf('support'))).get('?verdict=wrong')).status).toBe(400);
    const apart = await givenResult(staffOf('support'), ['west']);
    expect([(await apart.get()).status, apart.lines.mock.calls]).toEqual([503, []]);
  });
});
