import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Region, REGIONS } from '@/server/domain/region';
import { caseFileStore } from '@/server/stores/case-files';
import { caseVerdictStore } from '@/server/stores/case-verdicts';
import { DIFFERING_VERDICTS, LINE_VERDICTS } from '@/server/domain/settlement-statement/verdict';
import { orderIdIn, type GivenStore, givenStore } from '@/server/stores/testing/given-store';
import { type GivenProvider, givenProvider } from './testing/given-provider';
import { type GivenShop, givenShop } from './testing/given-shop';
import { givenStatements } from './testing/given-statements';
import { type MovedClock, movedClock } from './testing/moved-clock';
import { EVERY_ENTRY } from '@/server/stores/audit';

const HOUR_MS = 3_600_000;

let provider: GivenProvider;
let clock: MovedClock;
let stores: Record<Region, GivenStore>;
let shops: Record<Region, GivenShop>;
let east: ReturnType<typeof givenStatements>;
let west: ReturnType<typeof givenStatements>;
const cut = new Set<string>();
const orders: Record<Region, string[]> = { east: [], west: [] };
let period: { fromMs: number; toMs: number };
let report: string;

beforeAll(async () => {
  provider = await givenProvider();
  clock = movedClock();
  stores = { east: await givenStore(8), west: await givenStore(8) };
  const shopIn = async (region: Region): Promise<GivenShop> => {
    const shop = givenShop({ store: stores[region], provider: provider.provider, clock, region });
    shop.startDeciding();
    await shop.untilAdmitting();
    return shop;
  };
  shops = { east: await shopIn('east'), west: await shopIn('west') };
  for (const region of REGIONS) {
    for (let n = 0; n < 3; n++) {
      const { orderId, request } = await shops[region].open();
      await shops[region].submit(request('pm_card_visa'));
      orders[region].push(orderId);
    }
    await shops[region].settle();
  }
  await refund('east', orders.east[0] ?? '', 1_000);
  period = { fromMs: clock.nowMs() - HOUR_MS, toMs: clock.nowMs() + HOUR_MS };
  report = await sandboxReport();
  const world = { clock, stores, cut };
  [east, west] = [givenStatements(world, 'east'), givenStatements(world, 'west')];
});
afterAll(async () => {
  for (const region of REGIONS) await shops[region].close();
  await provider.close();
  for (const region of REGIONS) await stores[region].drop();
});
beforeEach(() => cut.clear());

async function refund(region: Region, orderId: string, amountMinor: number): Promise<void> {
  await stores[region].app(
    `insert into payments.operations (order_id, operation, kind, amount_minor, currency, provider_reference, next_check_at, intended_at)
     select p.order_id, 'refund:' || p.order_id || ':1', 'refund', $2, p.currency, p.provider_reference, to_timestamp($3::float8 / 1000),
       to_timestamp($3::float8 / 1000) from payments.operations p where p.order_id = $1 and p.kind = 'authorize'`,
    [orderId, amountMinor, clock.nowMs()],
  );
  await shops[region].settle();
}

async function sandboxReport(): Promise<string> {
  const { fromMs, toMs } = period;
  const query = `from=${new Date(fromMs).toISOString()}&to=${new Date(toMs).toISOString()}`;
  return (await fetch(`${provider.address}/_sandbox/reports/balance_change?${query}`)).text();
}

/** Every change makes another file, so that it is another statement. */
let files = 0;
const another = (text: string): string => `${text.trimEnd()}\r\n${'\r\n'.repeat(++files)}`;

const rows = (text: string): string[] => text.trimEnd().split('\r\n');
const changed = (change: (lines: string[]) => string[]): string => another(change(rows(report)).join('\r\n'));
const rowOf = (orderId: string, category = 'charge'): string =>
  rows(report).find((row) => row.includes(orderId) && row.includes(`,${category},`)) ?? '';
const linesOf = async (statementId: string, verdicts: readonly (typeof LINE_VERDICTS)[number][] = DIFFERING_VERDICTS) =>
  (await east.statements.lines({ statementId, verdicts, after: null, limit: 100 })).lines;
const casesOf = (region: Region, orderId: string) =>
  stores[region].app(
    'select case_id, state, at_risk_minor, follows, verdict from operations.cases where order_id = $1 order by opened_at, case_id',
    [orderId],
  );
