import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseFigures } from '@/server/domain/case-figures';
import {
  placeOf,
  QUEUE_PRESETS,
  type QueueFilter,
  type QueuePlace,
  type QueuePreset,
} from '@/server/domain/case-queue';
import { openCaseStore, type OpenCaseStore } from './open-cases';
import { closeCase, type GivenCase, givenCase } from './testing/given-cases';
import { AUTHORIZED, reportOf, UNKNOWN } from './testing/decisions';
import { type GivenStore, givenStore, placed, T0 } from './testing/given-store';

const MINUTE_MS = 60_000;
const NOW = T0 + 40 * MINUTE_MS;
const ANA = { who: 'ana@evident.test', nowMs: NOW };

let store: GivenStore;
let open: OpenCaseStore;
/** By the name of each. */
const named = new Map<string, string>();

const given = async (name: string, change: GivenCase, owner: [who: string, untilMs: number] | null = null) => {
  const { caseId, orderId } = await givenCase(store, { about: name, ...change });
  named.set(caseId, name);
  if (owner !== null)
    await store.app(
      `update operations.cases set owner = $3, owner_until = to_timestamp($4::float8 / 1000), changed_by = 'test', changed_at = to_timestamp($5::float8 / 1000)
       where order_id = $1 and case_id = $2`,
      [orderId, caseId, owner[0], owner[1], T0],
    );
  return orderId;
};

const filterOf = (preset: QueuePreset, change: Partial<QueueFilter> = {}): QueueFilter => ({
  preset,
  reason: null,
  severity: null,
  owner: null,
  ...change,
});

const page = async (preset: QueuePreset, change: Partial<QueueFilter> = {}, asked = ANA) =>
  (await open.page(filterOf(preset, change), asked, null, 100)).map(({ caseId }) => named.get(caseId));

beforeAll(async () => {
  store = await givenStore();
  open = openCaseStore(store.sql);
  const at = (minute: number) => T0 + minute * MINUTE_MS;
  await given('late', { openedAtMs: at(0), dueAtMs: at(30) });
  await given('mine', { openedAtMs: at(5), dueAtMs: at(45), reason: 'amount_mismatch' }, [ANA.who, NOW + 1]);
  await given('ran out', { openedAtMs: at(12), dueAtMs: at(44), reason: 'capture_failed' }, [ANA.who, NOW]);
  await given('hers', { openedAtMs: at(15), dueAtMs: at(46), reason: 'checks_ran_out' }, ['eva@evident.test', NOW + 1]);
  await given('stray', { openedAtMs: at(25), dueAtMs: at(55), reason: 'stray_authorization' });
  await given('no order', {
    orderId: '',
    reason: 'payment_without_order',
    openedAtMs: at(31),
    dueAtMs: at(61),
    atRisk: { amountMinor: 700, currency: 'USD' },
  });
  const proposed = await given('proposed', { openedAtMs: at(39), dueAtMs: at(69), reason: 'currency_mismatch' });
  await store.app(
    `insert into operations.repairs (order_id, repair_id, kind, state, operation_id, reason, evidence_seqs, basis, basis_hash, expected_version, before, proposed_by)
     values ($1, 'rep_1', 'confirm', 'proposed', 'click-1', 'The amounts agree now.', '{1}', '{}', sha256('{}'), 4, '{}', 'staff:ana@evident.test')`,
    [proposed],
  );
  const closed = await givenCase(store, { openedAtMs: at(1), dueAtMs: at(2) });
  await closeCase(store, closed, NOW);
});
afterAll(() => store.drop());

describe('each list', () => {
  it('shows its cases and no other, in its order', async () => {
    expect(await page('all_due_first')).toEqual(['late', 'ran out', 'mine', 'hers', 'stray', 'no order', 'proposed']);
    expect(await page('mine')).toEqual(['mine']);
    expect(await page('unclaimed_oldest')).toEqual(['late', 'ran out', 'stray', 'no order', 'proposed']);
    expect(await page('past_due')).toEqual(['late']);
    expect(await page('paid_without_order')).toEqual(['stray', 'no order']);
    expect(await page('order_without_payment')).toEqual(['ran out']);
    expect(await page('partition')).toEqual(['hers']);
    expect(await page('awaiting_second_person')).toEqual(['proposed']);
  });

  it('is past due at the very millisecond', async () => {
    const at = (nowMs: number) => page('past_due', {}, { ...ANA, nowMs });
    expect(await at(T0 + 30 * MINUTE_MS - 1)).toEqual([]);
    expect(await at(T0 + 30 * MINUTE_MS)).toEqual(['late']);
  });

  it('is narrowed by reason, severity and owner, each alone and all together', async () => {
    expect(await page('all_due_first', { reason: 'capture_failed' })).toEqual(['ran out']);
    expect(await page('unclaimed_oldest', { reason: 'hold_gone' })).toEqual(['late']);
    expect(await page('paid_without_order', { reason: 'stray_authorization' })).toEqual(['stray']);
    // no such case can be in that list
    expect(await page('paid_without_order', { reason: 'hold_gone' })).toEqual([]);
    expect(await page('all_due_first', { severity: 'normal' })).toEqual(['hers']);
    expect(await page('all_due_first', { owner: 'eva@evident.test' })).toEqual(['hers']);
    // a claim that ran out is nobody's
    expect(await page('all_due_first', { owner: ANA.who })).toEqual(['mine']);
    expect(await page('order_without_payment', { owner: 'nobody' })).toEqual(['ran out']);
    expect(await page('mine', { reason: 'amount_mismatch', severity: 'high', owner: ANA.who })).toEqual(['mine']);
    expect(await page('mine', { owner: 'nobody' })).toEqual([]);
  });

  it('is counted as it is shown, above it and by itself', async () => {
    const { counts, ...apart } = await open.figures(ANA);
    const { byPreset } = caseFigures(counts, apart);
    for (const preset of QUEUE_PRESETS) {
      const shown = (await page(preset)).length;
      expect([preset, await open.count(filterOf(preset), ANA), byPreset[preset]]).toEqual([preset, shown, shown]);
    }
    expect(await open.count(filterOf('paid_without_order', { reason: 'hold_gone' }), ANA)).toBe(0);
    expect(await open.count(filterOf('unclaimed_oldest', { severity: 'high', owner: 'nobody' }), ANA)).toBe(5);
  });
});

