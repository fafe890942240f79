import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SweepRecord } from '../domain/ledger-sweep/record';
import type { SweepPass } from '../domain/ledger-sweep/window';
import { newCase } from '../domain/reconciliation-case';
import type { Region } from '../domain/region';
import { sweepStore, type SweepStore } from './sweeps';
import { type GivenStore, givenStore, placed, refusalOf } from './testing/given-store';

const T0 = Date.UTC(2026, 10, 23, 12);
const MINUTE = 60_000;

let store: GivenStore;
let sweeps: SweepStore;
beforeAll(async () => {
  store = await givenStore();
  sweeps = sweepStore(store.sql);
});
afterAll(() => store.drop());

const sweep = (
  region: Region,
  fromMinute: number,
  toMinute: number,
  followsMinute: number | null,
  change: Partial<SweepRecord> & { readonly pass?: SweepPass } = {},
): SweepRecord => {
  const { pass = 1, ...more } = change;
  const at = (minute: number) => T0 + minute * MINUTE;
  return {
    region,
    window: {
      pass,
      fromMs: at(fromMinute),
      toMs: at(toMinute),
      followsMs: followsMinute === null ? null : at(followsMinute),
    },
    sweptAtMs: at(toMinute + 2),
    charges: 10,
    agreed: 9,
    waiting: 1,
    findings: 0,
    opens: [],
    closes: [],
    evidence: [],
    ...more,
  };
};

describe('the windows of a region', () => {
  it('stand up to where each pass has come', async () => {
    expect(await sweeps.standing('east')).toEqual({ sweptUntil: {}, begunAtMs: null });
    expect(await sweeps.record(sweep('east', 0, 1, null))).toBe('recorded');
    expect(await sweeps.record(sweep('east', 1, 3, 1))).toBe('recorded');
    expect(await sweeps.record(sweep('east', 0, 2, null, { pass: 2 }))).toBe('recorded');
    expect(await sweeps.standing('east')).toEqual({
      sweptUntil: { 1: T0 + 3 * MINUTE, 2: T0 + 2 * MINUTE },
      begunAtMs: T0,
    });
    expect(await sweeps.standing('west')).toEqual({ sweptUntil: {}, begunAtMs: null });
  });

  it('that another has swept are stale, and nothing that came of them is written', async () => {
    const order = await placed(store);
    const opens = [
      newCase(order.orderId, 'sweep:x', 'duplicate_authorization', order.total, 'system:ledger-sweeper', T0),
    ];
    const rows = async () => [
      (await store.app('select count(*)::int as n from operations.sweeps'))[0].n,
      await store.app('select 1 from operations.cases where order_id = $1', [order.orderId]),
    ];
    const before = await rows();
    expect(await sweeps.record(sweep('east', 1, 3, 1, { opens }))).toBe('stale');
    expect(await sweeps.record(sweep('east', 1, 2, 1, { opens }))).toBe('stale');
    // a second beginning
    expect(await sweeps.record(sweep('east', 40, 41, null, { opens }))).toBe('stale');
    expect(await rows()).toEqual(before);
  });

  it('cannot be written with a gap, backwards, empty or with counts that do not add up', async () => {
    const refused = async (record: SweepRecord) => (await refusalOf(sweeps.record(record))).constraint;
    expect(await refused(sweep('east', 4, 5, 4))).toBe('sweeps_continue_fkey');
    expect(await refused(sweep('east', 4, 5, 3))).toBe('sweeps_follow_check');
    expect(await refused(sweep('east', 3, 3, 3))).toBe('sweeps_window_check');
    expect(await refused(sweep('east', 3, 4, 3, { agreed: 10 }))).toBe('sweeps_counts_check');
  });

  it('are kept: nobody changes or deletes them', async () => {
    expect((await refusalOf(store.app('delete from operations.sweeps'))).code).toBe('42501');
    expect((await refusalOf(store.owner('update operations.sweeps set findings = 0'))).code).toBe('EV005');
    expect((await refusalOf(store.owner('truncate operations.sweeps'))).code).toBe('EV005');
  });
});