const kindsOf = async (region: Region, orderId: string) =>
  (await stores[region].evidence.list(orderId)).map(({ kind }) => kind).filter((kind) => kind.startsWith('case_'));

describe("the provider's own report", () => {
  it('agrees wholly, over both regions, and opens no case', async () => {
    expect(rows(report)).toHaveLength(8);
    const { progress, statement, wasKnown } = await east.hand(report, period);
    expect([statement.state, statement.lines, wasKnown, progress]).toEqual(['complete', 7, false, [7]]);
    const seen = await east.statements.get(statement.statementId);
    expect(seen.statement?.counts).toEqual([
      expect.objectContaining({ region: 'east', verdict: 'matched', lines: 4, theirsMinor: 13_700, oursMinor: 13_700 }),
      expect.objectContaining({ region: 'west', verdict: 'matched', lines: 3, theirsMinor: 14_700, atRiskMinor: 0 }),
    ]);
    expect(await linesOf(statement.statementId)).toEqual([]);
    for (const region of REGIONS)
      for (const orderId of orders[region]) expect(await casesOf(region, orderId)).toEqual([]);
  });

  it('handed in again, also in the other region, is the same statement and changes nothing', async () => {
    const before = await east.statements.newest(null, 10);
    expect(await east.hand(report, period)).toMatchObject({ wasKnown: true, progress: [] });
    const again = await west.hand(report, period);
    expect(again.statement).toMatchObject({ state: 'complete', importedIn: 'east' });
    expect((await east.statements.newest(null, 10)).statements).toEqual(
      before.statements.map((statement) => ({ ...statement, finishedAtMs: expect.any(Number) })),
    );
    expect(await stores.east.audit.find({ ...EVERY_ENTRY, limit: 10 })).toMatchObject([
      { action: 'cases:work', object: again.statement.statementId, actor: 'staff:operator@evident.test' },
    ]);
  });
});

describe('one line altered, one removed, one added', () => {
  const [altered, removed] = [() => orders.east[1] ?? '', () => orders.west[1] ?? ''];
  const added = orderIdIn('west');
  let statementId: string;

  beforeAll(async () => {
    const text = changed((lines) =>
      lines
        .filter((row) => row !== rowOf(removed()))
        .map((row) => (row === rowOf(altered()) ? row.replaceAll('49.00', '48.00').replace('48.06', '47.06') : row))
        .concat(
          rowOf(altered())
            .replace(/txn_sandbox_\d+/, 'txn_added')
            .replaceAll(altered(), added)
            .replace(/pi_\w+/, 'pi_x'),
        ),
    );
    statementId = (await east.hand(text, period)).statement.statementId;
  });

  it('are found, exactly these three, each by the region that owns its order', async () => {
    const lines = await linesOf(statementId);
    expect(
      lines.map(({ atRisk, differences, orderId, region, verdict }) => [
        verdict,
        region,
        orderId,
        atRisk?.amountMinor,
        differences.map(({ field }) => field),
      ]),
    ).toEqual([
      ['missing_theirs', 'west', removed(), 4_900, ['line']],
      ['different', 'east', altered(), 100, ['amount']],
      ['missing_ours', 'west', added, 4_900, ['order']],
    ]);
    expect(lines[1]).toMatchObject({
      theirs: { minor: 4_800, currency: 'EUR' },
      ours: { minor: 4_900, currency: 'EUR' },
      caseId: expect.stringContaining(`case:${altered()}:statement:txn_sandbox_`),
    });
  });

  it('open one case each, with evidence where the order is ours', async () => {
    expect(await casesOf('east', altered())).toMatchObject([{ state: 'open', at_risk_minor: 100 }]);
    expect(await casesOf('west', removed())).toMatchObject([
      { case_id: `case:${removed()}:statement:capture:${removed()}`, state: 'open', at_risk_minor: 4_900 },
    ]);
    expect(await casesOf('west', added)).toMatchObject([{ case_id: `case:${added}:statement:txn_added` }]);
    expect(await kindsOf('east', altered())).toEqual(['case_opened']);
    expect((await stores.east.evidence.list(altered())).at(-1)?.detail).toMatchObject({
      reason: 'statement_difference',
      statement_id: statementId,
      difference: 'amount: statement 48.00 EUR, ours 49.00 EUR',
    });
    expect(await kindsOf('west', removed())).toEqual(['case_opened']);
    expect(await kindsOf('west', added)).toEqual([]);
  });

  it('stand in their case beside our record; what no order claims is decided on the charge that the line names', async () => {
    const [[own], [missing]] = [await casesOf('east', altered()), await casesOf('west', removed())];
    const sideOf = async (region: Region, orderId: string, caseId: string) =>
      (await caseFileStore(stores[region].sql).read({ orderId, caseId }))?.statement;
    expect(await sideOf('east', altered(), own?.case_id)).toMatchObject({
      statementId,
      verdict: 'different',
      theirs: { minor: 4_800, currency: 'EUR' },
      ours: { minor: 4_900, currency: 'EUR' },
    });
    expect(await sideOf('west', removed(), missing?.case_id)).toMatchObject({
      verdict: 'missing_theirs',
      theirs: null,
    });
    const key = { orderId: added, caseId: `case:${added}:statement:txn_added` };
    const ground = await caseVerdictStore(stores.west.sql).ground(key);
    expect(ground?.statement).toMatchObject({ lineId: 'txn_added', verdict: 'missing_ours', ours: null });
    expect(ground?.providerReference).toBe(ground?.statement?.paymentIntentId);
    expect(await caseVerdictStore(stores.east.sql).ground({ orderId: altered(), caseId: own?.case_id })).toBeNull();
  });

  it('open no second case when the same is told by another file', async () => {
    await east.hand(
      changed((lines) =>
        lines
          .filter((row) => row !== rowOf(removed()))
          .map((row) => (row === rowOf(altered()) ? row.replaceAll('49.00', '47.00').replace('48.06', '46.06') : row)),
      ),
      period,
    );
    expect(await casesOf('east', altered())).toHaveLength(1);
    expect(await casesOf('west', removed())).toHaveLength(1);
    expect(await kindsOf('east', altered())).toEqual(['case_opened']);
  });

  it('are closed by a corrected file in which both sides agree, and by nothing less', async () => {
    await east.hand(another(report), period, 'corrected.csv');
    for (const [region, orderId] of [
      ['east', altered()],
      ['west', removed()],
    ] as const) {
      expect(await casesOf(region, orderId)).toMatchObject([
        { state: 'closed', verdict: 'the statement corrected.csv agrees with our record' },
      ]);
      expect(await kindsOf(region, orderId)).toEqual(['case_opened', 'case_closed']);
    }
    expect(await casesOf('west', added)).toMatchObject([{ state: 'open' }]);
  });
});