describe('the figures', () => {
  it('are how many, how much, how old and why', async () => {
    const { counts, ...apart } = await open.figures(ANA);
    expect(caseFigures(counts, apart)).toMatchObject({
      open: 7,
      atRisk: [
        { amountMinor: 6 * 4_900, currency: 'EUR' },
        { amountMinor: 700, currency: 'USD' },
      ],
      oldestAtMs: T0,
      pastDue: 1,
      ageing: [{ count: 2 }, { count: 1 }, { count: 2 }, { count: 2 }],
    });
  });

  it('put a case into the next band at the very millisecond, and one from a clock ahead of ours among the youngest', async () => {
    const ageing = async (nowMs: number) => {
      const { counts, ...apart } = await open.figures({ ...ANA, nowMs });
      return caseFigures(counts, apart).ageing.map(({ count }) => count);
    };
    expect(await ageing(T0 - 1)).toEqual([7, 0, 0, 0]);
    expect(await ageing(T0 + 10 * MINUTE_MS - 1)).toEqual([7, 0, 0, 0]);
    expect(await ageing(T0 + 10 * MINUTE_MS)).toEqual([6, 1, 0, 0]);
    expect(await ageing(T0 + 30 * MINUTE_MS)).toEqual([3, 2, 1, 1]);
  });
});

describe('a row', () => {
  const rowOf = async (name: string) =>
    (await open.page(filterOf('all_due_first'), ANA, null, 100)).find(({ caseId }) => named.get(caseId) === name);

  it('says what was heard of the money last, and what machines do next', async () => {
    const { orderId } = await placed(store);
    await store.operations.record(reportOf(orderId, UNKNOWN, { nextCheckAtMs: NOW + 22_000 }));
    await given('waiting', { orderId, dueAtMs: T0 + 500 * MINUTE_MS });
    expect(await rowOf('waiting')).toMatchObject({
      order: { state: 'payment_authorizing', ownerEpoch: 1 },
      lastEvidence: { kind: 'call_answered', observedAtMs: T0 },
      planned: { operation: `pay:${orderId}`, kind: 'authorize', nextCheckAtMs: NOW + 22_000 },
      repair: null,
      escalatedAtMs: null,
    });
    await store.operations.record(reportOf(orderId, AUTHORIZED, { eventId: 'evt_1', nextCheckAtMs: null, nowMs: NOW }));
    // what belongs to the case itself is no news of the money
    await store.evidence.append([
      {
        orderId,
        lane: 'operator',
        kind: 'note_added',
        observedAtMs: NOW,
        region: 'east',
        actor: 'staff:a',
        detail: {},
      },
    ]);
    expect(await rowOf('waiting')).toMatchObject({ lastEvidence: { kind: 'webhook_received' }, planned: null });
  });

  it('of money without an order has none, and one with an open repair shows it', async () => {
    expect(await rowOf('no order')).toMatchObject({ orderId: '', order: null, lastEvidence: null, planned: null });
    expect(await rowOf('proposed')).toMatchObject({ repair: { repairId: 'rep_1', state: 'proposed' } });
  });
});

describe('pages', () => {
  it('follow each other without a gap or a row twice, though all are due at once and some are closed meanwhile', async () => {
    const own = await givenStore();
    const cases = openCaseStore(own.sql);
    const all = await Promise.all(
      Array.from({ length: 23 }, (_, n) =>
        // some orders with several cases, all of one instant
        givenCase(own, { dueAtMs: T0, openedAtMs: T0, ...(n % 4 === 0 ? {} : { reason: 'amount_mismatch' }) }),
      ),
    );
    const [shared] = all;
    for (const about of ['a', 'B', 'c'])
      all.push(await givenCase(own, { orderId: shared?.orderId, about, dueAtMs: T0 }));
    const walk = async (preset: QueuePreset, between: (seen: number) => Promise<unknown> = async () => undefined) => {
      const seen: string[] = [];
      let after: QueuePlace | null = null;
      for (;;) {
        const rows: Awaited<ReturnType<OpenCaseStore['page']>> = await cases.page(filterOf(preset), ANA, after, 5);
        const last = rows.at(-1);
        if (last === undefined) return seen;
        seen.push(...rows.map(({ caseId }) => caseId));
        after = placeOf(preset, last);
        await between(seen.length);
      }
    };
    const ids = all.map(({ caseId }) => caseId).toSorted();
    for (const preset of ['all_due_first', 'unclaimed_oldest', 'past_due'] as const)
      expect((await walk(preset)).toSorted()).toEqual(ids);
    // rows that leave before and after the place move no other row out of its page
    const order = await walk('all_due_first');
    const leaving = all.filter(({ caseId }) => [order[1], order[7]].includes(caseId));
    const rest = await walk('all_due_first', async (seen) => {
      if (seen === 5) for (const key of leaving) await closeCase(own, key, NOW);
    });
    expect(rest).toEqual(order.filter((caseId) => caseId !== order[7]));
    await own.drop();
  });
});
