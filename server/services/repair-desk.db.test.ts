import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sandboxLedger } from '@/server/ports/provider-ledger';
import { promiseStore } from '@/server/stores/promise';
import { PromiseKeeper } from './promise-keeper';
import { click, type GivenDesk, givenDesk } from './testing/given-desk';
import { chargeFields, MINUTE } from './testing/given-sweep';

let given: GivenDesk;
const WRONG_AMOUNT = 'pm_evident_wrong_amount';

beforeAll(async () => {
  given = await givenDesk();
  await given.sweeperOf().all();
});
afterAll(() => given.end());
beforeEach(() => given.provider.setFaults({}));

const ledger = (orderId: string) => given.provider.ledger(orderId);
const openCases = async (orderId: string) =>
  (await given.casesOf(orderId)).filter(({ state }) => state === 'open').map(({ reason }) => reason);

describe('a void', () => {
  it('of money that machines could not give back ends the order and both its cases, each once, when it is acknowledged', async () => {
    const orderId = await given.heldInVain();
    expect(await given.orderOf(orderId)).toMatchObject({ state: 'needs_reconciliation', reason: 'amount_mismatch' });
    expect(await openCases(orderId)).toEqual(['amount_mismatch', 'compensation_failed']);
    const caseId = await given.caseOf(orderId, 'compensation_failed');
    expect(await given.repair(orderId, 'void', { caseId })).toMatchObject({ kind: 'done' });
    expect(await given.orderOf(orderId)).toMatchObject({ state: 'needs_reconciliation', version: 4 });
    await given.shop.settle();
    expect(await ledger(orderId)).toEqual(['authorized', 'voided']);
    expect(await given.orderOf(orderId)).toMatchObject({ state: 'failed_safely', reason: 'compensated' });
    expect(await openCases(orderId)).toEqual([]);
    const closings = await given.closingsOf(orderId);
    expect(new Set(closings).size).toBe(2);
    expect(closings).toHaveLength(2);
  });

  it('of a payment that is still open at the provider ends what no machine can', async () => {
    const orderId = await given.checksRanOut('pm_card_authenticationRequired');
    expect(await given.orderOf(orderId)).toMatchObject({ state: 'needs_reconciliation', reason: 'checks_ran_out' });
    const caseId = await given.caseOf(orderId, 'checks_ran_out');
    expect(await given.repair(orderId, 'fail_safely', { caseId })).toMatchObject({ code: 'not_known_yet' });
    expect(await given.repair(orderId, 'void', { caseId })).toMatchObject({ kind: 'done' });
    await given.shop.settle();
    expect(await given.orderOf(orderId)).toMatchObject({ state: 'failed_safely' });
    expect(await ledger(orderId)).toEqual([]);
    expect(await openCases(orderId)).toEqual([]);
  });

  it('that is refused because the money was captured meanwhile is a case that names the refund, which is then permitted', async () => {
    const orderId = await given.heldInVain();
    await given.look(orderId);
    const proposal = await given.proposalOf(orderId, 'void');
    await given.call(`payment_intents/${await given.referenceOf(orderId)}/capture`);
    expect(await given.desk.propose(proposal, click('ana'))).toMatchObject({ kind: 'done' });
    await given.shop.settle();
    expect(await openCases(orderId)).toEqual(['amount_mismatch', 'compensation_failed', 'compensation_failed']);
    const caseId = await given.caseOf(orderId, 'compensation_failed');
    await given.look(orderId, caseId);
    const { offers } = await given.viewOf(orderId, caseId);
    const judged = (kind: string) => offers.find((offer) => offer.kind === kind)?.judgement;
    expect(judged('void')).toMatchObject({
      code: 'already_captured',
      text: expect.stringContaining('refund it instead'),
    });
    expect(judged('refund')).toEqual({ permitted: true });
    expect(await given.propose(orderId, 'refund', { caseId })).toMatchObject({ kind: 'done' });
    await given.shop.settle();
    expect(await ledger(orderId)).toEqual(['authorized', 'captured', 'refunded']);
    expect(await given.orderOf(orderId)).toMatchObject({ state: 'failed_safely', reason: 'compensated' });
    expect(await openCases(orderId)).toEqual([]);
  });
});