describe('while the other region is not reached', () => {
  it('its lines are not compared and never called missing; the same file goes on with them later', async () => {
    cut.add('*');
    const text = changed((lines) => lines.filter((row) => row !== rowOf(orders.east[2] ?? '')));
    const first = await east.hand(text, period);
    expect(first.statement).toMatchObject({ state: 'incomplete', linesNotReached: 3, isPeerDone: false });
    expect((await east.statements.get(first.statement.statementId)).notReached).toEqual(['west']);
    cut.clear();
    expect((await linesOf(first.statement.statementId)).map(({ orderId }) => orderId)).toEqual([orders.east[2]]);
    // a person has settled it meanwhile: what is read again is no news
    await stores.east.app(
      "update operations.cases set state = 'closed', closed_at = now(), verdict = 'accepted' where order_id = $1",
      [orders.east[2]],
    );
    const second = await east.hand(text, period);
    expect(second.statement).toMatchObject({ state: 'complete', linesNotReached: 0, isPeerDone: true });
    expect(await linesOf(second.statement.statementId, ['matched'])).toHaveLength(6);
    expect(await casesOf('east', orders.east[2] ?? '')).toMatchObject([{ state: 'closed', verdict: 'accepted' }]);
  });

  it('in the middle of it, what was not answered is counted as not reached', async () => {
    cut.add('statement_take');
    const { statement } = await east.hand(another(report), period);
    expect(statement).toMatchObject({ state: 'incomplete', linesNotReached: 3, isPeerDone: false });
    expect((await west.statements.get(statement.statementId)).statement?.counts).toEqual([
      expect.objectContaining({ region: 'east', verdict: 'matched', lines: 4 }),
    ]);
  });

  it('the other one can finish it', async () => {
    cut.add('*');
    const text = another(report);
    const { statementId } = (await east.hand(text, period)).statement;
    cut.clear();
    expect((await west.hand(text, period)).statement).toMatchObject({ state: 'complete', isPeerDone: true });
    expect(await linesOf(statementId, LINE_VERDICTS)).toHaveLength(7);
    expect(
      (await east.statements.newest(null, 20)).statements.find((each) => each.statementId === statementId),
    ).toMatchObject({
      state: 'complete',
    });
  });
});

