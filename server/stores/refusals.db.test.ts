import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GivenStore, givenStore, intentOf, PAIR, placed, placementOf, refusalOf } from './testing/given-store';

let store: GivenStore;
beforeAll(async () => {
  store = await givenStore();
});
afterAll(() => store.drop());

describe('append-only records', () => {
  const TABLES = {
    'orders.evidence': 'lane = lane',
    'orders.transitions': 'decided_by = decided_by',
    'operations.audit': 'actor = actor',
  };
  beforeAll(async () => {
    await placed(store);
    await store.audit.append(click('click-1'));
  });

  it.each(
    Object.entries(TABLES).flatMap(([table, set]) => [
      [`update ${table} set ${set}`],
      [`delete from ${table}`],
      [`truncate ${table} cascade`],
    ]),
  )('refuse the app and the owner: %s', async (statement) => {
    expect((await refusalOf(store.app(statement))).code).toBe('42501');
    expect((await refusalOf(store.owner(statement))).code).toBe('EV005');
  });

  it.each([
    'alter table orders.evidence disable trigger all',
    'drop trigger evidence_append_only on orders.evidence',
    'set session_replication_role = replica',
    'set role evident_owner',
    'create or replace function orders.refuse_change() returns trigger language plpgsql as $$ begin return new; end $$',
  ])('cannot be opened by the app: %s', async (statement) => {
    expect((await refusalOf(store.app(statement))).code).toBe('42501');
  });

  it('hold one entry for one click, whoever clicks again', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => store.audit.append(click('click-2'))));
    expect(answers.filter(Boolean)).toHaveLength(1);
    const again = store.app(
      `insert into operations.audit (actor, role, action, object, operation_id, detail) values ('b', 'r', 'a', 'o', 'click-2', '{}')`,
    );
    expect((await refusalOf(again)).constraint).toBe('audit_operation_id_key');
  });

  it('chain the audit over every field, also with twenty writers at once', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, n) => store.audit.append(click(`many-${n}`))));
    const rows = await store.app(
      `select seq::int, (extract(epoch from at) * 1000)::float8 as at, actor, role, action, object, operation_id, coalesce(request_id, '') as request_id,
         coalesce(reason, '') as reason, detail::text as detail, encode(prev_hash, 'hex') as prev, encode(hash, 'hex') as hash
       from operations.audit order by seq`,
    );
    let prev = '0'.repeat(64);
    for (const [index, row] of rows.entries()) {
      const { seq, at, actor, role, action, object, operation_id, request_id, reason, detail } = row;
      const text = [seq, prev, at, actor, role, action, object, operation_id, request_id, reason, detail].join('\x1f');
      expect(row).toMatchObject({ seq: index + 1, prev, hash: createHash('sha256').update(text).digest('hex') });
      prev = row.hash;
    }
    expect(rows.length).toBeGreaterThanOrEqual(20);
  });
});

describe('the intent of an order', () => {
  it.each([
    `update orders.orders set total_minor = 1`,
    `update orders.orders set currency = 'USD'`,
    `update orders.orders set email = 'mallory@example.test'`,
    `update orders.orders set payload_fingerprint = ''`,
    `update orders.orders set status_token_hash = ''`,
    `update orders.orders set order_id = 'other'`,
    `update orders.orders set shard = 0`,
    `update orders.orders set payment_method = 'pm_other'`,
    `delete from orders.orders`,
    `update orders.lines set quantity = 1`,
    `delete from orders.lines`,
    `update orders.checkouts set total_minor = 1`,
    `delete from orders.checkouts`,
  ])('is never rewritten by the app: %s', async (statement) => {
    expect((await refusalOf(store.app(statement))).code).toBe('42501');
  });
});

describe('money', () => {
  const INSERT = `insert into payments.operations (order_id, operation, kind, amount_minor, currency, state, provider_reference)
    values ($1, $2, $3, $4, $5, $6, 'pi_1')`;
  const insert = (
    orderId: string,
    operation: string,
    kind: string,
    amount: number,
    currency = 'EUR',
    state = 'intended',
  ) => store.app(INSERT, [orderId, operation, kind, amount, currency, state]);

  it('refuses a second authorization of an order under its own or any other name', async () => {
    const { orderId } = await placed(store);
    const again = insert(orderId, `pay:${orderId}`, 'authorize', 4_900, 'EUR', 'authorized');
    expect((await refusalOf(again)).constraint).toBe('operations_pkey');
    for (const name of [`pay:${orderId}:2`, 'pay:another', `capture:${orderId}`])
      expect((await refusalOf(insert(orderId, name, 'authorize', 4_900, 'EUR', 'authorized'))).constraint).toBe(
        'operations_name_check',
      );
  });

  it.each([
    ['more', 4_901, 'EUR'],
    ['less', 4_899, 'EUR'],
    ['another currency', 4_900, 'USD'],
  ])('refuses an authorization of %s than the order', async (_word, amount, currency) => {
    const { orderId } = await withoutOperation();
    const refusal = await refusalOf(insert(orderId, `pay:${orderId}`, 'authorize', amount, currency));
    expect(refusal.code).toBe('EV006');
  });

  it('refuses a capture beyond the order and an operation of no order', async () => {
    const { orderId } = await placed(store);
    expect((await refusalOf(insert(orderId, `capture:${orderId}`, 'capture', 4_901))).code).toBe('EV006');
    expect((await refusalOf(insert('nobody', 'pay:nobody', 'authorize', 4_900))).code).toBe('EV006');
  });

  it('refuses a compensation that is named after another order', async () => {
    const { orderId } = await placed(store);
    const lookalike = orderId.replace('_', 'X');
    for (const kind of ['void', 'refund'])
      expect((await refusalOf(insert(orderId, `${kind}:${lookalike}:1`, kind, 4_900))).constraint).toBe(
        'operations_name_check',
      );
  });

  it.each([
    ['amount_minor = 1'],
    [`currency = 'USD'`],
    [`kind = 'capture', operation = 'capture:' || order_id`],
    [`intended_at = intended_at - interval '1 day'`],
  ])('refuses to rewrite what an operation is: %s', async (set) => {
    const { orderId } = await placed(store);
    const refusal = await refusalOf(store.app(`update payments.operations set ${set} where order_id = $1`, [orderId]));
    expect(refusal.code).toBe('EV006');
  });

  it('refuses to move an operation to an order that costs something else', async () => {
    const [cheap, dear] = [await placed(store), await withoutOperation({ lines: [PAIR] })];
    const refusal = await refusalOf(
      store.app(`update payments.operations set order_id = $2, operation = 'pay:' || $2 where order_id = $1`, [
        cheap.orderId,
        dear.orderId,
      ]),
    );
    expect(refusal.code).toBe('EV006');
  });

  it('refuses an authorization without the provider’s reference, and words that no provider says', async () => {
    const { orderId } = await placed(store);
    const set = (state: string) =>
      store.app('update payments.operations set state = $2 where order_id = $1', [orderId, state]);
    expect((await refusalOf(set('authorized'))).constraint).toBe('operations_reference_check');
    expect((await refusalOf(set('confirmed'))).constraint).toBe('operations_state_check');
    expect((await refusalOf(store.app('delete from payments.operations'))).code).toBe('42501');
  });
});

