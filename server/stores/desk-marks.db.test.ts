/** Whatever a page of the console shows as changed by itself moves a mark; and what changes nothing moves none. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeBetween, MOST_NAMED } from '@/server/domain/desk-news';
import { controlStore } from './controls';
import { type DeskMarkStore, deskMarkStore } from './desk-marks';
import { givenCase } from './testing/given-cases';
import { intentOf } from './testing/given-intents';
import { keptIntentStore } from './kept-intents';
import { type GivenStore, givenStore, placed, T0 } from './testing/given-store';

/** However slow the machine is. */
const A_DAY_S = 86_400;

let store: GivenStore;
let marks: DeskMarkStore;
beforeAll(async () => {
  store = await givenStore();
  marks = deskMarkStore(store.sql, 'east', A_DAY_S);
});
afterAll(() => store.drop());

async function changeOf(act: () => Promise<unknown>) {
  const before = await marks.read();
  await act();
  return changeBetween(before, await marks.read());
}

const note = (orderId: string) => ({
  orderId,
  lane: 'operator' as const,
  kind: 'note_added' as const,
  observedAtMs: T0,
  region: 'east' as const,
  actor: 'staff:mara',
  detail: { text: 'Called.' },
});
const entry = (operationId: string) => ({
  actor: 'staff:jo@evident.test',
  role: 'on-call',
  action: 'payments:pause' as const,
  object: 'payments_paused:method:card',
  operationId,
  requestId: null,
  reason: 'The provider is away.',
  detail: {},
});
const control = {
  name: 'payments_paused:method:card',
  value: { paused: true },
  reason: 'The provider is away.',
  changedBy: 'staff:jo@evident.test',
  changedAtMs: 1_000,
  origin: 'east' as const,
};

describe('how far the records have come', () => {
  it('is the same while nothing is written', async () => {
    expect(await changeOf(async () => undefined)).toEqual({ topics: [], orders: [] });
  });

  it('names an order with its first evidence and with every later one, and no other', async () => {
    const { orderId: other } = await placed(store);
    let orderId = '';
    expect(await changeOf(async () => ({ orderId } = await placed(store)))).toEqual({
      topics: ['orders'],
      orders: [orderId],
    });
    expect(await changeOf(() => store.evidence.append([note(orderId)]))).toEqual({
      topics: ['orders'],
      orders: [orderId],
    });
    expect(orderId).not.toBe(other);
  });

  it('moves with a case, a switch, an acknowledgement and an entry of the audit', async () => {
    expect((await changeOf(() => givenCase(store))).topics).toContain('cases');
    expect((await changeOf(() => controlStore(store.sql).set(entry('click-0001'), control, 0))).topics).toEqual([
      'audit',
      'controls',
    ]);
    const acknowledged = () =>
      store.app(
        `insert into operations.control_readers (process, role, applied) values ('web-1', 'web', '{"a": 1}')
         on conflict (process) do update set seen_at = now(), applied = excluded.applied`,
      );
    expect((await changeOf(acknowledged)).topics).toEqual(['controls']);
    expect((await changeOf(acknowledged)).topics).toEqual([]);
  });

  it('moves with a letter that is parked, a mail that is queued or sent, and an intent that is kept', async () => {
    const { orderId } = await placed(store);
    const park = () =>
      store.app(
        `insert into messaging.dead_letters (order_id, message_id, consumer, reason, attempts) values ($1, 'msg_1', 'mail', 'unreadable', 1)`,
        [orderId],
      );
    expect((await changeOf(park)).topics).toEqual(['letters']);
    const queue = () =>
      store.app(
        `insert into messaging.mails (order_id, message_id, recipient, subject, body) values ($1, 'msg_1', 'ada@example.test', 'Your order', '')`,
        [orderId],
      );
    expect((await changeOf(queue)).topics).toEqual(['mails']);
    const send = () =>
      store.app(`update messaging.mails set state = 'sent', sent_at = now() where order_id = $1`, [orderId]);
    expect((await changeOf(send)).topics).toEqual(['mails']);
    const keep = () =>
      keptIntentStore(store.sql).keep(
        { intent: intentOf(), expiresAtMs: T0 + 1_800_000, sends: 0, error: 'cut', most: 10, mostUnvouched: 10 },
        T0,
      );
    expect((await changeOf(keep)).topics).toEqual(['kept']);
  });

  it('moves with each step of a bulk job, with a statement, and with each line of a drill’s story', async () => {
    const { orderId } = await placed(store);
    const begin = () =>
      store.app(
        `with job as (
           insert into operations.bulk_jobs (job_id, kind, reason, created_by, role, request_id, total)
           values ('job_1', 'recheck', 'The provider is back.', 'jo@evident.test', 'operator', 'req_1', 2)
         )
         insert into operations.bulk_items (order_id, job_id, case_id, n) select $1, 'job_1', 'case:' || n, n from generate_series(1, 2) n`,
        [orderId],
      );
    expect((await changeOf(begin)).topics).toEqual(['bulk']);
    const settle = () =>
      store.app(`update operations.bulk_items set state = 'done', settled_at = now() where job_id = 'job_1' and n = 1`);
    expect((await changeOf(settle)).topics).toEqual(['bulk']);
    const handIn = () =>
      store.app(
        `insert into operations.statements (statement_id, sha256, file_name, bytes, lines, period_from, period_to, period_is_given, imported_in,
           imported_by, imported_at) values ('stm_1', 'aa', 'october.csv', 10, 1, now(), now(), false, 'east', 'jo@evident.test', now())`,
      );
    expect((await changeOf(handIn)).topics).toEqual(['statements']);
    const finish = () =>
      store.app(
        `update operations.statements set state = 'complete', finished_at = now() where statement_id = 'stm_1'`,
      );
    expect((await changeOf(finish)).topics).toEqual(['statements']);
    const start = () =>
      store.app(
        `insert into operations.drill_runs (run_id, drill, started_by) values ('run_1', 'gateway_times_out', 'jo')`,
      );
    expect((await changeOf(start)).topics).toEqual(['drills']);
    const beat = (story: string) =>
      changeOf(() => store.app(`update operations.drill_runs set beat_at = clock_timestamp(), story = $1`, [story]));
    expect((await beat('[{"at_ms": 1, "text": "Begun"}]')).topics).toEqual(['drills']);
    // that it goes on is no news
    expect((await beat('[{"at_ms": 1, "text": "Begun"}]')).topics).toEqual([]);
  });

  it('names nobody where more orders moved than are named', async () => {
    const { orderId } = await placed(store);
    expect((await marks.read()).orders).toHaveProperty(orderId);
    for (let n = 0; n <= MOST_NAMED; n++) await placed(store);
    expect((await marks.read()).orders).toBeNull();
  });

  it('sees nothing that was recorded longer ago than a moment', async () => {
    expect((await deskMarkStore(store.sql, 'east', 0).read()).orders).toEqual({});
  });
});
