/** Each list, its counts and the figures walk an index of their own: what made them slow at fifty thousand cases does not come back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NEXT_CASE_PRESETS, QUEUE_PRESETS, type QueueFilter } from '@/server/domain/case-queue';
import { caseClaimStore } from './case-claims';
import { openCaseStore } from './open-cases';
import type { Sql } from './sql';
import { type GivenStore, givenStore, T0 } from './testing/given-store';

const OPEN = 8_000;
const asked = { who: 'op8@evident.test', nowMs: T0 };

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly Plan[];
}

let store: GivenStore;
/** How each statement would read the cases, instead of running it. */
let plans: { readonly name: string; readonly node: string; readonly index: string | null }[];

const explained: Sql = {
  async rows(name, text, values) {
    const client = await store.appPool.connect();
    await client.query('set plan_cache_mode = force_generic_plan');
    await client.query(`prepare asked as ${text}`);
    const given = values.map((value) => client.escapeLiteral(Array.isArray(value) ? `{${value}}` : `${value}`));
    const list = given.length === 0 ? '' : `(${given.join(', ')})`;
    const { rows } = await client.query(`explain (format json) execute asked${list}`);
    await client.query('deallocate asked');
    client.release();
    const nodes = (plan: Plan): readonly Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];
    for (const node of nodes(rows[0]['QUERY PLAN'][0].Plan))
      if (node['Relation Name'] === 'cases' && node['Node Type'] !== 'ModifyTable')
        plans.push({ name, node: node['Node Type'], index: node['Index Name'] ?? null });
    return [];
  },
  close: async () => undefined,
};

beforeAll(async () => {
  store = await givenStore();
  await store.owner('alter table operations.cases disable trigger user');
  await store.owner(
    `insert into operations.cases (order_id, case_id, reason, state, severity, at_risk_minor, currency, owner, owner_until, opened_at, due_at, closed_at, verdict)
     select 'o' || n, 'c' || n, (array['hold_gone', 'stray_authorization', 'order_without_payment', 'checks_ran_out'])[1 + n % 4],
       case when n > $1 then 'closed' else 'open' end, 'high', 4900, 'EUR', case when n % 40 = 0 then 'op' || n % 20 || '@evident.test' end,
       case when n % 40 = 0 then now() end, now() + n * interval '1 second', now() + n * interval '2 seconds',
       case when n > $1 then now() end, case when n > $1 then 'x' end
     from generate_series(1, 3 * $1::int) n`,
    [OPEN],
  );
  await store.owner('vacuum analyze operations.cases');
});
afterAll(() => store.drop());

const filterOf = (preset: (typeof QUEUE_PRESETS)[number], change: Partial<QueueFilter> = {}): QueueFilter => ({
  preset,
  reason: null,
  severity: null,
  owner: null,
  ...change,
});

describe('among many thousand cases', () => {
  it('no page reads them one by one', async () => {
    const open = openCaseStore(explained);
    plans = [];
    for (const preset of QUEUE_PRESETS)
      for (const change of [
        {},
        { severity: 'low' },
        { reason: 'checks_ran_out' },
        { owner: 'op8@evident.test' },
      ] as const)
        for (const after of [null, { atMs: T0, orderId: 'o7', caseId: 'c7' }])
          await open.page(filterOf(preset, change), asked, after, 51);
    expect(plans.length).toBeGreaterThan(30);
    expect(plans.filter(({ node }) => node === 'Seq Scan')).toEqual([]);
    const walked = (name: string) => plans.find((plan) => plan.name === `open_cases_page_${name}_limit_51`)?.index;
    expect([walked('due'), walked('opened_free'), walked('due_reasons'), walked('due_mine')]).toEqual([
      'cases_open_due_idx',
      'cases_open_opened_idx',
      'cases_open_due_idx',
      'cases_open_owner_idx',
    ]);
  });

  it('the figures and the counts read none that are closed', async () => {
    plans = [];
    const open = openCaseStore(explained);
    await open.figures(asked);
    for (const preset of QUEUE_PRESETS) await open.count(filterOf(preset), asked);
    expect(plans.length).toBeGreaterThanOrEqual(3 + QUEUE_PRESETS.length);
    expect(plans.filter(({ node }) => node === 'Seq Scan')).toEqual([]);
  });

  it('the next case is found from an index', async () => {
    plans = [];
    const entry = { actor: 'a', role: 'operator', action: 'cases:work', object: '', requestId: null, reason: null };
    const claim = { owner: 'op8@evident.test', nowMs: T0, untilMs: T0 + 1 };
    for (const preset of NEXT_CASE_PRESETS)
      await caseClaimStore(explained).next({ ...entry, operationId: 'click-1', detail: {} }, preset, null, claim);
    expect(plans.length).toBeGreaterThanOrEqual(NEXT_CASE_PRESETS.length);
    expect(plans.filter(({ node }) => node === 'Seq Scan')).toEqual([]);
  });
});
