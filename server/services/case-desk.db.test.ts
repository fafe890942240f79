import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CLAIM_LEASE_MS } from '@/server/domain/reconciliation-case';
import { type CaseKey, caseClaimStore } from '@/server/stores/case-claims';
import { caseStore } from '@/server/stores/cases';
import { openCaseStore } from '@/server/stores/open-cases';
import { clickOf, closeCase, givenCase } from '@/server/stores/testing/given-cases';
import { type GivenStore, givenStore, T0 } from '@/server/stores/testing/given-store';
import { CaseDesk } from './case-desk';

let store: GivenStore;
let desk: CaseDesk;
let nowMs = T0;

const clock = { nowMs: () => nowMs, sleep: async () => undefined };
const [ANA, TOM] = ['ana@evident.test', 'tom@evident.test'];
const NOTE = 'The bank calls back at four.';

beforeAll(async () => {
  store = await givenStore();
  const { audit, sql } = store;
  const parts = { cases: caseStore(sql), open: openCaseStore(sql), claims: caseClaimStore(sql), audit };
  desk = new CaseDesk({ region: 'east', clock, ...parts });
});
beforeEach(() => {
  nowMs = T0 + 60_000;
});
afterAll(() => store.drop());

const rowOf = async ({ caseId, orderId }: CaseKey) => {
  const [row] = await store.app(
    'select owner, (extract(epoch from owner_until) * 1000)::float8 as until, state from operations.cases where order_id = $1 and case_id = $2',
    [orderId, caseId],
  );
  return row;
};
const ownerOf = async (key: CaseKey) => (await rowOf(key)).owner;
const historyOf = ({ caseId, orderId }: CaseKey) =>
  store.app(
    'select seq, change, actor, owner, note from operations.case_history where order_id = $1 and case_id = $2 order by seq',
    [orderId, caseId],
  );
const changesOf = async (key: CaseKey) => (await historyOf(key)).map(({ actor, change }) => `${change} ${actor}`);
const auditOf = ({ caseId }: CaseKey) =>
  store.app('select actor, action, reason, detail from operations.audit where object = $1 order by seq', [caseId]);