describe('a refund', () => {
  it('of a part leaves the confirmed order confirmed, counts as given back, and a second part is another refund', async () => {
    const orderId = await given.bought();
    expect(await given.repair(orderId, 'refund', { amountMinor: 900 })).toMatchObject({ kind: 'done' });
    await given.shop.settle();
    expect(await given.repair(orderId, 'refund', { amountMinor: 900 })).toMatchObject({ kind: 'done' });
    await given.shop.settle();
    expect(await ledger(orderId)).toEqual(['authorized', 'captured', 'refunded', 'refunded']);
    expect(await given.orderOf(orderId)).toMatchObject({ state: 'order_confirmed', version: 4 });
    const refunds = (await given.store.operations.list(orderId)).filter(({ kind }) => kind === 'refund');
    expect(refunds.map(({ operation, state }) => [operation, state])).toEqual([
      [`refund:${orderId}:1`, 'acknowledged'],
      [`refund:${orderId}:2`, 'acknowledged'],
    ]);
    expect(await given.repair(orderId, 'refund', { amountMinor: 3_101 })).toMatchObject({ code: 'amount_over_held' });
  });

  it('of all of it opens no stray case, though the provider says so later', async () => {
    const orderId = await given.bought();
    expect(await given.repair(orderId, 'refund')).toMatchObject({ kind: 'done' });
    await given.shop.settle();
    await given.look(orderId);
    await given.shop.settle();
    expect(await ledger(orderId)).toEqual(['authorized', 'captured', 'refunded']);
    expect(await given.casesOf(orderId)).toEqual([]);
    const pay = (await given.store.operations.list(orderId)).find(({ kind }) => kind === 'authorize');
    expect(pay).toMatchObject({ state: 'refunded' });
  });

  it('of a captured stray ends its case only when all of it is back', async () => {
    const orderId = await given.capturedStray();
    expect(await given.orderOf(orderId)).toMatchObject({ state: 'failed_safely' });
    const caseId = await given.caseOf(orderId, 'stray_authorization');
    expect(await given.repair(orderId, 'void', { caseId })).toMatchObject({
      kind: 'not_done',
      code: 'already_captured',
    });
    expect(await given.repair(orderId, 'refund', { caseId, amountMinor: 900 })).toMatchObject({ kind: 'done' });
    await given.shop.settle();
    expect(await openCases(orderId)).toContain('stray_authorization');
    expect(await given.repair(orderId, 'accept_difference', { caseId })).toMatchObject({ code: 'money_held' });
    expect(await given.repair(orderId, 'refund', { caseId })).toMatchObject({ kind: 'done' });
    await given.shop.settle();
    expect(await ledger(orderId)).toEqual(['authorized', 'captured', 'refunded', 'refunded']);
    expect(await openCases(orderId)).toEqual([]);
    expect((await given.orderOf(orderId)).state).toBe('failed_safely');
  });
});

describe('a confirmation', () => {
  it('rests on what the provider holds when no machine can read it: committed, captured, its case closed', async () => {
    const orderId = await given.checksRanOut();
    await given.unreadable(orderId);
    expect(await openCases(orderId)).toEqual(['checks_ran_out', 'message_parked']);
    const caseId = await given.caseOf(orderId, 'checks_ran_out');
    expect(await given.repair(orderId, 'confirm', { caseId })).toMatchObject({ kind: 'done' });
    await given.shop.settle();
    expect(await given.orderOf(orderId)).toMatchObject({ state: 'order_confirmed', reason: 'repaired', version: 6 });
    expect(await ledger(orderId)).toEqual(['authorized', 'captured']);
    expect(await openCases(orderId)).toEqual(['message_parked']);
    // and what is left of it is accepted
    const parked = await given.caseOf(orderId, 'message_parked');
    expect(await given.repair(orderId, 'accept_difference', { caseId: parked })).toMatchObject({ kind: 'done' });
    expect(await openCases(orderId)).toEqual([]);
    const closings = await given.closingsOf(orderId);
    expect(closings).toHaveLength(2);
    expect(new Set(closings)).toEqual(new Set([caseId, parked]));
  });

  it('of money that was captured already ends with an acknowledged capture and no second one', async () => {
    const orderId = await given.checksRanOut();
    await given.unreadable(orderId);
    await given.call(`payment_intents/${await given.referenceOf(orderId)}/capture`);
    expect(await given.repair(orderId, 'confirm')).toMatchObject({ kind: 'done' });
    await given.shop.settle();
    expect(await ledger(orderId)).toEqual(['authorized', 'captured']);
    const capture = (await given.store.operations.list(orderId)).find(({ kind }) => kind === 'capture');
    expect(capture).toMatchObject({ state: 'acknowledged' });
    expect(await openCases(orderId)).toEqual(['message_parked']);
  });

  it('is refused over another amount, however often it is asked for', async () => {
    const orderId = await given.heldInVain();
    expect(await given.repair(orderId, 'confirm')).toMatchObject({ code: 'amount_mismatch' });
    await given.shop.settle();
    expect(await given.orderOf(orderId)).toMatchObject({ state: 'needs_reconciliation' });
  });
});

