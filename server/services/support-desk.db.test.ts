import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StaffAsked } from '@/server/domain/staff';
import type { Clock } from '@/server/ports/clock';
import type { WakeUp } from '@/server/ports/wake-up';
import { deskActionStore } from '@/server/stores/desk-actions';
import { mailReadStore } from '@/server/stores/mail-reads';
import { AUTHORIZED, reportOf, UNKNOWN } from '@/server/stores/testing/decisions';
import { type GivenStore, givenStore, HOLD_ONLY, placed, T0 } from '@/server/stores/testing/given-store';
import { SupportDesk } from './support-desk';
import { EVERY_ENTRY } from '@/server/stores/audit';

let store: GivenStore;
let desk: SupportDesk;
let nowMs: number;
/** What the worker does while the desk waits. */
let meanwhile: () => Promise<unknown>;
const hints: string[] = [];
let clicks = 0;

const clock: Clock = {
  nowMs: () => nowMs,
  sleep: async (ms) => {
    nowMs += ms;
    await meanwhile();
  },
};
const wakeUp: WakeUp = { hint: (_topic, key) => void hints.push(key), listen: () => () => undefined };

const click = (change: Partial<StaffAsked> = {}): StaffAsked => ({
  staff: { email: 'mara@evident.test', role: 'support' },
  operationId: `click-${++clicks}`,
  requestId: 'req_console',
  traceId: null,
  ...change,
});

beforeAll(async () => {
  store = await givenStore();
  const { audit, evidence, operations, orders, sql } = store;
  desk = new SupportDesk({
    region: 'east',
    clock,
    orders,
    operations,
    evidence,
    mails: mailReadStore(sql),
    audit,
    actions: deskActionStore(sql),
    wakeUp,
  });
});
beforeEach(() => {
  nowMs = T0 + 5_000;
  meanwhile = async () => undefined;
  hints.length = 0;
});
afterAll(() => store.drop());

const auditOf = (orderId: string) =>
  store.app('select actor, role, action, operation_id from operations.audit where object = $1 order by seq', [orderId]);
const kindsOf = async (orderId: string) =>
  (await store.evidence.list(orderId)).map(({ kind, actor }) => `${kind} ${actor}`);
const asks = async (orderId: string) =>
  (await kindsOf(orderId)).filter((each) => each === 'lookup_requested staff:mara@evident.test').length;

describe('a look-up by a person', () => {
  it('brings the check forward, with its evidence and its audit entry, and is not known while nobody answers', async () => {
    const { orderId } = await placed(store);
    const result = await desk.lookUp(orderId, click());
    expect(result).toMatchObject({ kind: 'not_known_yet', watch: `/console/orders/${orderId}` });
    expect((await store.operations.list(orderId))[0]?.nextCheckAtMs).toBe(T0 + 5_000);
    expect(await asks(orderId)).toBe(1);
    expect(await auditOf(orderId)).toEqual([
      { actor: 'staff:mara@evident.test', role: 'support', action: 'orders:look_up', operation_id: `click-${clicks}` },
    ]);
    expect(hints).toEqual([orderId]);
  });

  it('is done when the provider answers meanwhile, in the words of what it said', async () => {
    const { orderId } = await placed(store);
    meanwhile = () => store.operations.record(reportOf(orderId, AUTHORIZED, { nowMs }));
    expect(await desk.lookUp(orderId, click())).toEqual({
      kind: 'done',
      text: `The provider says of pay:${orderId}: authorized, 49.00 EUR, reference pi_1.`,
    });
  });

  it('never calls an unanswered look-up a failure', async () => {
    const { orderId } = await placed(store);
    const report = reportOf(orderId, UNKNOWN, { nowMs });
    const evidence = report.evidence.map((row) => ({ ...row, kind: 'lookup_unanswered' as const }));
    meanwhile = () => store.operations.record({ ...report, evidence });
    expect(await desk.lookUp(orderId, click())).toMatchObject({ kind: 'not_known_yet' });
  });

  it('of what is settled changes nothing and leaves no entry', async () => {
    const { orderId } = await placed(store);
    await store.operations.record(reportOf(orderId, AUTHORIZED));
    expect(await desk.lookUp(orderId, click())).toMatchObject({ kind: 'done' });
    expect(await auditOf(orderId)).toEqual([]);
    expect(await asks(orderId)).toBe(0);
  });

  it('of an order that was never paid, or is not there, is not done', async () => {
    const { orderId } = await placed(store, {}, HOLD_ONLY);
    for (const id of [orderId, 'order-of-nobody'])
      expect(await desk.lookUp(id, click())).toMatchObject({ kind: 'not_done', code: 'no_payment_operation' });
  });

  it('that is clicked twice, also at once, has one effect', async () => {
    const { orderId } = await placed(store);
    const same = click();
    await Promise.all([desk.lookUp(orderId, same), desk.lookUp(orderId, same), desk.lookUp(orderId, same)]);
    expect(await auditOf(orderId)).toHaveLength(1);
    expect(await asks(orderId)).toBe(1);
  });

  it('with the click of another action is refused', async () => {
    const [one, other] = [await placed(store), await placed(store)];
    const same = click();
    await desk.addNote(one.orderId, 'A note.', same);
    expect(await desk.lookUp(one.orderId, same)).toMatchObject({ kind: 'not_done', code: 'operation_id_used' });
    expect(await desk.addNote(other.orderId, 'A note.', same)).toMatchObject({ code: 'operation_id_used' });
    expect(await asks(one.orderId)).toBe(0);
  });
});