describe('a claim', () => {
  it('is one person’s for half an hour, with its history and its audit entry', async () => {
    const key = await givenCase(store);
    expect(await desk.claim(key, clickOf('ana'))).toEqual({ kind: 'done', text: 'You hold it for 30 min.' });
    expect(await rowOf(key)).toEqual({ owner: ANA, until: nowMs + CLAIM_LEASE_MS, state: 'open' });
    expect(await changesOf(key)).toEqual(['opened system:order-owner', 'claimed staff:ana@evident.test']);
    expect(await auditOf(key)).toEqual([
      {
        actor: 'staff:ana@evident.test',
        action: 'cases:work',
        reason: null,
        detail: { change: 'claim', order_id: key.orderId },
      },
    ]);
  });

  it('of two people at once is one’s, and the other is told whose and until when', async () => {
    const key = await givenCase(store);
    const results = await Promise.all([desk.claim(key, clickOf('ana')), desk.claim(key, clickOf('tom'))]);
    expect(results.map(({ kind }) => kind).toSorted()).toEqual(['done', 'not_done']);
    const owner = await ownerOf(key);
    expect(results.find(({ kind }) => kind === 'not_done')).toEqual({
      kind: 'not_done',
      code: 'held_by_other',
      text: `${owner} holds it for 30 min. Unless they keep it, anyone may take it then.`,
    });
    expect(await auditOf(key)).toHaveLength(1);
  });

  it('that is clicked twice, also at once, has one effect', async () => {
    const key = await givenCase(store);
    const same = clickOf('ana');
    const results = await Promise.all([desk.claim(key, same), desk.claim(key, same), desk.claim(key, same)]);
    expect(results.map(({ kind }) => kind)).toEqual(['done', 'done', 'done']);
    expect(await auditOf(key)).toHaveLength(1);
    expect(await changesOf(key)).toHaveLength(2);
  });

  it('cannot be taken over while it runs, and can by anyone at the millisecond it ends', async () => {
    const key = await givenCase(store);
    await desk.claim(key, clickOf('ana'));
    nowMs += CLAIM_LEASE_MS - 1;
    expect(await desk.claim(key, clickOf('tom'))).toMatchObject({ kind: 'not_done', code: 'held_by_other' });
    nowMs += 1;
    expect(await desk.claim(key, clickOf('tom'))).toMatchObject({ kind: 'done' });
    expect(await ownerOf(key)).toBe(TOM);
    // nobody handed it over
    expect(await changesOf(key)).toEqual([
      'opened system:order-owner',
      'claimed staff:ana@evident.test',
      'claimed staff:tom@evident.test',
    ]);
  });

  it('of a closed case is told its verdict, and leaves no entry', async () => {
    const key = await givenCase(store);
    await closeCase(store, key, nowMs);
    const told = { kind: 'not_done', code: 'case_closed', text: 'The case is closed: both sides agree.' };
    expect(await desk.claim(key, clickOf('ana'))).toEqual(told);
    expect(await desk.note(key, NOTE, clickOf('ana'))).toEqual(told);
    expect(await desk.release(key, clickOf('ana'))).toEqual(told);
    expect(await desk.handOver(key, TOM, NOTE, clickOf('ana'))).toEqual(told);
    expect(await desk.keep(key, clickOf('ana'))).toEqual(told);
    expect(await auditOf(key)).toEqual([]);
  });

  it('of a case that is not there is not done', async () => {
    const nowhere = { orderId: 'order-of-nobody', caseId: 'case:order-of-nobody:v1' };
    expect(await desk.claim(nowhere, clickOf('ana'))).toMatchObject({ code: 'case_not_found' });
    expect(await desk.keep(nowhere, clickOf('ana'))).toMatchObject({ code: 'case_not_found' });
    expect(await desk.note(nowhere, NOTE, clickOf('ana'))).toMatchObject({ code: 'case_not_found' });
  });

  it('with the click of another action, or of another case, is refused', async () => {
    const [one, other] = [await givenCase(store), await givenCase(store)];
    const same = clickOf('ana');
    await desk.note(one, NOTE, same);
    for (const key of [one, other])
      expect(await desk.claim(key, same)).toMatchObject({ kind: 'not_done', code: 'operation_id_used' });
    expect([await ownerOf(one), await ownerOf(other)]).toEqual([null, null]);
  });
});

describe('keeping a case', () => {
  it('renews the claim, and is no news', async () => {
    const key = await givenCase(store);
    await desk.claim(key, clickOf('ana'));
    nowMs += 20 * 60_000;
    expect(await desk.keep(key, clickOf('ana'))).toMatchObject({ kind: 'done' });
    expect((await rowOf(key)).until).toBe(nowMs + CLAIM_LEASE_MS);
    expect(await changesOf(key)).toHaveLength(2);
    expect(await auditOf(key)).toHaveLength(1);
  });

  it('does not bring back a claim that ran out, nor take one that is another’s', async () => {
    const key = await givenCase(store);
    expect(await desk.keep(key, clickOf('ana'))).toMatchObject({ kind: 'not_done', code: 'claim_ran_out' });
    await desk.claim(key, clickOf('ana'));
    expect(await desk.keep(key, clickOf('tom'))).toMatchObject({ kind: 'not_done', code: 'held_by_other' });
    nowMs += CLAIM_LEASE_MS;
    expect(await desk.keep(key, clickOf('ana'))).toMatchObject({ kind: 'not_done', code: 'claim_ran_out' });
    expect(await ownerOf(key)).toBe(ANA);
  });
});

