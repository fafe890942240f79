/**
 * A repair desk beside a shop on real records and the real wire, with orders in which machines have come to their end. People look
 * up, propose and approve as the console lets them: on what the desk shows, each click once.
 */
import { setTimeout as sleepReally } from 'node:timers/promises';
import type { Role } from '@/server/domain/permissions';
import type { RepairKind } from '@/server/domain/repair/repair';
import type { RepairProposal } from '@/server/domain/repair/ask';
import type { StaffAsked } from '@/server/domain/staff';
import { caseStore } from '@/server/stores/cases';
import { type RepairStore, repairStore } from '@/server/stores/repairs';
import { RepairDesk } from '../repair-desk';
import type { GivenShop } from './given-shop';
import { type GivenSweep, givenSweep, MINUTE, SETTLE_TIME_MS } from './given-sweep';

export const REASON = 'The customer sent both lamps back.';

export type GivenDesk = Awaited<ReturnType<typeof givenDesk>>;

interface Asked extends Partial<Omit<RepairProposal, 'orderId' | 'kind'>> {
  readonly by?: StaffAsked;
}

export async function givenDesk(secondPersonOverMinor = 10_000) {
  const given = await givenSweep();
  const desk = deskOn(given, secondPersonOverMinor);
  const { clock, provider, shop, store } = given;
  const orderOf = async (orderId: string) => {
    const order = await store.orders.get(orderId);
    if (order === null) throw new Error(`there is no order ${orderId}`);
    return order;
  };
  const viewOf = async (orderId: string, caseId: string | null = null) => {
    const answer = await desk.view({ orderId, caseId }, 'UTC');
    if (answer.kind !== 'view') throw new Error(`no view: ${answer.kind}`);
    return answer.view;
  };
  const proposalOf = async (orderId: string, kind: RepairKind, asked: Asked = {}): Promise<RepairProposal> => {
    const { order, provider: said } = await viewOf(orderId, asked.caseId ?? null);
    return {
      orderId,
      kind,
      caseId: asked.caseId ?? null,
      amountMinor: asked.amountMinor ?? null,
      reason: asked.reason ?? REASON,
      expectedVersion: asked.expectedVersion ?? order.version,
      restsOnSeq: asked.restsOnSeq === undefined ? (said?.seq ?? null) : asked.restsOnSeq,
    };
  };
  return {
    ...given,
    desk,
    /** Another desk on the same records, as another process has. */
    otherDesk: (limitMinor = secondPersonOverMinor) => deskOn(given, limitMinor),
    /** A desk that has read and judged, and whose write waits for `until`. */
    slowDesk: (until: Promise<unknown>) =>
      deskOn(given, secondPersonOverMinor, shop, {
        ...repairStore(store.sql),
        async propose(...asked) {
          await until;
          return repairStore(store.sql).propose(...asked);
        },
      }),
    /** One whose provider does not answer. */
    async unheardDesk(): Promise<RepairDesk> {
      const silent = async () => ({ kind: 'unknown', cause: 'timeout' }) as const;
      const unheard = await given.shopOn({ ...provider.provider, lookUp: silent, lookUpCharge: silent });
      return deskOn(given, secondPersonOverMinor, unheard);
    },
    /** One whose provider answers only after `first`. */
    async overtakenDesk(first: () => Promise<unknown>): Promise<RepairDesk> {
      const overtaken = await given.shopOn({
        ...provider.provider,
        async lookUp(...asked) {
          await first();
          await shop.settle();
          return provider.provider.lookUp(...asked);
        },
      });
      return deskOn(given, secondPersonOverMinor, overtaken);
    },
    repairs: repairStore(store.sql),
    orderOf,
    viewOf,
    proposalOf,
    look: (orderId: string, caseId: string | null = null, by = click('ana')) => desk.lookUp({ orderId, caseId }, by),
    /** On what the desk shows now. */
    propose: async (orderId: string, kind: RepairKind, asked: Asked = {}) =>
      desk.propose(await proposalOf(orderId, kind, asked), asked.by ?? click('ana')),
    /** Looks up and proposes on it. */
    async repair(orderId: string, kind: RepairKind, asked: Asked = {}) {
      await desk.lookUp({ orderId, caseId: asked.caseId ?? null }, click('ana'));
      return desk.propose(await proposalOf(orderId, kind, asked), asked.by ?? click('ana'));
    },
    openRepair: async (orderId: string) => {
      const [open] = (await repairStore(store.sql).ofOrder(orderId)).filter(({ state }) => state === 'proposed');
      if (open === undefined) throw new Error('nothing is proposed');
      return open;
    },
    caseOf: async (orderId: string, reason: string): Promise<string> => {
      const [row] = await store.app(
        'select case_id from operations.cases where order_id = $1 and reason = $2 order by opened_at desc limit 1',
        [orderId, reason],
      );
      return row?.case_id ?? '';
    },
    closingsOf: async (orderId: string) =>
      (await store.evidence.list(orderId))
        .filter(({ kind }) => kind === 'case_closed')
        .map(({ detail }) => detail.case_id),
    auditOf: (operationId: string) => store.audit.ofOperation(operationId),
    /** Wrong amount, and the provider refused to let go of it: held, with two cases. */
    async heldInVain(): Promise<string> {
      const stubborn = { void: async () => ({ kind: 'refused', code: 'try_later' }) as const };
      return given.bought(await given.shopOn({ ...provider.provider, ...stubborn }), 'pm_evident_wrong_amount');
    },
    /** Every look-up is used up, and the provider holds the money, or whatever `method` makes of it. */
    async checksRanOut(method = 'pm_evident_hang_after_accept'): Promise<string> {
      const checkout = await shop.open();
      clock.setImpatient(true);
      await shop.submit(checkout.request(method));
      clock.setImpatient(false);
      await store.owner('update payments.operations set next_check_at = null where order_id = $1', [checkout.orderId]);
      clock.advance(1_000);
      await shop.settle();
      return checkout.orderId;
    },
    /** The provider's answer to the look-up of a person reaches the owner as something that it cannot read. */
    async unreadable(orderId: string): Promise<void> {
      await shop.stopDeciding();
      await desk.lookUp({ orderId, caseId: null }, click('ana'));
      await store.owner(
        `update messaging.outbox set schema_version = 99 where order_id = $1 and schema in ('payment_authorized', 'payment_reconciled')`,
        [orderId],
      );
      await shop.settle();
      shop.startDeciding();
    },
    /** Failed safely; then its money was taken after all, and by somebody else. */
    async capturedStray(): Promise<string> {
      const orderId = await this.checksRanOut('pm_evident_hang_after_accept');
      await provider.setFaults({ lookup_lag_ms: 7 * 86_400_000 });
      await given.pass(SETTLE_TIME_MS + MINUTE);
      await desk.lookUp({ orderId, caseId: null }, click('ana'));
      await shop.settle();
      await provider.setFaults({});
      const found = await provider.provider.lookUp(`pay:${orderId}`, null, 5_000);
      if (found.kind !== 'found') throw new Error('the provider has it');
      await given.call(`payment_intents/${found.payment.providerReference}/capture`);
      await desk.lookUp({ orderId, caseId: null }, click('ana'));
      await shop.settle();
      return orderId;
    },
  };
}

/** Its patience passes faster than the real time, and slower than a busy machine. */
function deskOn(
  given: GivenSweep,
  secondPersonOverMinor: number,
  shop: GivenShop = given.shop,
  repairs: RepairStore = repairStore(given.store.sql),
): RepairDesk {
  const { clock, store } = given;
  return new RepairDesk({
    region: 'east',
    clock: {
      nowMs: () => clock.nowMs(),
      async sleep(ms) {
        await sleepReally(ms / 2);
        clock.advance(ms / 4);
      },
    },
    orders: store.orders,
    evidence: store.evidence,
    cases: caseStore(store.sql),
    repairs,
    audit: store.audit,
    receiver: shop.receiver,
    wakeUp: shop.wakeUp,
    secondPersonOverMinor,
  });
}

let clicks = 0;

/** A click of its own. */
export const click = (
  name: string,
  role: Role = 'operator',
  operationId = `click-of-${name}-${++clicks}`,
): StaffAsked => ({
  staff: { email: `${name}@evident.test`, role },
  operationId,
  requestId: `req_${name}`,
  traceId: null,
});