describe('a report without the names of orders', () => {
  const without = () =>
    changed((lines) =>
      lines.map((row) => {
        const cells = row.split(',');
        return cells.slice(0, 19).join(',');
      }),
    );

  it('is matched by payment intents, in whichever region they are', async () => {
    const { statement } = await west.hand(without(), period);
    expect((await west.statements.get(statement.statementId)).statement?.counts).toEqual([
      expect.objectContaining({ region: 'east', verdict: 'matched', lines: 4 }),
      expect.objectContaining({ region: 'west', verdict: 'matched', lines: 3 }),
    ]);
  });

  it('says of a payment that neither region knows that it is missing in ours, where it was handed in', async () => {
    const { statement } = await west.hand(without().replaceAll(/pi_(\w{3})/g, 'pi_no$1'), period);
    const lines = await linesOf(statement.statementId, ['missing_ours']);
    expect(lines.map(({ orderId, region }) => [orderId, region])).toEqual(lines.map(() => ['', 'west']));
    expect(lines).toHaveLength(7);
    // and so the captures that these lines would have settled are missing in theirs
    expect(await linesOf(statement.statementId, ['missing_theirs'])).toHaveLength(7);
  });
});

describe('an operation whose outcome we do not know yet', () => {
  it('is not compared; the same file compares it once we know', async () => {
    const { orderId, request } = await shops.east.open();
    await shops.east.submit(request('pm_card_visa'));
    await provider.setFaults({ error_500_after_rate: 1 });
    await shops.east.settle();
    await provider.setFaults({});
    const text = another(await sandboxReport());
    const first = await east.hand(text, period);
    expect(first.statement.state).toBe('incomplete');
    expect(await linesOf(first.statement.statementId, ['not_compared'])).toMatchObject([
      { orderId, atRisk: null, caseId: null },
    ]);
    clock.advance(60_000);
    await shops.east.settle();
    const second = await east.hand(text, period);
    expect(second.statement.state).toBe('complete');
    expect((await linesOf(first.statement.statementId, ['matched'])).map((line) => line.orderId)).toContain(orderId);
  });
});

it('lines with long names are handed over in calls that the link carries', async () => {
  const order = orderIdIn('west');
  const long = (n: number) => `${n}${'線'.repeat(250)}`;
  const lines = Array.from(
    { length: 450 },
    (_, n) => `txn_long_${n},2026-11-22 12:00:00,eur,1.00,0,1.00,charge,${long(n)},${long(n)},${order}`,
  );
  const head =
    'balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id,payment_intent_id,payment_metadata[order_id]';
  const { statement } = await east.hand([head, ...lines].join('\n'), null);
  expect(statement).toMatchObject({ state: 'complete', linesNotReached: 0 });
  expect((await east.statements.get(statement.statementId)).statement?.counts).toEqual([
    expect.objectContaining({ region: 'west', verdict: 'missing_ours', lines: 450 }),
  ]);
});

describe('a page of lines', () => {
  it('goes on where the one before ended, over both regions', async () => {
    const { statementId } = (await east.hand(another(await sandboxReport()), period)).statement;
    const seen: string[] = [];
    for (let after: { lineNo: number; lineId: string } | null = null, more = true; more; ) {
      const page = await west.statements.lines({ statementId, verdicts: LINE_VERDICTS, after, limit: 2 });
      seen.push(...page.lines.map(({ lineId }) => lineId));
      [after, more] = [page.next, page.next !== null];
    }
    expect(seen).toEqual((await linesOf(statementId, LINE_VERDICTS)).map(({ lineId }) => lineId));
    expect(new Set(seen).size).toBe(8);
  });
});

describe('two who hand the same file in at once', () => {
  it('make one statement with one case for each difference', async () => {
    const target = orders.west[2] ?? '';
    const text = changed((lines) => lines.filter((row) => row !== rowOf(target)));
    const both = await Promise.all([east.hand(text, period), west.hand(text, period)]);
    expect(new Set(both.map(({ statement }) => statement.statementId)).size).toBe(1);
    expect((await casesOf('west', target)).filter(({ state }) => state === 'open')).toHaveLength(1);
  });
});