describe('stock', () => {
  it('is never negative, not even for the owner of the table', async () => {
    for (const hand of [store.app, store.owner])
      expect((await refusalOf(hand(`update inventory.stock set available = -1 where sku = 'mug'`))).constraint).toBe(
        'stock_available_check',
      );
  });

  it('gives the last unit to one of twenty buyers, and leaves nothing of the other nineteen', async () => {
    await store.setStock('lamp', 1);
    const intents = Array.from({ length: 20 }, () => intentOf({ lines: [{ ...PAIR, quantity: 1 }] }));
    const answers = await Promise.all(intents.map((intent) => store.orders.place(placementOf(intent))));
    expect(answers.filter(({ kind }) => kind === 'placed')).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === 'out_of_stock')).toHaveLength(19);
    expect(await store.available('lamp')).toBe(0);
    const held = await store.app(
      `select order_id from inventory.reservations where sku = 'lamp' and order_id = any($1)`,
      [intents.map(({ orderId }) => orderId)],
    );
    expect(held).toHaveLength(1);
  });

  it.each([
    ['committed', 'released'],
    ['released', 'committed'],
    ['committed', 'held'],
    ['released', 'held'],
  ])('never lets a reservation that was %s become %s', async (first, then) => {
    const { orderId } = await placed(store);
    const settle = (state: string) =>
      store.app(
        `update inventory.reservations set state = $2, settled_at = case when $2 <> 'held' then now() end where order_id = $1`,
        [orderId, state],
      );
    await settle(first);
    expect((await refusalOf(settle(then))).code).toBe('EV002');
  });

  it('refuses a second reservation of the same line, and to forget one', async () => {
    const { orderId } = await placed(store);
    const again = store.app(
      `insert into inventory.reservations (order_id, sku, quantity, held_until) values ($1, 'mug', 1, now())`,
      [orderId],
    );
    expect((await refusalOf(again)).constraint).toBe('reservations_pkey');
    expect((await refusalOf(store.app('delete from inventory.reservations'))).code).toBe('42501');
  });
});

describe('messages and cases', () => {
  it('refuse to be consumed twice or forgotten', async () => {
    const consume = () =>
      store.app(`insert into messaging.inbox (order_id, consumer, message_id) values ('o', 'mail', 'm')`);
    await consume();
    expect((await refusalOf(consume())).constraint).toBe('inbox_pkey');
    expect((await refusalOf(store.app('delete from messaging.inbox'))).code).toBe('42501');
    expect((await refusalOf(store.app(`update messaging.outbox set payload = '{}'`))).code).toBe('42501');
    expect((await refusalOf(store.app('delete from messaging.outbox'))).code).toBe('42501');
  });

  it('refuse to reopen, rewrite or forget a closed case, and to close one without a verdict', async () => {
    await store.app(
      `insert into operations.cases (order_id, case_id, reason, at_risk_minor, currency, due_at) values ('o', 'c1', 'r', 1, 'EUR', now())`,
    );
    const set = (text: string) => store.app(`update operations.cases set ${text} where case_id = 'c1'`);
    expect((await refusalOf(set(`state = 'closed', closed_at = now()`))).constraint).toBe('cases_closed_check');
    await set(`state = 'closed', closed_at = now(), verdict = 'returned'`);
    expect((await refusalOf(set(`state = 'open', closed_at = null, verdict = null`))).code).toBe('EV007');
    expect((await refusalOf(set(`verdict = 'kept'`))).code).toBe('EV007');
    expect((await refusalOf(store.app('delete from operations.cases'))).code).toBe('42501');
  });
});

function click(operationId: string) {
  return {
    actor: 'staff:mara',
    role: 'support',
    action: 'orders:note',
    object: 'order-42',
    operationId,
    requestId: null,
    reason: 'because “she” asked',
    detail: { text: 'é' },
  };
}

/** An order that was placed while payments were refused: held, and never sent to the provider. */
function withoutOperation(change: Parameters<typeof placed>[1] = {}) {
  return placed(store, change, {
    kind: 'hold_only',
    heldUntilMs: Date.now() + 60_000,
    refusal: { code: 'payment_unavailable', retryAfterSeconds: 1 },
  });
}
