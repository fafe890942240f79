import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DrillRunStore, drillRunStore } from './drill-runs';
import { type GivenStore, givenStore } from './testing/given-store';

let store: GivenStore;
let runs: DrillRunStore;
beforeAll(async () => {
  store = await givenStore();
  runs = drillRunStore(store.sql);
});
afterAll(() => store.drop());

const entry = (operationId: string) => ({
  actor: 'staff:olga@evident.test',
  role: 'on-call',
  action: 'drills:start',
  object: 'worker_dies',
  operationId,
  requestId: null,
  reason: null,
  detail: {},
});
const begin = (n: number) =>
  runs.begin({ runId: `drill:click-${n}`, drill: 'worker_dies', startedBy: 'olga@evident.test' }, entry(`click-${n}`));
const NEWS = { story: [{ atMs: 1, text: 'Started' }], tallies: [], orderId: null };

it('one drill runs at a time, whoever asks and however often; each start is in the audit once', async () => {
  const answers = await Promise.all([begin(1), begin(2), begin(3)]);
  expect(answers.toSorted()).toEqual(['begun', 'other_running', 'other_running']);
  const [running] = await runs.newest();
  const begun = Number(running?.runId.split('-').at(-1));
  expect(await begin(begun)).toBe('known');
  const rows = await store.app('select operation_id from operations.audit', []);
  expect(rows).toEqual([{ operation_id: `click-${begun}` }]);
  expect(await runs.beat(`drill:click-${begun}`, NEWS)).toBe(false);
  expect(await runs.askToStop(`drill:click-${begun}`, entry('stop-1'))).toBe(true);
  expect(await runs.beat(`drill:click-${begun}`, NEWS)).toBe(true);
  await runs.end(`drill:click-${begun}`, 'held', 'It held.', NEWS);
  expect(await runs.newest()).toMatchObject([{ state: 'held', verdict: 'It held.', story: NEWS.story }]);
});

it('a run that nobody conducts any more is shown as interrupted, says so when it is stopped, and makes room for the next', async () => {
  expect(await begin(10)).toBe('begun');
  await store.owner(
    `update operations.drill_runs set beat_at = now() - interval '1 minute' where run_id = 'drill:click-10'`,
  );
  expect(await runs.newest()).toMatchObject([{ runId: 'drill:click-10', state: 'interrupted' }]);
  expect(await runs.askToStop('drill:click-10', entry('stop-2'))).toBe(false);
  expect(await begin(11)).toBe('begun');
  // whoever still conducts the old one learns that it is over
  expect(await runs.beat('drill:click-10', NEWS)).toBe(true);
});
