import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RepairRecord } from '@/server/stores/repairs';
import { click, type GivenDesk, givenDesk, REASON } from './testing/given-desk';

let given: GivenDesk;

beforeAll(async () => {
  // whatever it is, it takes two
  given = await givenDesk(0);
});
afterAll(() => given.end());
beforeEach(() => given.provider.setFaults({}));

const eve = () => click('eve', 'approver');
const approve = (repair: RepairRecord, by = eve(), desk = given.desk) =>
  desk.approve({ orderId: repair.orderId, repairId: repair.repairId, basisHash: repair.basisHash }, by);
const refundsOf = async (orderId: string) =>
  (await given.provider.ledger(orderId)).filter((kind) => kind === 'refunded').length;
const stateOf = async ({ orderId, repairId }: RepairRecord) => (await given.repairs.get(orderId, repairId))?.state;
/** A refund of a confirmed order that waits for a second person. */
const proposed = async () => {
  const orderId = await given.bought();
  expect(await given.repair(orderId, 'refund', { amountMinor: 900 })).toMatchObject({
    kind: 'done',
    text: expect.stringContaining('second person'),
  });
  await given.shop.settle();
  expect(await refundsOf(orderId)).toBe(0);
  return given.openRepair(orderId);
};

describe('a second person', () => {
  it('approves what was proposed, on the provider’s word of now, and it happens once', async () => {
    const repair = await proposed();
    const { orderId } = repair;
    const same = eve();
    const answers = [await approve(repair, same), await approve(repair, same)];
    expect(answers[0]).toMatchObject({ kind: 'done', text: expect.stringContaining(`refund:${orderId}:1`) });
    expect(answers[1]).toEqual(answers[0]);
    await given.shop.settle();
    expect(await refundsOf(orderId)).toBe(1);
    expect(await given.repairs.get(orderId, repair.repairId)).toMatchObject({
      state: 'applied',
      proposedBy: 'staff:ana@evident.test',
      approvedBy: 'staff:eve@evident.test',
      reason: REASON,
      before: { state: 'order_confirmed', version: 4 },
      after: { state: 'order_confirmed', version: 4, operation: `refund:${orderId}:1` },
    });
    const kinds = (await given.store.evidence.list(orderId)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind.startsWith('repair_'))).toEqual([
      'repair_proposed',
      'repair_approved',
      'repair_recorded',
    ]);
    expect(await given.auditOf(same.operationId)).toMatchObject({ action: 'repairs:approve', object: orderId });
  });

  it('whose click is sent twice at the same moment gets one answer, whatever it changed meanwhile', async () => {
    const repair = await proposed();
    const same = eve();
    const answers = await Promise.all([approve(repair, same), approve(repair, same, given.otherDesk(0))]);
    expect(answers.map(({ kind }) => kind)).toEqual(['done', 'done']);
    await given.shop.settle();
    expect(await refundsOf(repair.orderId)).toBe(1);
  });

  it('is one, though two approve at once', async () => {
    const repair = await proposed();
    const answers = await Promise.all([approve(repair), approve(repair, click('kim', 'approver'), given.otherDesk(0))]);
    expect(answers.map(({ kind }) => kind)).toEqual(['done', 'done']);
    await given.shop.settle();
    expect(await refundsOf(repair.orderId)).toBe(1);
    const entries = await given.store.app(
      `select 1 from operations.audit where action = 'repairs:approve' and object = $1`,
      [repair.orderId],
    );
    expect(entries).toHaveLength(1);
  });

  it('who comes when another approved it sees what that did, and adds nothing', async () => {
    const repair = await proposed();
    const first = await approve(repair);
    await given.shop.settle();
    expect(await approve(repair, click('kim', 'approver'))).toEqual(first);
    expect(await refundsOf(repair.orderId)).toBe(1);
    expect(await given.repairs.get(repair.orderId, repair.repairId)).toMatchObject({
      approvedBy: 'staff:eve@evident.test',
    });
  });

  it('whose look-up was overtaken by another’s approval is not told that it is void', async () => {
    const repair = await proposed();
    const overtaken = await given.overtakenDesk(() => approve(repair));
    expect(await approve(repair, click('kim', 'approver'), overtaken)).toMatchObject({ kind: 'done' });
    await given.shop.settle();
    expect(await refundsOf(repair.orderId)).toBe(1);
  });

  it('is never whoever proposed it', async () => {
    const repair = await proposed();
    expect(await approve(repair, click('ana', 'approver'))).toMatchObject({ code: 'own_proposal' });
    expect(await stateOf(repair)).toBe('proposed');
  });

  it('approves the snapshot that they saw and no other', async () => {
    const repair = await proposed();
    expect(await approve({ ...repair, basisHash: 'a'.repeat(64) })).toMatchObject({ code: 'other_basis' });
    expect(await stateOf(repair)).toBe('proposed');
  });

  it('decides nothing while the provider is silent', async () => {
    const repair = await proposed();
    const unheard = await given.unheardDesk();
    expect(await approve(repair, eve(), unheard)).toMatchObject({ kind: 'not_known_yet' });
    expect(await stateOf(repair)).toBe('proposed');
    expect(await approve(repair)).toMatchObject({ kind: 'done' });
  });
});