describe('failing safely', () => {
  it('rests on the proof that nothing was accepted, gives the items back and moves no money', async () => {
    const before = await given.store.available('mug');
    const orderId = await given.checksRanOut('pm_evident_hang_before_accept');
    expect(await given.repair(orderId, 'fail_safely')).toMatchObject({ code: 'not_known_yet' });
    await given.pass(16 * MINUTE);
    await given.unreadable(orderId);
    const caseId = await given.caseOf(orderId, 'checks_ran_out');
    expect(await given.repair(orderId, 'fail_safely', { caseId })).toMatchObject({ kind: 'done' });
    expect(await given.orderOf(orderId)).toMatchObject({ state: 'failed_safely', reason: 'repaired' });
    expect(await ledger(orderId)).toEqual([]);
    expect(await given.store.available('mug')).toBe(before);
  });

  it('is refused while the provider holds the money', async () => {
    const orderId = await given.heldInVain();
    expect(await given.repair(orderId, 'fail_safely')).toMatchObject({
      code: 'money_held',
      text: expect.stringContaining('50.00'),
    });
  });
});

describe('a release', () => {
  it('gives the items back once; money that comes later finds no hold and is given back', async () => {
    const before = await given.store.available('mug');
    const orderId = await given.checksRanOut();
    await given.provider.setFaults({ lookup_lag_ms: 7 * 86_400_000 });
    expect(await given.repair(orderId, 'release')).toMatchObject({ kind: 'done' });
    expect(await given.store.available('mug')).toBe(before);
    expect(await given.orderOf(orderId)).toMatchObject({ state: 'needs_reconciliation', version: 5 });
    expect(await given.repair(orderId, 'release')).toMatchObject({ code: 'no_hold' });
    await given.provider.setFaults({});
    expect(await given.look(orderId)).toMatchObject({ kind: 'done', text: expect.stringContaining('up to date') });
    // the owner meets the released items, and decides anew without a hold
    await given.pass(MINUTE);
    expect(await ledger(orderId)).toEqual(['authorized', 'voided']);
    expect((await given.orderOf(orderId)).state).toBe('failed_safely');
    expect(await given.store.available('mug')).toBe(before);
  });
});

describe('a duplicate of a confirmed order', () => {
  it('is voided by its own reference; the order and its payment stay, and its money is captured once', async () => {
    const orderId = await given.bought();
    await given.call('payment_intents', chargeFields({ order_id: orderId, payment_operation: `pay:${orderId}` }));
    await given.pass(4 * MINUTE);
    await given.sweeperOf().all();
    const caseId = await given.caseOf(orderId, 'duplicate_authorization');
    expect(await given.repair(orderId, 'confirm', { caseId })).toMatchObject({ kind: 'not_done' });
    expect(await given.repair(orderId, 'accept_difference', { caseId })).toMatchObject({ code: 'money_held' });
    expect(await given.repair(orderId, 'void', { caseId })).toMatchObject({ kind: 'done' });
    await given.shop.settle();
    expect(await ledger(orderId)).toEqual(['authorized', 'captured', 'authorized', 'voided']);
    expect(await openCases(orderId)).toEqual([]);
    const status = await given.store.orders.status(orderId);
    expect(status?.order).toMatchObject({ state: 'order_confirmed', version: 4 });
    expect(status?.operations.find(({ kind }) => kind === 'authorize')?.state).toBe('authorized');
    // nor does the webhook of its cancellation, which names the same operation, move the order
    await vi.waitFor(
      () =>
        expect(given.provider.webhooksOf(orderId).some(({ body }) => body.includes('payment_intent.canceled'))).toBe(
          true,
        ),
      20_000,
    );
    for (const { body, signature } of given.provider.webhooksOf(orderId)) {
      const event = given.provider.provider.verify(body, signature);
      if (event !== null && typeof event !== 'string')
        await given.shop.receiver.receive(event, orderId, 'req_w', 'b'.repeat(32));
    }
    await given.shop.settle();
    expect((await given.store.operations.list(orderId))[0]).toMatchObject({ kind: 'authorize', state: 'authorized' });
    expect(await given.casesOf(orderId)).toHaveLength(1);
  });
});

it('a case of a late authorization ends by itself when its void is acknowledged', async () => {
  const orderId = await given.bought(undefined, WRONG_AMOUNT);
  expect(await given.orderOf(orderId)).toMatchObject({ state: 'failed_safely' });
  expect(await openCases(orderId)).toEqual([]);
  expect(await given.closingsOf(orderId)).toHaveLength(1);
});

it('after all of this the promise holds, in the records and against the provider’s own ledger', async () => {
  // nothing is too young to be judged
  given.clock.advance(10 * MINUTE);
  const keeper = new PromiseKeeper({
    clock: given.clock,
    regions: [{ region: 'east', promise: promiseStore(given.store.sql) }],
    ledger: sandboxLedger(given.provider.address),
  });
  const { money, verdicts } = await keeper.check();
  const broken = verdicts.flatMap(({ broken: rows, id }) => rows.map(({ why }) => `${id}: ${why}`));
  // what the provider did, and a person repaired, stays true
  expect(broken).toEqual(['S1: 2 charges stood at the same time']);
  expect(money?.keptMinor).toBe(money?.confirmedMinor);
});
