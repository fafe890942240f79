import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROPOSAL_ENDS_MS, UNANSWERED } from '@/server/domain/proposal';
import { EVERY_ENTRY } from '@/server/stores/audit';
import { caseVerdictStore } from '@/server/stores/case-verdicts';
import { proposalStore } from '@/server/stores/proposals';
import { ProposalWatcher } from './proposal-watcher';
import { click, type GivenDesk, givenDesk } from './testing/given-desk';

let given: GivenDesk;
let watcher: ProposalWatcher;

beforeAll(async () => {
  // whatever it is, it takes two
  given = await givenDesk(0);
  const { clock, repairs, store } = given;
  const [proposals, verdicts] = [proposalStore(store.sql), caseVerdictStore(store.sql)];
  watcher = new ProposalWatcher({ region: 'east', clock, proposals, repairs, verdicts });
});
afterAll(() => given.end());

const waiting = () => proposalStore(given.store.sql).withoutCase(10);
const stateOf = async (orderId: string) => (await given.repairs.ofOrder(orderId))[0];

/** A refund of a confirmed order, which no case asks for. */
async function proposedWithoutCase(): Promise<string> {
  const orderId = await given.bought();
  expect(await given.repair(orderId, 'refund', { amountMinor: 900 })).toMatchObject({ kind: 'done' });
  return orderId;
}

describe('a repair that waits for a second person', () => {
  it('is shown without a case, and not where an open case leads to it', async () => {
    const [first, second] = [await proposedWithoutCase(), await proposedWithoutCase()];
    const inCase = await given.heldInVain();
    await given.repair(inCase, 'void', { caseId: await given.caseOf(inCase, 'amount_mismatch') });
    const { count, oldestAtMs, rows } = await waiting();
    expect([count, rows.map(({ orderId }) => orderId)]).toEqual([2, [first, second]]);
    expect(rows[0]).toMatchObject({
      kind: 'refund',
      amount: { amountMinor: 900, currency: 'EUR' },
      proposedBy: 'staff:ana@evident.test',
      state: 'order_confirmed',
      proposedAtMs: oldestAtMs,
    });
    expect((await proposalStore(given.store.sql).withoutCase(1)).rows).toHaveLength(1);
    await given.desk.withdraw(
      { orderId: first, repairId: rows[0]?.repairId ?? '', reason: 'It was the wrong order.' },
      click('ana'),
    );
    expect((await waiting()).rows.map(({ orderId }) => orderId)).toEqual([second]);
  });

  it('ends after a day, refused, once, in the evidence and in the audit; then its order may be repaired again', async () => {
    given.clock.advance(PROPOSAL_ENDS_MS);
    await watcher.endUnanswered();
    const orderId = await proposedWithoutCase();
    const repair = await given.openRepair(orderId);
    given.clock.advance(PROPOSAL_ENDS_MS - 60_000);
    expect(await watcher.endUnanswered()).toBe(0);
    expect(await stateOf(orderId)).toMatchObject({ state: 'proposed' });
    given.clock.advance(60_000);
    const sinceMs = given.clock.nowMs();
    const ended = await Promise.all([watcher.endUnanswered(), watcher.endUnanswered()]);
    expect(ended[0] + ended[1]).toBe(1);
    expect(await proposalStore(given.store.sql).unansweredSince(sinceMs, 10)).toMatchObject([{ orderId }]);
    expect(await stateOf(orderId)).toMatchObject({ state: 'refused', refusedBecause: UNANSWERED, approvedBy: null });
    const entries = await given.store.audit.find({ ...EVERY_ENTRY, object: orderId, limit: 20 });
    expect(entries.filter(({ actor }) => actor === 'system:proposal-watcher')).toMatchObject([
      { operationId: `${repair.repairId}:unanswered`, reason: UNANSWERED },
    ]);
    const refused = (await given.store.evidence.list(orderId)).filter(({ kind }) => kind === 'repair_refused');
    expect(refused.map(({ detail }) => detail.why)).toEqual([UNANSWERED]);
    // an approval that comes now finds it over, and no money moved
    const late = await given.desk.approve(
      { orderId, repairId: repair.repairId, basisHash: repair.basisHash },
      click('eve', 'approver'),
    );
    expect(late).toMatchObject({ kind: 'not_done', code: 'repair_settled' });
    expect(await given.provider.ledger(orderId)).not.toContain('refunded');
    expect(await given.repair(orderId, 'refund', { amountMinor: 900 })).toMatchObject({ kind: 'done' });
  });
});
