import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { EVIDENCE_FRESH_MS, EVIDENCE_KEPT_MS } from '@/server/domain/repair/repair';
import { click, type GivenDesk, givenDesk } from './testing/given-desk';
import { MINUTE } from './testing/given-sweep';

let given: GivenDesk;

beforeAll(async () => {
  given = await givenDesk();
});
afterAll(() => given.end());
beforeEach(() => given.provider.setFaults({}));

const repairsOf = (orderId: string) => given.repairs.ofOrder(orderId);
const refundsOf = async (orderId: string) =>
  (await given.provider.ledger(orderId)).filter((kind) => kind === 'refunded').length;
/** A confirmed order that was looked up a moment ago, and what a person would propose of it. */
const lookedUp = async () => {
  const orderId = await given.bought();
  await given.look(orderId);
  return { orderId, proposal: await given.proposalOf(orderId, 'refund', { amountMinor: 900 }) };
};

describe('one click', () => {
  it('sent twice at the same moment has one effect and one answer', async () => {
    const { orderId, proposal } = await lookedUp();
    const same = click('ana');
    const answers = await Promise.all([1, 2, 3].map(() => given.desk.propose(proposal, same)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ kind: 'done', text: expect.stringContaining(`refund:${orderId}:1`) });
    await given.shop.settle();
    expect(await refundsOf(orderId)).toBe(1);
    expect(await given.desk.propose(proposal, same)).toEqual(answers[0]);
    expect(await repairsOf(orderId)).toHaveLength(1);
    expect(await given.auditOf(same.operationId)).toMatchObject({ action: 'repairs:propose', object: orderId });
  });

  it('is not taken for another one', async () => {
    const [one, other] = [await lookedUp(), await lookedUp()];
    const same = click('ana');
    expect(await given.desk.propose(one.proposal, same)).toMatchObject({ kind: 'done' });
    expect(await given.desk.propose(other.proposal, same)).toMatchObject({ code: 'operation_id_used' });
    expect(await repairsOf(other.orderId)).toEqual([]);
  });

  it('asks the provider once, unless its answer was lost', async () => {
    const orderId = await given.bought();
    const same = click('ana');
    const asked = async () => given.provider.requestsTo('GET /v1/payment_intents/:id');
    expect(await given.desk.lookUp({ orderId, caseId: null }, same)).toMatchObject({ kind: 'done' });
    const calls = await asked();
    expect(await given.desk.lookUp({ orderId, caseId: null }, same)).toMatchObject({ kind: 'done' });
    expect(await asked()).toBe(calls);
    given.clock.advance(EVIDENCE_FRESH_MS + 1);
    expect(await given.desk.lookUp({ orderId, caseId: null }, same)).toMatchObject({ kind: 'done' });
    expect(await asked()).toBe(calls + 1);
    expect(await given.auditOf(same.operationId)).toMatchObject({ action: 'orders:look_up', object: orderId });
  });
});

describe('two at once', () => {
  it('two tabs of one operator have one effect, also when the first is settled between the other’s look and its click', async () => {
    const { orderId, proposal } = await lookedUp();
    let settle = (): void => {};
    const settled = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const other = given.slowDesk(settled).propose(proposal, click('ana'));
    expect(await given.desk.propose(proposal, click('ana'))).toMatchObject({ kind: 'done' });
    settle();
    expect(await other).toMatchObject({ code: 'repair_open' });
    await given.shop.settle();
    expect(await refundsOf(orderId)).toBe(1);
    expect(await repairsOf(orderId)).toHaveLength(1);
  });

  it('two tabs at the same moment have one effect, whichever wins', async () => {
    const { orderId, proposal } = await lookedUp();
    await Promise.all([given.desk, given.otherDesk()].map((desk) => desk.propose(proposal, click('ana'))));
    await given.shop.settle();
    expect(await refundsOf(orderId)).toBe(1);
    expect(await repairsOf(orderId)).toHaveLength(1);
  });

  it('two operators have one effect; the second is told what the first asked for', async () => {
    const { orderId, proposal } = await lookedUp();
    await given.shop.stopDeciding();
    const [first, second] = [
      given.desk.propose(proposal, click('ana')),
      given.otherDesk().propose(proposal, click('tom')),
    ];
    const answers = await Promise.all([first, second]);
    given.shop.startDeciding();
    const [won] = await repairsOf(orderId);
    const lost = answers.find((answer) => answer.kind === 'not_done');
    expect(lost).toMatchObject({
      code: 'repair_open',
      text: expect.stringContaining('Refund; it is being carried out'),
    });
    expect(lost).toMatchObject({ text: expect.stringContaining(won?.proposedBy.replace('staff:', '') ?? '?') });
    await given.shop.settle();
    expect(await refundsOf(orderId)).toBe(1);
    expect(await repairsOf(orderId)).toHaveLength(1);
  });

  it('many operators over many rounds never give back more than was proposed once', async () => {
    const { orderId, proposal } = await lookedUp();
    const names = ['ana', 'tom', 'eva', 'jan', 'ida'];
    await Promise.all(names.map((name) => given.otherDesk().propose(proposal, click(name))));
    await given.shop.settle();
    await Promise.all(names.map((name) => given.otherDesk().propose(proposal, click(name))));
    await given.shop.settle();
    expect(await refundsOf(orderId)).toBe(1);
  });
});