describe('an approval is void', () => {
  const expectVoid = async (repair: RepairRecord, says: string) => {
    expect(await approve(repair)).toMatchObject({ code: 'approval_void', text: expect.stringContaining(says) });
    expect(await given.repairs.get(repair.orderId, repair.repairId)).toMatchObject({
      state: 'refused',
      refusedBecause: expect.stringContaining(says),
    });
    expect((await given.store.evidence.list(repair.orderId)).at(-1)).toMatchObject({ kind: 'repair_refused' });
  };

  it('once the provider’s record is another', async () => {
    const repair = await proposed();
    await given.call('refunds', { payment_intent: repair.providerReference ?? '', amount: '100' });
    await expectVoid(repair, 'record changed');
    expect(await refundsOf(repair.orderId)).toBe(1);
  });

  it('once the order moved', async () => {
    const orderId = await given.heldInVain();
    await given.repair(orderId, 'void');
    const repair = await given.openRepair(orderId);
    await given.call(`payment_intents/${await given.referenceOf(orderId)}/cancel`);
    await given.look(orderId);
    await given.shop.settle();
    await expectVoid(repair, 'failed_safely, version 5');
    expect(await given.provider.ledger(orderId)).toEqual(['authorized', 'voided']);
  });

  it('once its case is closed', async () => {
    const orderId = await given.capturedStray();
    const caseId = await given.caseOf(orderId, 'stray_authorization');
    await given.repair(orderId, 'refund', { caseId });
    const repair = await given.openRepair(orderId);
    await given.store.app(
      `update operations.cases set state = 'closed', verdict = 'agreed by phone', closed_at = now() where order_id = $1 and case_id = $2`,
      [orderId, caseId],
    );
    await expectVoid(repair, 'agreed by phone');
  });
});

describe('a proposal', () => {
  const ending = ({ orderId, repairId }: RepairRecord) => ({
    orderId,
    repairId,
    reason: 'The amount is the wrong one.',
  });

  it('keeps others out until it is decided', async () => {
    const repair = await proposed();
    const answer = await given.repair(repair.orderId, 'refund', { by: click('tom') });
    expect(answer).toMatchObject({ code: 'repair_open', text: expect.stringContaining('ana@evident.test asked') });
  });

  it('is refused by a second person, and only by one; the same click answers the same', async () => {
    const repair = await proposed();
    expect(await given.desk.decline(ending(repair), click('ana', 'approver'))).toMatchObject({ code: 'own_proposal' });
    const same = eve();
    const answers = [await given.desk.decline(ending(repair), same), await given.desk.decline(ending(repair), same)];
    expect(answers).toEqual(Array(2).fill({ kind: 'done', text: 'Refused; nothing changed.' }));
    expect(await given.repairs.get(repair.orderId, repair.repairId)).toMatchObject({
      state: 'refused',
      refusedBecause: 'The amount is the wrong one.',
    });
    expect(await approve(repair)).toMatchObject({ code: 'repair_settled' });
    expect(await refundsOf(repair.orderId)).toBe(0);
  });

  it('is taken back by whoever made it, and only by them', async () => {
    const repair = await proposed();
    expect(await given.desk.withdraw(ending(repair), click('tom'))).toMatchObject({ code: 'not_own_proposal' });
    const same = click('ana');
    const answers = [await given.desk.withdraw(ending(repair), same), await given.desk.withdraw(ending(repair), same)];
    expect(answers).toEqual(Array(2).fill({ kind: 'done', text: 'Taken back; nothing changed.' }));
    expect(await stateOf(repair)).toBe('withdrawn');
    expect(await given.desk.decline(ending(repair), eve())).toMatchObject({ code: 'repair_settled' });
    // the order is free again
    expect(await given.repair(repair.orderId, 'refund', { amountMinor: 100 })).toMatchObject({ kind: 'done' });
  });

  it('taken back by a click that is sent twice at the same moment is told as taken back, both times', async () => {
    const repair = await proposed();
    const same = click('ana');
    const answers = await Promise.all([
      given.desk.withdraw(ending(repair), same),
      given.otherDesk(0).withdraw(ending(repair), same),
    ]);
    expect(answers).toEqual(Array(2).fill({ kind: 'done', text: 'Taken back; nothing changed.' }));
  });

  it('approved and taken back at once is one of the two', async () => {
    const repair = await proposed();
    const answers = await Promise.all([approve(repair), given.desk.withdraw(ending(repair), click('ana'))]);
    await given.shop.settle();
    const state = await stateOf(repair);
    expect(['applied', 'withdrawn']).toContain(state);
    expect(await refundsOf(repair.orderId)).toBe(state === 'applied' ? 1 : 0);
    expect(answers.filter(({ kind }) => kind === 'done')).toHaveLength(1);
  });

  it('that rests on a version which is over blocks nobody', async () => {
    const orderId = await given.heldInVain();
    await given.repair(orderId, 'void');
    const stale = await given.openRepair(orderId);
    await given.call(`payment_intents/${await given.referenceOf(orderId)}/capture`);
    await given.call('refunds', { payment_intent: await given.referenceOf(orderId) });
    await given.look(orderId);
    await given.shop.settle();
    expect(await given.orderOf(orderId)).toMatchObject({ state: 'failed_safely', version: 5 });
    const caseId = await given.caseOf(orderId, 'compensation_failed');
    expect(await given.repair(orderId, 'accept_difference', { caseId, by: click('tom') })).toMatchObject({
      kind: 'done',
    });
    expect(await stateOf(stale)).toBe('refused');
    expect((await given.openRepair(orderId)).proposedBy).toBe('staff:tom@evident.test');
  });
});
