import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVERY_ENTRY } from '../stores/audit';
import { PROPOSAL_ENDS_MS, UNANSWERED } from '@/server/domain/proposal';
import type { VerdictKind } from '@/server/domain/case-verdict';
import { caseVerdictStore } from '@/server/stores/case-verdicts';
import { proposalStore } from '@/server/stores/proposals';
import { promiseStore } from '@/server/stores/promise';
import { repairStore } from '@/server/stores/repairs';
import { orderIdIn, refusalOf } from '@/server/stores/testing/given-store';
import { ProposalWatcher } from './proposal-watcher';
import { click } from './testing/given-desk';
import { chargeFields, type GivenSweep, givenSweep, MINUTE } from './testing/given-sweep';
import { VerdictDesk } from './verdict-desk';

const REASON = 'The booking system of the hotel made it.';
const LIMIT = 10_000;
const [SMALL, LARGE] = [4_900, 12_000];

let given: GivenSweep;
let sweeper: ReturnType<GivenSweep['sweeperOf']>;
let desk: VerdictDesk;
const verdicts = () => caseVerdictStore(given.store.sql);

beforeAll(async () => {
  given = await givenSweep();
  sweeper = given.sweeperOf();
  await sweeper.all();
  const { clock, shop, store } = given;
  const { audit, evidence } = store;
  desk = new VerdictDesk({
    region: 'east',
    clock,
    verdicts: verdicts(),
    evidence,
    audit,
    receiver: shop.receiver,
    secondPersonOverMinor: LIMIT,
  });
});
afterAll(() => given.end());

const ana = () => click('ana');
const eve = () => click('eve', 'approver');

/** A charge that somebody else made, and the case that the sweep opened for it. */
async function found(amountMinor = SMALL, metadata: Readonly<Record<string, string>> = {}) {
  const reference = await given.call('payment_intents', chargeFields(metadata, amountMinor));
  await given.pass(4 * MINUTE);
  await sweeper.all();
  const orderId = metadata.order_id ?? '';
  return { reference, key: { orderId, caseId: `case:${orderId}:sweep:payment_without_order:${reference}` } };
}
type Key = Awaited<ReturnType<typeof found>>['key'];

const propose = async (key: Key, kind: VerdictKind = 'other_system', asked = ana(), reason = REASON) => {
  const seq = (await desk.view(key))?.provider?.seq ?? null;
  return desk.propose({ ...key, kind, reason, restsOnSeq: seq }, asked);
};
const lookedUp = async (amountMinor = SMALL, metadata: Readonly<Record<string, string>> = {}) => {
  const each = await found(amountMinor, metadata);
  expect(await desk.lookUp(each.key, ana())).toMatchObject({ kind: 'done' });
  return each;
};
const waitingOf = async (key: Key) => {
  const [newest] = (await desk.view(key))?.verdicts ?? [];
  if (newest === undefined) throw new Error('nothing is proposed');
  return newest;
};
const caseOf = async ({ caseId, orderId }: Key) => {
  const [row] = await given.store.app(
    'select state, verdict, owner, changed_by from operations.cases where order_id = $1 and case_id = $2',
    [orderId, caseId],
  );
  return row;
};
const closingsOf = async ({ caseId, orderId }: Key) =>
  (await given.store.evidence.list(orderId)).filter(
    ({ detail, kind }) => kind === 'case_closed' && detail.case_id === caseId,
  );