describe('windows of long ago', () => {
  it('are let go after five weeks, from the beginning on; what is left has no gap, and the next one follows it', async () => {
    const day = (n: number, follows: number | null) =>
      sweep('west', n * 1_440, (n + 1) * 1_440, follows === null ? null : follows * 1_440, { pass: 3 });
    for (let n = 0; n < 41; n++) expect(await sweeps.record(day(n, n === 0 ? null : n))).toBe('recorded');
    const kept = await store.app(
      `select follows_to is null as begins, (extract(epoch from window_to - $1::timestamptz) / 86400)::int as until
       from operations.sweeps where region = 'west' and pass = 3 order by window_to`,
      [new Date(T0)],
    );
    expect(kept.map(({ until }) => until)).toEqual(Array.from({ length: 35 }, (_, n) => n + 7));
    expect(kept.filter(({ begins }) => begins).map(({ until }) => until)).toEqual([7]);
    expect((await refusalOf(sweeps.record(day(43, 43)))).constraint).toBe('sweeps_continue_fkey');
    expect(await sweeps.record(day(41, 41))).toBe('recorded');
    // by nobody else, and of nothing younger
    expect((await refusalOf(store.owner(`delete from operations.sweeps where region = 'west'`))).code).toBe('EV005');
    const loosened = `update operations.sweeps set follows_to = null, findings = 9 where region = 'west' and follows_to is not null`;
    expect((await refusalOf(store.owner(loosened))).code).toBe('EV005');
  });
});

describe('the last sweep', () => {
  it('says when, up to where, and what the first pass of a day came to', async () => {
    expect(await sweeps.lastSweep('west')).toBeNull();
    await sweeps.record(sweep('west', 0, 1, null));
    for (let hour = 0; hour < 30; hour++)
      await sweeps.record(
        sweep('west', hour === 0 ? 1 : hour * 60, (hour + 1) * 60, hour === 0 ? 1 : hour * 60, {
          findings: 1,
          agreed: 8,
        }),
      );
    await sweeps.record(sweep('west', 0, 2, null, { pass: 2 }));
    expect(await sweeps.lastSweep('west')).toEqual({
      sweptAtMs: T0 + 1_802 * MINUTE,
      sinceMs: T0 + 6 * 60 * MINUTE,
      windowToMs: T0 + 30 * 60 * MINUTE,
      charges: 240,
      agreed: 192,
      waiting: 24,
      findings: 24,
    });
  });
});

describe('a sweep’s cases', () => {
  it('are opened and closed with their evidence and their history, a follow-up under its own name', async () => {
    const { orderId, total } = await placed(store);
    const opened = newCase(orderId, 'sweep:capture_failed:pi_1', 'capture_failed', total, 'system:ledger-sweeper', T0);
    const witnessed = (kind: 'case_opened' | 'case_closed' | 'ledger_swept', caseId: string) => ({
      orderId,
      lane: 'operator' as const,
      kind,
      observedAtMs: T0,
      region: 'east',
      actor: 'system:ledger-sweeper',
      detail: { case_id: caseId },
    });
    const opens = {
      opens: [opened],
      evidence: [witnessed('ledger_swept', opened.caseId), witnessed('case_opened', opened.caseId)],
    };
    const closing = (caseId: string) => ({
      closes: [{ orderId, caseId, verdict: 'agreed', closedBy: 'system:ledger-sweeper' }],
      evidence: [witnessed('case_closed', caseId)],
    });
    await sweeps.record(sweep('east', 3, 4, 3, opens));
    // found again while it is open: nothing
    await sweeps.record(sweep('east', 4, 5, 4, opens));
    await sweeps.record(sweep('east', 5, 6, 5, closing(opened.caseId)));
    // closed already: nothing
    await sweeps.record(sweep('east', 6, 7, 6, closing(opened.caseId)));
    await sweeps.record(sweep('east', 7, 8, 7, opens));
    const follow = `${opened.caseId}:2`;
    await sweeps.record(sweep('east', 8, 9, 8, closing(follow)));
    const cases = await store.app(
      'select case_id, state, follows from operations.cases where order_id = $1 order by case_id',
      [orderId],
    );
    expect(cases).toEqual([
      { case_id: opened.caseId, state: 'closed', follows: null },
      { case_id: follow, state: 'closed', follows: opened.caseId },
    ]);
    const rows = (await store.evidence.list(orderId)).filter(({ actor }) => actor === 'system:ledger-sweeper');
    expect(rows.map(({ detail, kind }) => [kind, detail.case_id])).toEqual([
      ['ledger_swept', opened.caseId],
      ['case_opened', opened.caseId],
      ['case_closed', opened.caseId],
      ['ledger_swept', opened.caseId],
      ['case_opened', follow],
      ['case_closed', follow],
    ]);
    const history = await store.app(
      'select change, actor from operations.case_history where order_id = $1 order by at, seq',
      [orderId],
    );
    expect(history.map(({ change }) => change)).toEqual(['opened', 'closed', 'opened', 'closed']);
  });
});