describe('a repair is refused', () => {
  const expectNothing = async (orderId: string) => {
    expect(await repairsOf(orderId)).toEqual([]);
    expect(await refundsOf(orderId)).toBe(0);
  };

  it('on evidence that is older than five minutes', async () => {
    const { orderId, proposal } = await lookedUp();
    given.clock.advance(EVIDENCE_FRESH_MS + 1);
    expect(await given.desk.propose(proposal, click('ana'))).toMatchObject({ code: 'evidence_stale' });
    await expectNothing(orderId);
  });

  it('on no evidence, on an older row, and on a row of another order', async () => {
    const { orderId, proposal } = await lookedUp();
    const other = await lookedUp();
    for (const restsOnSeq of [null, (proposal.restsOnSeq ?? 0) - 1, (other.proposal.restsOnSeq ?? 0) + 7])
      expect(await given.desk.propose({ ...proposal, restsOnSeq }, click('ana'))).toMatchObject({
        code: 'evidence_moved',
      });
    await given.look(orderId);
    expect(await given.desk.propose(proposal, click('ana'))).toMatchObject({ code: 'evidence_moved' });
    await expectNothing(orderId);
  });

  it('once the provider has said something between the look and the write: what a second copy was told stays true', async () => {
    const { orderId, proposal } = await lookedUp();
    let write = (): void => {};
    const held = new Promise<void>((resolve) => {
      write = resolve;
    });
    const same = click('ana');
    const first = given.slowDesk(held).propose(proposal, same);
    await given.look(orderId);
    expect(await given.desk.propose(proposal, same)).toMatchObject({ kind: 'not_done', code: 'evidence_moved' });
    write();
    expect(await first).toMatchObject({ kind: 'not_done', code: 'evidence_moved' });
    await expectNothing(orderId);
  });

  it('once the provider has said something by itself', async () => {
    const { orderId, proposal } = await lookedUp();
    const webhook = await vi.waitFor(() => {
      const [first] = given.provider.webhooksOf(orderId);
      if (first === undefined) throw new Error('no webhook yet');
      return first;
    }, 20_000);
    const event = given.provider.provider.verify(webhook.body, webhook.signature ?? '');
    if (event === null || typeof event === 'string') throw new Error('it was genuine');
    await given.shop.receiver.receive(event, orderId, 'req_w', 'b'.repeat(32));
    expect(await given.desk.propose(proposal, click('ana'))).toMatchObject({ code: 'evidence_stale' });
    await expectNothing(orderId);
  });

  it('while the provider does not answer', async () => {
    const orderId = await given.bought();
    const unheard = await given.unheardDesk();
    expect(await unheard.lookUp({ orderId, caseId: null }, click('ana'))).toMatchObject({ kind: 'not_known_yet' });
    expect(await given.propose(orderId, 'refund')).toMatchObject({ code: 'provider_silent' });
    await expectNothing(orderId);
  });

  it.each(['.', 'aaaaaaaaaaaa', '            '])('for the reason %j, and nothing of it is kept', async (reason) => {
    const { orderId, proposal } = await lookedUp();
    const asked = click('ana');
    expect(await given.desk.propose({ ...proposal, reason }, asked)).toMatchObject({ code: 'reason_missing' });
    expect(await given.auditOf(asked.operationId)).toBeNull();
    await expectNothing(orderId);
  });

  it('when the order moved since the form was opened, and says to where', async () => {
    const orderId = await given.heldInVain();
    await given.look(orderId);
    const proposal = await given.proposalOf(orderId, 'void');
    expect(await given.repair(orderId, 'void', { by: click('tom') })).toMatchObject({ kind: 'done' });
    await given.shop.settle();
    const answer = await given.desk.propose(proposal, click('ana'));
    expect(answer).toMatchObject({ code: 'order_moved', text: expect.stringContaining('failed_safely, version 5') });
  });

  it('over a case of another order, a closed one, and one that somebody else works on', async () => {
    const [orderId, other] = [await given.heldInVain(), await given.heldInVain()];
    await given.look(orderId);
    const propose = async (caseId: string, name = 'ana') =>
      given.desk.propose({ ...(await given.proposalOf(orderId, 'void')), caseId }, click(name));
    expect(await propose(await given.caseOf(other, 'amount_mismatch'))).toMatchObject({ code: 'case_not_found' });
    const caseId = await given.caseOf(orderId, 'amount_mismatch');
    const claim = (until: string) =>
      given.store.app(
        `update operations.cases set owner = 'tom@evident.test', owner_until = to_timestamp($2::float8 / 1000) ${until} where case_id = $1`,
        [caseId, given.clock.nowMs()],
      );
    await claim(`+ interval '10 minutes'`);
    expect(await propose(caseId)).toMatchObject({
      code: 'case_taken',
      text: expect.stringContaining('tom@evident.test'),
    });
    expect(await repairsOf(orderId)).toEqual([]);
    await claim(`- interval '1 second'`);
    expect(await propose(caseId)).toMatchObject({ kind: 'done' });
    const [row] = await given.store.app('select owner from operations.cases where case_id = $1', [caseId]);
    expect(row.owner).toBe('ana@evident.test');
    await given.shop.settle();
    expect(await propose(caseId)).toMatchObject({ code: 'case_closed' });
  });
});

