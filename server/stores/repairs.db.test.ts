import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GivenStore, givenStore, placed, refusalOf } from './testing/given-store';
import { AUTHORIZED, decisionOf, reportOf } from './testing/decisions';
import { orderAt, step } from './testing/walk';

let store: GivenStore;
beforeAll(async () => {
  store = await givenStore();
});
afterAll(() => store.drop());

let clicks = 0;

interface Row {
  readonly orderId?: string;
  readonly state?: string;
  readonly basis?: string;
  readonly hashOf?: string;
  readonly amountMinor?: number | null;
  readonly kind?: string;
  readonly reason?: string;
  readonly approvedBy?: string | null;
  readonly evidenceSeqs?: readonly number[];
}

/** By plain SQL, as the app's role: what its own statements would not write. */
async function insert(change: Row = {}): Promise<{ orderId: string; repairId: string }> {
  const orderId = change.orderId ?? (await orderAt(store, 'needs_reconciliation')).orderId;
  const {
    basis = '{"a":  1}',
    kind = 'void',
    amountMinor = kind === 'void' || kind === 'refund' ? 100 : null,
  } = change;
  const n = ++clicks;
  await store.app(
    `insert into operations.repairs (order_id, repair_id, kind, state, amount_minor, currency, operation_id, reason, evidence_seqs, basis, basis_hash,
       expected_version, before, proposed_by, approved_by, after, settled_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::json, sha256(convert_to($11, 'UTF8')), 4, '{}', 'staff:ana@evident.test', $12,
       case when $4 = 'applied' then '{}'::json end, case when $4 in ('applied', 'refused', 'withdrawn') then now() end)`,
    [
      orderId,
      `repair:${n}`,
      kind,
      change.state ?? 'proposed',
      amountMinor,
      amountMinor === null ? null : 'EUR',
      `click-${n}`,
      change.reason ?? 'The customer called us.',
      change.evidenceSeqs ?? [1],
      basis,
      change.hashOf ?? basis,
      change.approvedBy ?? null,
    ],
  );
  return { orderId, repairId: `repair:${n}` };
}

const set = ({ orderId, repairId }: { orderId: string; repairId: string }, text: string) =>
  store.app(`update operations.repairs set ${text} where order_id = $1 and repair_id = $2`, [orderId, repairId]);
const SECOND = `approved_by = 'staff:eve@evident.test', approved_at = now()`;

