import { afterAll, beforeAll, expect, it } from 'vitest';
import { shardOf } from '../domain/shard';
import { type GivenStore, givenStore, orderIdIn, refusalOf } from './testing/given-store';

let store: GivenStore;
beforeAll(async () => {
  store = await givenStore();
});
afterAll(() => store.drop());

/** Tables with an order's id that stay with their region when its shard goes, and why. */
const STAY: Readonly<Record<string, string>> = {
  'intents.checkouts': 'a copy of what another region opened',
  'intents.intents': 'kept by the region that was asked, for whoever owns the order',
  'intents.events': 'of a kept intent',
  'orders.status_changes': 'what this region has to tell the other; a region counts what it tells itself',
  'orders.status_replicas': 'a copy of what the other region told while it was the owner',
  'operations.agreement_rows': 'of a sample of this region, taken before the order went',
  'operations.dead_letter_waivers': 'of a person who looked at a letter here; it is looked at anew where it goes',
  'orders.carried_orders': 'what is carried itself',
  'orders.carried_records': 'what is carried itself',
  'orders.fenced_tries': 'who tried here, whoever owns the order now; the order’s evidence has it too',
  'operations.statement_lines':
    'judged in the region where they were judged; a statement is imported again where it must be judged anew',
  'operations.bulk_items': 'a job of people in this region; what is left of it is told as not done',
};

it('every table that has an order’s id is carried with its shard, or says why not', async () => {
  const tables = await store.owner(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attname = 'order_id' and not a.attisdropped
     where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const carried = (await store.owner('select name from orders.carried_tables')).map(({ name }) => name);
  expect(tables.map(({ name }) => name).filter((name) => !carried.includes(name) && !(name in STAY))).toEqual([]);
});

it('the database and the code agree on which shard an order is of', async () => {
  const ids = [...Array.from({ length: 300 }, () => orderIdIn('east')), 'order-42', 'Ordnung-äöü-€', ''];
  const rows = await store.app('select id, orders.shard_of(id) as shard from unnest($1::text[]) as i(id)', [ids]);
  expect(rows.map(({ id, shard }) => [id, shard])).toEqual(ids.map((id) => [id, shardOf(id)]));
});

it('nobody but the carrying functions carries: the app’s role that says it carries is refused as ever', async () => {
  const lie = `with said as (select set_config('evident.carrying', 'ho_1', true))
    insert into orders.transitions (order_id, version, shard, to_state, owner_epoch, decided_by) select 'x', 1, 3, 'order_intent_saved', 99, 'thief' from said`;
  expect((await refusalOf(store.app(lie))).code).toBe('EV001');
  const [row] = await store.app(
    `select set_config('evident.carrying', 'ho_1', true), orders.is_carrying() as carrying`,
  );
  expect(row.carrying).toBe(false);
});

it('a hand-over’s steps go one way', async () => {
  await store.app(
    `select orders.begin_hand_over('ho_steps', 7, 'east', 'west', 'staff:a@b.test', 'Planned work here.')`,
  );
  for (const step of ['clearing', 'done', 'accepted'])
    expect(
      (
        await refusalOf(
          store.owner(
            `update orders.hand_overs set step = '${step}', ended_at = ${step === 'clearing' ? 'null' : 'now()'} where hand_over_id = 'ho_steps'`,
          ),
        )
      ).code,
    ).toBe('EV011');
  expect((await refusalOf(store.app(`update orders.hand_overs set step = 'aborted'`))).code).toBe('42501');
  const second = await store.app(
    `select orders.begin_hand_over('ho_other', 7, 'east', 'west', 'staff:a@b.test', 'Planned work here.') as answer`,
  );
  expect(second).toEqual([{ answer: 'under_way' }]);
});