describe('releasing and handing over', () => {
  it('is for the holder alone', async () => {
    const key = await givenCase(store);
    expect(await desk.release(key, clickOf('ana'))).toMatchObject({ code: 'claim_ran_out' });
    await desk.claim(key, clickOf('ana'));
    expect(await desk.release(key, clickOf('tom'))).toMatchObject({ code: 'held_by_other' });
    expect(await desk.handOver(key, 'eva@evident.test', NOTE, clickOf('tom'))).toMatchObject({ code: 'held_by_other' });
    nowMs += CLAIM_LEASE_MS;
    expect(await desk.handOver(key, TOM, NOTE, clickOf('ana'))).toMatchObject({ code: 'claim_ran_out' });
    expect(await ownerOf(key)).toBe(ANA);
    expect(await auditOf(key)).toHaveLength(1);
  });

  it('is written down once, with the words that went with it and with no later change', async () => {
    const key = await givenCase(store);
    await desk.claim(key, clickOf('ana'));
    const same = clickOf('ana');
    for (let time = 0; time < 2; time++)
      expect(await desk.handOver(key, TOM, NOTE, same)).toEqual({
        kind: 'done',
        text: 'tom@evident.test holds it now, for 30 min.',
      });
    expect(await rowOf(key)).toEqual({ owner: TOM, until: nowMs + CLAIM_LEASE_MS, state: 'open' });
    nowMs += CLAIM_LEASE_MS;
    await desk.claim(key, clickOf('tom'));
    expect(await desk.release(key, clickOf('tom'))).toEqual({ kind: 'done', text: 'It is free again.' });
    expect((await historyOf(key)).map(({ change, note, owner }) => [change, owner, note])).toEqual([
      ['opened', null, null],
      ['claimed', ANA, null],
      ['handed_over', TOM, NOTE],
      ['claimed', TOM, null],
      ['released', null, null],
    ]);
    expect((await auditOf(key)).map(({ detail, reason }) => [detail.change, reason])).toEqual([
      ['claim', null],
      ['hand_over', NOTE],
      ['claim', null],
      ['release', null],
    ]);
  });

  it('to oneself is not done', async () => {
    const key = await givenCase(store);
    await desk.claim(key, clickOf('ana'));
    expect(await desk.handOver(key, ANA, NOTE, clickOf('ana'))).toMatchObject({ code: 'own_case' });
  });
});

describe('a note', () => {
  it('is a row of the history by itself, whoever holds the case, once for each click', async () => {
    const key = await givenCase(store);
    await desk.claim(key, clickOf('ana'));
    const same = clickOf('tom');
    await Promise.all([desk.note(key, NOTE, same), desk.note(key, NOTE, same)]);
    expect((await historyOf(key)).map(({ actor, change, note, seq }) => [seq, change, actor, note])).toEqual([
      [1, 'opened', 'system:order-owner', null],
      [2, 'claimed', 'staff:ana@evident.test', null],
      [3, 'noted', 'staff:tom@evident.test', NOTE],
    ]);
    expect(await ownerOf(key)).toBe(ANA);
  });
});

describe('the history', () => {
  it('has every change in its turn, also a machine’s, and is nobody’s to alter', async () => {
    const key = await givenCase(store);
    await Promise.all([1, 2, 3, 4].map((n) => desk.note(key, `Note number ${n} of four.`, clickOf('ana'))));
    await desk.claim(key, clickOf('ana'));
    nowMs += 1_000;
    await closeCase(store, key, nowMs, 'system:payment-receiver');
    const rows = await historyOf(key);
    expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(rows.at(-1)).toMatchObject({
      change: 'closed',
      actor: 'system:payment-receiver',
      owner: null,
      note: 'both sides agree',
    });
    await expect(
      store.owner(`update operations.case_history set note = 'x' where case_id = $1`, [key.caseId]),
    ).rejects.toThrow('append-only');
  });

  it('of what happens again begins anew, in a case that follows the closed one', async () => {
    const first = await givenCase(store);
    await closeCase(store, first, nowMs);
    const second = await givenCase(store, { orderId: first.orderId, openedAtMs: nowMs + 1 });
    expect(second.caseId).toBe(`${first.caseId}:2`);
    expect(await desk.claim(second, clickOf('ana'))).toMatchObject({ kind: 'done' });
    expect(await changesOf(second)).toEqual(['opened system:order-owner', 'claimed staff:ana@evident.test']);
    expect((await changesOf(first)).at(-1)).toBe('closed system:order-owner');
    const [, follower] = await caseStore(store.sql).ofOrder(first.orderId);
    expect(follower).toMatchObject({ caseId: second.caseId, follows: first.caseId });
  });
});