describe('money that names no order', () => {
  it('is closed by one person on what the provider says now, once, with its evidence and its audit', async () => {
    const { key, reference } = await found();
    expect(await propose(key)).toMatchObject({ kind: 'not_done', code: 'evidence_missing' });
    await desk.lookUp(key, ana());
    expect(await desk.view(key)).toMatchObject({
      providerReference: reference,
      provider: { answer: 'found', amount: { amountMinor: SMALL }, captured: false, holdsNothing: false },
    });
    // whoever comes second, with the very click or another, finds what the first one did
    const asked = ana();
    const [first, again, other] = await Promise.all([
      propose(key, 'other_system', asked),
      propose(key, 'other_system', asked),
      propose(key, 'accounted_for', click('ben')),
    ]);
    const applied = (await desk.view(key))?.verdicts ?? [];
    expect(applied).toHaveLength(1);
    const isFirst = applied[0]?.operationId === asked.operationId;
    expect([first.kind, again.kind, other.kind]).toEqual(
      isFirst ? ['done', 'done', 'not_done'] : ['not_done', 'not_done', 'done'],
    );
    expect(await caseOf(key)).toMatchObject({
      state: 'closed',
      verdict: `${applied[0]?.kind}: ${REASON}`,
      owner: null,
    });
    const [closing, ...more] = await closingsOf(key);
    expect(more).toEqual([]);
    expect(closing).toMatchObject({
      providerReference: reference,
      detail: { verdict: `${applied[0]?.kind}: ${REASON}`, rests_on: expect.any(Number), approved_by: null },
    });
    const entries = await given.store.audit.find({ ...EVERY_ENTRY, object: key.caseId, limit: 1 });
    expect(entries).toMatchObject([
      { action: 'repairs:propose', operationId: applied[0]?.operationId, reason: REASON },
    ]);
    // seen again by the sweep it is a new case, never the old one
    expect(await propose(key, 'accounted_for', ana())).toMatchObject({ kind: 'not_done', code: 'case_closed' });
  });

  it('over the limit waits for a second person, who decides on the very snapshot', async () => {
    const { key } = await lookedUp(LARGE);
    expect(await propose(key)).toMatchObject({ kind: 'done', text: expect.stringContaining('second person') });
    expect(await caseOf(key)).toMatchObject({ state: 'open', owner: 'ana@evident.test' });
    const { basisHash, number } = await waitingOf(key);
    const approval = { ...key, number, basisHash };
    expect(await propose(key, 'accounted_for')).toMatchObject({ code: 'verdict_open' });
    expect(await desk.approve(approval, click('ana', 'approver'))).toMatchObject({ code: 'own_proposal' });
    expect(await desk.approve({ ...approval, basisHash: 'a'.repeat(64) }, eve())).toMatchObject({
      code: 'other_basis',
    });
    const asked = eve();
    const both = await Promise.all([desk.approve(approval, asked), desk.approve(approval, asked)]);
    expect(both).toMatchObject([{ kind: 'done' }, { kind: 'done' }]);
    expect(await caseOf(key)).toMatchObject({ state: 'closed', verdict: `other_system: ${REASON}` });
    expect((await closingsOf(key)).map(({ detail }) => [detail.asked_by, detail.approved_by])).toEqual([
      ['staff:ana@evident.test', 'staff:eve@evident.test'],
    ]);
  });

  it('is void for the second person when the provider says something else by then', async () => {
    const { key, reference } = await lookedUp(LARGE);
    await propose(key);
    const { basisHash, number } = await waitingOf(key);
    await given.call(`payment_intents/${reference}/capture`);
    expect(await desk.approve({ ...key, number, basisHash }, eve())).toMatchObject({ code: 'approval_void' });
    expect(await waitingOf(key)).toMatchObject({ state: 'refused' });
    expect(await caseOf(key)).toMatchObject({ state: 'open' });
    expect(await closingsOf(key)).toEqual([]);
  });

  it('is called given back only when the provider holds nothing, and then by one person whatever it was', async () => {
    const { key, reference } = await lookedUp(LARGE);
    expect(await propose(key, 'given_back')).toMatchObject({ kind: 'not_done', code: 'money_held' });
    await given.call(`payment_intents/${reference}/cancel`);
    await desk.lookUp(key, ana());
    expect(await propose(key, 'given_back')).toMatchObject({ kind: 'done' });
    expect(await caseOf(key)).toMatchObject({ state: 'closed', verdict: `given_back: ${REASON}` });
  });

  it('may be refused, taken back, and left unanswered for a day at most', async () => {
    const { key } = await lookedUp(LARGE);
    const ending = async () => ({ ...key, number: (await waitingOf(key)).number, reason: 'It is a guest of ours.' });
    await propose(key);
    expect(await desk.decline(await ending(), click('ana', 'approver'))).toMatchObject({ code: 'own_proposal' });
    expect(await desk.withdraw(await ending(), click('ben'))).toMatchObject({ code: 'not_own_proposal' });
    expect(await desk.decline(await ending(), eve())).toMatchObject({ kind: 'done' });
    await propose(key);
    expect(await desk.withdraw(await ending(), ana())).toMatchObject({ kind: 'done' });
    await propose(key);
    const { clock, store } = given;
    const [proposals, repairs] = [proposalStore(store.sql), repairStore(store.sql)];
    const watcher = new ProposalWatcher({ region: 'east', clock, proposals, repairs, verdicts: verdicts() });
    expect(await watcher.endUnanswered()).toBe(0);
    clock.advance(PROPOSAL_ENDS_MS);
    expect(await watcher.endUnanswered()).toBe(1);
    expect((await desk.view(key))?.verdicts.map(({ refusedBecause, state }) => [state, refusedBecause])).toEqual([
      ['refused', UNANSWERED],
      ['withdrawn', null],
      ['refused', 'It is a guest of ours.'],
    ]);
    expect(await caseOf(key)).toMatchObject({ state: 'open' });
  });

  it('rests on a fresh word, on the row that the person saw, and on a case that nobody else holds', async () => {
    const { key } = await lookedUp();
    const seq = (await desk.view(key))?.provider?.seq ?? 0;
    await desk.lookUp(key, click('ben'));
    expect(await desk.propose({ ...key, kind: 'other_system', reason: REASON, restsOnSeq: seq }, ana())).toMatchObject({
      code: 'evidence_moved',
    });
    given.clock.advance(5 * MINUTE + 1);
    expect(await propose(key)).toMatchObject({ code: 'evidence_stale' });
    await desk.lookUp(key, ana());
    await given.store.owner(
      `update operations.cases set owner = 'ben@evident.test', owner_until = now() + interval '1 year' where case_id = $1`,
      [key.caseId],
    );
    expect(await propose(key)).toMatchObject({ code: 'case_taken' });
  });
});