describe('a repair', () => {
  it('is one at a time for an order, whoever asks', async () => {
    const { orderId } = await insert();
    expect(await refusalOf(insert({ orderId }))).toMatchObject({ constraint: 'repairs_one_open_key' });
    const both = await Promise.allSettled([
      insert({ orderId: (await orderAt(store, 'failed_safely')).orderId }),
      insert({ orderId: (await orderAt(store, 'failed_safely')).orderId }),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  });

  it('is numbered in its order: a number is taken once, also when the repair that took it is settled, and it stays', async () => {
    const first = await insert();
    await set(first, `state = 'withdrawn', settled_at = now()`);
    const second = await insert({ orderId: first.orderId });
    const numbers = await store.app('select number from operations.repairs where order_id = $1 order by number', [
      first.orderId,
    ]);
    expect(numbers).toEqual([{ number: 1 }, { number: 2 }]);
    expect(await refusalOf(set(second, 'number = 3'))).toMatchObject({ code: 'EV008' });
    await set(second, `state = 'withdrawn', settled_at = now()`);
    const taken = store.app(
      `insert into operations.repairs (order_id, repair_id, number, kind, state, operation_id, reason, evidence_seqs, basis, basis_hash, expected_version, before, proposed_by)
       select order_id, 'repair:late', 2, 'release', 'proposed', 'click-late', reason, evidence_seqs, basis, basis_hash, expected_version, before, proposed_by
       from operations.repairs where order_id = $1 and number = 1`,
      [first.orderId],
    );
    expect(await refusalOf(taken)).toMatchObject({ constraint: 'repairs_order_id_number_key' });
  });

  it('by two at the same moment is one', async () => {
    const { orderId } = await orderAt(store, 'needs_reconciliation');
    const answers = await Promise.allSettled(Array.from({ length: 8 }, () => insert({ orderId })));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it.each(['applied', 'refused', 'withdrawn'])('does not begin as %s', async (state) => {
    expect((await refusalOf(insert({ state }))).code).toBe('EV008');
  });

  it('rests on the snapshot that its hash is of, on evidence, and on a reason', async () => {
    expect(await refusalOf(insert({ hashOf: '{"a":  2}' }))).toMatchObject({ constraint: 'repairs_basis_hash_check' });
    // the text itself, not what it means
    expect(await refusalOf(insert({ hashOf: '{"a":1}' }))).toMatchObject({ constraint: 'repairs_basis_hash_check' });
    expect(await refusalOf(insert({ evidenceSeqs: [] }))).toMatchObject({ constraint: 'repairs_evidence_check' });
    expect(await refusalOf(insert({ reason: '.' }))).toMatchObject({ constraint: 'repairs_reason_check' });
  });

  it('says what it gives back, and only when it gives back', async () => {
    expect(await refusalOf(insert({ amountMinor: null }))).toMatchObject({ constraint: 'repairs_amount_check' });
    expect(await refusalOf(insert({ kind: 'confirm', amountMinor: 100 }))).toMatchObject({
      constraint: 'repairs_amount_check',
    });
    expect(await refusalOf(insert({ amountMinor: 0 }))).toMatchObject({ constraint: 'repairs_amount_check' });
  });

  it('is never approved by whoever proposed it', async () => {
    const own = set(await insert(), `state = 'requested', approved_by = 'staff:ana@evident.test', approved_at = now()`);
    expect(await refusalOf(own)).toMatchObject({ constraint: 'repairs_second_person_check' });
  });

  it('that waits for a second person is not carried out without one', async () => {
    expect((await refusalOf(set(await insert(), `state = 'requested'`))).code).toBe('EV008');
    const applied = set(await insert(), `state = 'applied', after = '{}', settled_at = now()`);
    expect((await refusalOf(applied)).code).toBe('EV008');
  });

  it('that was approved is not taken back, nor approved by another', async () => {
    const approved = await insert();
    await set(approved, `state = 'requested', ${SECOND}`);
    expect((await refusalOf(set(approved, `state = 'withdrawn', settled_at = now()`))).code).toBe('EV008');
    expect((await refusalOf(set(approved, `approved_by = 'staff:kim@evident.test'`))).code).toBe('EV008');
    expect((await refusalOf(set(approved, `state = 'proposed'`))).code).toBe('EV008');
  });

  it.each([
    `basis = '{"a":  2}', basis_hash = sha256('{"a":  2}')`,
    `amount_minor = 99`,
    `kind = 'refund'`,
    `reason = 'Another reason altogether.'`,
    `proposed_by = 'staff:tom@evident.test'`,
    `expected_version = 5`,
    `case_id = 'case:another'`,
    `operation_id = 'another-click'`,
    `evidence_seqs = '{2}'`,
    `proposed_at = now() - interval '1 day'`,
    `before = '{"state": "another"}'`,
  ])('keeps what was decided: %s', async (text) => {
    expect((await refusalOf(set(await insert(), text))).code).toBe('EV008');
  });

  it('that ended stays as it ended', async () => {
    const done = await insert();
    await set(done, `state = 'requested', ${SECOND}`);
    await set(done, `state = 'applied', after = '{}', settled_at = now()`);
    for (const text of [`after = '{"state": "x"}'`, `state = 'requested', settled_at = null`, `settled_at = now()`])
      expect((await refusalOf(set(done, text))).code).toBe('EV008');
  });

  it('is not deleted by anybody', async () => {
    const { orderId } = await insert();
    const text = 'delete from operations.repairs where order_id = $1';
    expect((await refusalOf(store.app(text, [orderId]))).code).toBe('42501');
    expect((await refusalOf(store.owner(text, [orderId]))).code).toBe('EV005');
    expect((await refusalOf(store.owner('truncate operations.repairs'))).code).toBe('EV005');
  });
});

describe('what is given back', () => {
  const refund = (orderId: string, n: number, amountMinor: number, reference = 'pi_1') =>
    store.app(
      `insert into payments.operations (order_id, operation, kind, amount_minor, currency, provider_reference)
       values ($1, 'refund:' || $1 || ':' || $2::int, 'refund', $3, 'EUR', $4)`,
      [orderId, n, amountMinor, reference],
    );
  const paid = async () => {
    const { orderId } = await placed(store);
    await store.operations.record(reportOf(orderId, AUTHORIZED));
    return orderId;
  };

  it('is never more than the charge holds, in how many parts ever', async () => {
    const orderId = await paid();
    await refund(orderId, 1, 4_000);
    expect((await refusalOf(refund(orderId, 2, 901))).code).toBe('EV006');
    await refund(orderId, 2, 900);
    expect((await refusalOf(refund(orderId, 3, 1))).code).toBe('EV006');
  });

  it('by many at once is never more either', async () => {
    const orderId = await paid();
    const parts = await Promise.allSettled([1, 2, 3, 4, 5, 6].map((n) => refund(orderId, n, 1_000)));
    expect(parts.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
  });

  it('of a duplicate takes nothing from the order’s own', async () => {
    const orderId = await paid();
    await refund(orderId, 1, 4_900, 'pi_2');
    await refund(orderId, 2, 4_900);
    expect((await refusalOf(refund(orderId, 3, 1))).code).toBe('EV006');
  });

  it.each(['intended', 'unknown', 'acknowledged'])(
    'keeps the order from being confirmed: a void that is %s',
    async (state) => {
      const orderId = await paid();
      await store.app(
        `insert into payments.operations (order_id, operation, kind, state, amount_minor, currency, provider_reference)
       values ($1, 'void:' || $1 || ':1', 'void', $2, 4900, 'EUR', 'pi_1')`,
        [orderId, state],
      );
      const record = await decisionOf(store, orderId, AUTHORIZED);
      expect(record.to).toBe('order_confirmed');
      expect((await store.orders.decide([record], 0)).get(orderId)).toBe('refused');
    },
  );

  it('and was refused, or is another charge’s, does not', async () => {
    const orderId = await paid();
    await store.app(
      `insert into payments.operations (order_id, operation, kind, state, amount_minor, currency, provider_reference)
       values ($1, 'void:' || $1 || ':1', 'void', 'failed', 4900, 'EUR', 'pi_1'), ($1, 'void:' || $1 || ':2', 'void', 'intended', 4900, 'EUR', 'pi_2')`,
      [orderId],
    );
    const record = await decisionOf(store, orderId, AUTHORIZED);
    expect((await store.orders.decide([record], 0)).get(orderId)).toBe('applied');
  });

  it('is ordered once for one repair, and the order is not changed by it', async () => {
    const { orderId } = await orderAt(store, 'order_confirmed');
    const order = (n: number) =>
      store.app(`insert into orders.refunds (order_id, n, amount_minor, repair_id) values ($1, $2, 100, 'repair:1')`, [
        orderId,
        n,
      ]);
    await order(1);
    expect(await refusalOf(order(2))).toMatchObject({ constraint: 'refunds_order_id_repair_id_key' });
    for (const text of ['delete from orders.refunds', 'update orders.refunds set amount_minor = 1'])
      expect((await refusalOf(store.owner(text))).code).toBe('EV005');
  });
});

it('a confirmed order does not become anything else, also not by hand', async () => {
  const confirmed = await orderAt(store, 'order_confirmed');
  expect(await refusalOf(step(store, confirmed, 'failed_safely'))).toMatchObject({
    constraint: 'transitions_legal_check',
  });
});