describe('the next case', () => {
  /** Everything that other tests left is taken, so that only what a test opens is free. */
  const takeAll = () =>
    store.app(
      `update operations.cases set owner = 'eva@evident.test', owner_until = 'infinity', changed_by = 'test' where state = 'open'`,
    );
  beforeEach(takeAll);

  it('is the first free one of the list, and named by its entry', async () => {
    const later = await givenCase(store, { dueAtMs: T0 + 7_000 });
    const first = await givenCase(store, { dueAtMs: T0 + 5_000 });
    const click = clickOf('ana');
    expect(await desk.glimpse('all_due_first', null, click)).toEqual({
      taken: null,
      next: { atMs: T0 + 5_000, ...first },
    });
    const taken = { kind: 'done', text: 'You hold it for 30 min.', taken: { ...first, region: 'east' } };
    expect(await desk.next('all_due_first', null, click)).toEqual(taken);
    expect(await ownerOf(first)).toBe(ANA);
    expect(await auditOf(first)).toMatchObject([{ detail: { change: 'next_case', order_id: first.orderId } }]);
    // the same click again takes nothing more
    expect(await desk.next('all_due_first', null, click)).toEqual(taken);
    expect((await desk.glimpse('all_due_first', null, click)).taken).toEqual({ ...first, region: 'east' });
    expect(await ownerOf(later)).toBeNull();
    expect(await desk.claim(first, click)).toMatchObject({ code: 'operation_id_used' });
  });

  it('of eight people at once is another one for each', async () => {
    const opened = await Promise.all(Array.from({ length: 8 }, () => givenCase(store, { dueAtMs: T0 + 5_000 })));
    const results = await Promise.all(
      opened.map((_, person) => desk.next('all_due_first', null, clickOf(`person-${person}`))),
    );
    const taken = results.map((result) => (result.kind === 'done' ? result.taken.caseId : result.kind));
    expect(taken.toSorted()).toEqual(opened.map(({ caseId }) => caseId).toSorted());
    expect(await desk.next('all_due_first', null, clickOf('late'))).toEqual({
      kind: 'not_done',
      code: 'no_free_case',
      text: 'No case of this list is free.',
    });
  });

  it('of one click sent three times at once is one case', async () => {
    const opened = await Promise.all([1, 2, 3].map(() => givenCase(store)));
    const same = clickOf('ana');
    const results = await Promise.all([1, 2, 3].map(() => desk.next('all_due_first', null, same)));
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    const owners = await Promise.all(opened.map(ownerOf));
    expect(owners.filter((owner) => owner === ANA)).toHaveLength(1);
  });

  it('passes over what runs, takes what ran out, and goes on after a place', async () => {
    const held = await givenCase(store, { dueAtMs: T0 + 1_000 });
    const ranOut = await givenCase(store, { dueAtMs: T0 + 2_000 });
    const free = await givenCase(store, { dueAtMs: T0 + 3_000 });
    await desk.claim(ranOut, clickOf('tom'));
    nowMs += CLAIM_LEASE_MS;
    await desk.claim(held, clickOf('tom'));
    const after = { atMs: T0 + 2_000, ...ranOut };
    expect(await desk.next('past_due', after, clickOf('ana'))).toMatchObject({ taken: free });
    expect(await desk.next('past_due', null, clickOf('ana'))).toMatchObject({ taken: ranOut });
    expect(await ownerOf(held)).toBe(TOM);
  });

  it('keeps to its list', async () => {
    const young = await givenCase(store, { reason: 'amount_mismatch', openedAtMs: T0 + 9, dueAtMs: T0 + 10 });
    const old = await givenCase(store, { reason: 'amount_mismatch', openedAtMs: T0 - 9, dueAtMs: nowMs + 60_000 });
    const paid = await givenCase(store, { reason: 'payment_without_order', dueAtMs: nowMs + 90_000 });
    const take = async (preset: 'paid_without_order' | 'past_due' | 'unclaimed_oldest' | 'partition') => {
      const result = await desk.next(preset, null, clickOf('ana'));
      return result.kind === 'done' ? result.taken.caseId : result;
    };
    expect(await take('paid_without_order')).toBe(paid.caseId);
    expect(await take('unclaimed_oldest')).toBe(old.caseId);
    expect(await take('past_due')).toBe(young.caseId);
    expect(await take('past_due')).toMatchObject({ code: 'no_free_case' });
    expect(await take('partition')).toMatchObject({ code: 'no_free_case' });
  });
});