describe('money that a person answered for', () => {
  const inHand = async (reference: string) =>
    (await promiseStore(given.store.sql).strangersInHand()).includes(reference);

  it('is no finding of the later sweeps, and in hand for the promise, although it stands at the provider', async () => {
    const [theirs, open] = [await lookedUp(), await lookedUp()];
    await propose(theirs.key);
    // an hour later the same charges are compared again
    await given.pass(75 * MINUTE);
    await sweeper.all();
    for (const { key, state } of [
      { ...theirs, state: 'closed' },
      { ...open, state: 'open' },
    ]) {
      const chain = await given.store.app(
        'select state from operations.cases where coalesce(about, case_id) = $1 order by opened_at',
        [key.caseId],
      );
      expect(chain).toEqual([{ state }]);
    }
    expect([await inHand(theirs.reference), await inHand(open.reference)]).toEqual([true, true]);
  });

  it('and said to be given back is out of hand: if it stands at the provider after all, the promise is broken', async () => {
    const { key, reference } = await lookedUp();
    await given.call(`payment_intents/${reference}/cancel`);
    await desk.lookUp(key, ana());
    await propose(key, 'given_back');
    expect(await inHand(reference)).toBe(false);
  });
});

describe('money that names an order which is none of ours', () => {
  it('is looked up under that name and closed like any other', async () => {
    const { key } = await lookedUp(SMALL, { order_id: orderIdIn('east') });
    expect(await propose(key, 'accounted_for')).toMatchObject({ kind: 'done' });
    expect(await caseOf(key)).toMatchObject({ state: 'closed' });
  });
});

describe('what is of an order', () => {
  it('is repaired and never closed by a verdict: neither by the desk nor by the database', async () => {
    const orderId = await given.bought();
    await given.store.owner(
      `insert into operations.cases (order_id, case_id, reason, at_risk_minor, currency, due_at) values ($1, 'case:own', 'amount_mismatch', 1, 'EUR', now())`,
      [orderId],
    );
    const key = { orderId, caseId: 'case:own' };
    expect(await desk.view(key)).toBeNull();
    expect(await propose(key)).toMatchObject({ code: 'case_not_found' });
    expect((await refusalOf(insertVerdict(key, 'applied'))).code).toBe('EV016');
  });
});

const insertVerdict = ({ caseId, orderId }: Key, state: string, needsSecond = false) =>
  given.store.app(
    `insert into operations.case_verdicts (order_id, case_id, number, kind, state, needs_second_person, operation_id, reason, basis, basis_hash, proposed_by,
       proposed_at, settled_at)
     values ($1, $2, 9, 'other_system', $3, $4, 'click-own', 'A reason of ten.', '{}', sha256('{}'), 'staff:ana@evident.test', now(),
       case when $3 = 'proposed' then null else now() end)`,
    [orderId, caseId, state, needsSecond],
  );

describe('the database itself', () => {
  it('refuses what takes two by one, approval by who proposed, another snapshot, and what is settled', async () => {
    const { key } = await lookedUp(LARGE);
    expect((await refusalOf(insertVerdict(key, 'applied', true))).constraint).toBe('case_verdicts_two_people_check');
    expect((await refusalOf(insertVerdict(key, 'withdrawn'))).code).toBe('EV016');
    await propose(key);
    const change = (set: string) =>
      refusalOf(given.store.app(`update operations.case_verdicts set ${set} where case_id = $1`, [key.caseId]));
    expect((await change(`state = 'applied', settled_at = now()`)).constraint).toBe('case_verdicts_two_people_check');
    const own = `state = 'applied', settled_at = now(), approved_at = now(), approved_by = proposed_by`;
    expect((await change(own)).constraint).toBe('case_verdicts_second_person_check');
    expect((await change(`basis = '{}'`)).code).toBe('42501');
    const { number } = await waitingOf(key);
    await desk.withdraw({ ...key, number, reason: 'It was the wrong case.' }, ana());
    expect((await change(`state = 'proposed', settled_at = null`)).code).toBe('EV016');
  });

  it('lets what names no order be written whatever shard was handed over: it is of none', async () => {
    await given.store.owner(`update orders.shards set standing = 'closed' where shard = orders.shard_of('')`);
    try {
      const { key } = await lookedUp();
      expect(await propose(key)).toMatchObject({ kind: 'done' });
      expect(await closingsOf(key)).toHaveLength(1);
    } finally {
      await given.store.owner(`update orders.shards set standing = 'open' where shard = orders.shard_of('')`);
    }
  });
});