describe('when somebody dies or is away', () => {
  it('a repair that was taken down is carried out once, whoever comes back', async () => {
    const { orderId, proposal } = await lookedUp();
    await given.shop.stopDeciding();
    const same = click('ana');
    expect(await given.desk.propose(proposal, same)).toMatchObject({ kind: 'not_known_yet' });
    const queued = await given.store.app(
      `select d.consumer from messaging.deliveries d join messaging.outbox m using (order_id, message_id) where d.order_id = $1 and m.schema = 'repair_requested'`,
      [orderId],
    );
    expect(queued).toEqual([{ consumer: 'order-owner' }]);
    given.shop.startDeciding();
    await given.shop.settle();
    expect(await given.otherDesk().propose(proposal, same)).toMatchObject({ kind: 'done' });
    await given.shop.settle();
    expect(await refundsOf(orderId)).toBe(1);
  });

  it('a repair whose evidence is too old for the owner is refused and says so; it can be asked for anew', async () => {
    const { orderId, proposal } = await lookedUp();
    await given.shop.stopDeciding();
    const same = click('ana');
    await given.desk.propose(proposal, same);
    given.clock.advance(EVIDENCE_KEPT_MS + MINUTE);
    given.shop.startDeciding();
    await given.shop.settle();
    expect(await given.desk.propose(proposal, same)).toMatchObject({
      code: 'repair_refused',
      text: expect.stringContaining('too old'),
    });
    expect(await refundsOf(orderId)).toBe(0);
    expect((await given.store.evidence.list(orderId)).at(-1)).toMatchObject({ kind: 'repair_refused' });
    expect(await given.repair(orderId, 'refund', { amountMinor: 900 })).toMatchObject({ kind: 'done' });
    await given.shop.settle();
    expect(await refundsOf(orderId)).toBe(1);
  });

  it('a payment whose message nobody can read does not wait for ever: it comes to a person, who confirms it', async () => {
    await given.shop.stopDeciding();
    const { orderId, request } = await given.shop.open();
    given.clock.setImpatient(true);
    await given.shop.submit(request());
    given.clock.setImpatient(false);
    await given.store.owner(
      `update messaging.outbox set schema_version = 99 where order_id = $1 and schema = 'payment_authorized'`,
      [orderId],
    );
    await given.shop.settle();
    given.shop.startDeciding();
    expect(await given.orderOf(orderId)).toMatchObject({ state: 'needs_reconciliation', reason: 'checks_ran_out' });
    const reasons = (await given.casesOf(orderId)).map(({ reason }) => reason);
    expect(reasons).toHaveLength(2);
    expect(new Set(reasons)).toEqual(new Set(['checks_ran_out', 'message_parked']));
    const caseId = await given.caseOf(orderId, 'checks_ran_out');
    expect(await given.repair(orderId, 'confirm', { caseId })).toMatchObject({ kind: 'done' });
    await given.shop.settle();
    expect(await given.provider.ledger(orderId)).toEqual(['authorized', 'captured']);
  });
});