describe('a note', () => {
  it('is in the evidence once, under its writer, with its audit entry', async () => {
    const { orderId } = await placed(store);
    const same = click();
    expect(await desk.addNote(orderId, 'The customer called.', same)).toMatchObject({ kind: 'done' });
    expect(await desk.addNote(orderId, 'The customer called.', same)).toMatchObject({ kind: 'done' });
    const notes = (await store.evidence.list(orderId)).filter(({ kind }) => kind === 'note_added');
    expect(notes.map(({ actor, detail, requestId }) => [actor, detail, requestId])).toEqual([
      ['staff:mara@evident.test', { text: 'The customer called.' }, 'req_console'],
    ]);
    expect(await auditOf(orderId)).toHaveLength(1);
  });

  it('on an order that is not there is not done', async () => {
    expect(await desk.addNote('order-of-nobody', 'A note.', click())).toMatchObject({ kind: 'not_done' });
  });
});

describe('sending a mail again', () => {
  const mailed = async (state: 'sent' | 'failed' | 'queued') => {
    const { orderId } = await placed(store);
    const mail = {
      orderId,
      messageId: `msg:order_confirmed:${orderId}@4`,
      recipient: 'ada@example.test',
      subject: 's',
      body: 'b',
    };
    await store.mails.consume(mail, T0);
    await store.owner('update messaging.mails set state = $2, attempts = 5 where order_id = $1', [orderId, state]);
    return mail;
  };

  it.each(['sent', 'failed'] as const)('puts a %s one back into its queue, once, with one entry', async (state) => {
    const { messageId, orderId } = await mailed(state);
    const results = await Promise.all([click(), click()].map((each) => desk.resendMail(orderId, messageId, each)));
    expect(results.map(({ kind }) => kind)).toEqual(['not_known_yet', 'not_known_yet']);
    expect((await mailReadStore(store.sql).get(orderId, messageId))?.state).toBe('queued');
    expect(await auditOf(orderId)).toHaveLength(1);
  });

  it('that waits already leaves no entry, and one that is not there is not done', async () => {
    const { messageId, orderId } = await mailed('queued');
    await desk.resendMail(orderId, messageId, click());
    expect(await auditOf(orderId)).toEqual([]);
    expect(await desk.resendMail(orderId, 'msg:none', click())).toMatchObject({ code: 'mail_not_found' });
  });
});

describe('the audit', () => {
  it('is chained without a gap, and the app can neither change nor delete it', async () => {
    const rows = await store.app(
      "select seq::int, encode(prev_hash, 'hex') as prev, encode(hash, 'hex') as hash from operations.audit order by seq",
    );
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, i) => i + 1));
    for (const [i, row] of rows.entries()) expect(row.prev).toBe(i === 0 ? '00'.repeat(32) : rows[i - 1].hash);
    await expect(store.app('delete from operations.audit')).rejects.toThrow('permission denied');
    await expect(store.owner(`update operations.audit set actor = 'x'`)).rejects.toThrow('append-only');
    const [newest] = await store.audit.find({ ...EVERY_ENTRY, limit: 1 });
    expect(newest?.seq).toBe(rows.length);
  });
});
