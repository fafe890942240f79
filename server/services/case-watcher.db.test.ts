import { afterAll, beforeAll, expect, it } from 'vitest';
import { nowOverviewStore } from '@/server/stores/now-overview';
import { caseEscalationStore } from '@/server/stores/case-escalations';
import { caseStore } from '@/server/stores/cases';
import { clickOf, givenCase } from '@/server/stores/testing/given-cases';
import { type GivenStore, givenStore, T0 } from '@/server/stores/testing/given-store';
import { caseClaimStore } from '../stores/case-claims';
import { CaseWatcher } from './case-watcher';

const DUE = T0 + 60_000;

let store: GivenStore;
let nowMs = T0;
let watcher: CaseWatcher;

beforeAll(async () => {
  store = await givenStore();
  const clock = { nowMs: () => nowMs, sleep: async () => undefined };
  watcher = new CaseWatcher({ region: 'east', clock, escalations: caseEscalationStore(store.sql) });
});
afterAll(() => store.drop());

const escalatedOf = async (orderId: string) =>
  (await store.evidence.list(orderId)).filter(({ kind }) => kind === 'case_escalated');

it('a case that nobody closed in time is grave and says so: once, in its row, its history and the order’s evidence', async () => {
  const key = await givenCase(store, { dueAtMs: DUE, reason: 'checks_ran_out' });
  nowMs = DUE - 1;
  expect(await watcher.escalateOverdue()).toBe(0);
  nowMs = DUE;
  expect(await watcher.escalateOverdue()).toBe(1);
  nowMs = DUE + 60_000;
  expect(await watcher.escalateOverdue()).toBe(0);
  const [row] = await caseStore(store.sql).ofOrder(key.orderId);
  expect(row).toMatchObject({ severity: 'high', escalatedAtMs: DUE, state: 'open', owner: null });
  expect(await escalatedOf(key.orderId)).toMatchObject([
    {
      lane: 'operator',
      actor: 'system:case-escalator',
      region: 'east',
      observedAtMs: DUE,
      detail: {
        case_id: key.caseId,
        reason: 'checks_ran_out',
        due_at_ms: DUE,
        severity_before: 'normal',
        held_by: null,
      },
    },
  ]);
  expect(
    await store.app('select change, actor, severity from operations.case_history where case_id = $1 order by seq', [
      key.caseId,
    ]),
  ).toEqual([
    { change: 'opened', actor: 'system:order-owner', severity: 'normal' },
    { change: 'escalated', actor: 'system:case-escalator', severity: 'high' },
  ]);
  // it stays past due for whoever counts
  expect((await nowOverviewStore(store.sql).read(T0, nowMs)).cases.pastDue).toBe(1);
});

it('three watchers at once tell each case once, also of one order, and leave closed ones and the claims of people alone', async () => {
  nowMs = T0;
  const keys = await Promise.all(Array.from({ length: 30 }, () => givenCase(store, { dueAtMs: DUE })));
  const [first] = keys;
  keys.push(await givenCase(store, { orderId: first?.orderId, about: 'stray', dueAtMs: DUE }));
  const claim = { owner: 'ana@evident.test', nowMs, untilMs: DUE + 60_000 };
  const entry = {
    actor: 'staff:ana@evident.test',
    role: 'operator',
    action: 'cases:work',
    object: '',
    requestId: null,
  };
  for (const key of keys.slice(0, 3))
    await caseClaimStore(store.sql).claim(
      { ...entry, operationId: clickOf('ana').operationId, reason: null, detail: {} },
      key,
      claim,
    );
  nowMs = DUE;
  const rounds: number[] = [];
  while (rounds.at(-1) !== 0)
    rounds.push(
      (await Promise.all([1, 2, 3].map(() => watcher.escalateOverdue()))).reduce((sum, each) => sum + each, 0),
    );
  expect(rounds.reduce((sum, each) => sum + each, 0)).toBe(keys.length);
  for (const { caseId, orderId } of keys) {
    const told = (await escalatedOf(orderId)).filter(({ detail }) => detail.case_id === caseId);
    expect(told).toHaveLength(1);
  }
  const owners = await store.app('select count(*)::int as held from operations.cases where owner is not null');
  expect(owners).toEqual([{ held: 3 }]);
});

it('what names no order has no evidence and is escalated all the same', async () => {
  const key = await givenCase(store, { orderId: '', dueAtMs: DUE, reason: 'payment_without_order' });
  expect(await watcher.escalateOverdue()).toBe(1);
  expect((await caseStore(store.sql).ofOrder('')).map(({ escalatedAtMs }) => escalatedAtMs)).toEqual([nowMs]);
  expect(await escalatedOf(key.orderId)).toEqual([]);
});

it('an order whose evidence is being written is left for the next round, and nobody waits', async () => {
  const key = await givenCase(store, { dueAtMs: DUE });
  const busy = await store.appPool.connect();
  await busy.query('begin');
  await busy.query('select pg_advisory_xact_lock(4218, hashtext($1))', [key.orderId]);
  expect(await watcher.escalateOverdue()).toBe(0);
  await busy.query('rollback');
  busy.release();
  expect(await watcher.escalateOverdue()).toBe(1);
});

it('those that were told already never stand in the way of the next, however many they are', async () => {
  await Promise.all([1, 2, 3].map(() => givenCase(store, { dueAtMs: DUE })));
  const oneByOne = caseEscalationStore(store.sql);
  const asked = { nowMs, region: 'east', actor: 'system:case-escalator', limit: 1 };
  const told: number[] = [];
  for (let round = 0; round < 4; round++) told.push(await oneByOne.escalate(asked));
  expect(told).toEqual([1, 1, 1, 0]);
});
