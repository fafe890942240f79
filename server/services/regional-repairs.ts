/** Repairs at the order's owner, wherever the person sits; an owner that did not answer may have done it, and the same click is safe. */
import type { ActionResult } from '../domain/action-result';
import { orderHref } from '../domain/order-href';
import type { RepairApproval, RepairEnding, RepairProposal, RepairQuestion } from '../domain/repair/ask';
import type { StaffAsked } from '../domain/staff';
import type { RegionRouter } from './region-router';
import type { RepairDesk, RepairViewResult } from './repair-desk';

/** What a region answers about repairs of its own orders, by name and plain data. */
export interface RepairSide {
  repair_view(input: { question: RepairQuestion; timeZone: string }): Promise<RepairViewResult>;
  repair_look_up(input: { question: RepairQuestion; asked: StaffAsked }): Promise<ActionResult>;
  repair_propose(input: { proposal: RepairProposal; asked: StaffAsked }): Promise<ActionResult>;
  repair_approve(input: { approval: RepairApproval; asked: StaffAsked }): Promise<ActionResult>;
  repair_decline(input: { ending: RepairEnding; asked: StaffAsked }): Promise<ActionResult>;
  repair_withdraw(input: { ending: RepairEnding; asked: StaffAsked }): Promise<ActionResult>;
}

export type Repairs = Pick<RepairDesk, 'view' | 'lookUp' | 'propose' | 'approve' | 'decline' | 'withdraw'>;

export function repairSide(desk: Repairs): RepairSide {
  return {
    repair_view: ({ question, timeZone }) => desk.view(question, timeZone),
    repair_look_up: ({ question, asked }) => desk.lookUp(question, asked),
    repair_propose: ({ proposal, asked }) => desk.propose(proposal, asked),
    repair_approve: ({ approval, asked }) => desk.approve(approval, asked),
    repair_decline: ({ ending, asked }) => desk.decline(ending, asked),
    repair_withdraw: ({ ending, asked }) => desk.withdraw(ending, asked),
  };
}

/** Longer than a look-up at the provider and the wait for the owner's decision together. */
const PATIENCE_MS = 10_000;

export function regionalRepairs(router: RegionRouter): Repairs {
  const ask = async <M extends keyof RepairSide>(
    orderId: string,
    method: M,
    input: Parameters<RepairSide[M]>[0],
    requestId: string,
  ): Promise<Awaited<ReturnType<RepairSide[M]>> | null> => {
    const owner = router.ownerOfOrder(orderId);
    const routed = await router.ask(owner, method, input as never, {
      requestId,
      traceparent: '',
      remainingMs: PATIENCE_MS,
    });
    return routed.kind === 'answered' ? (routed.answer as Awaited<ReturnType<RepairSide[M]>>) : null;
  };
  const notKnown = (orderId: string): ActionResult => ({
    kind: 'not_known_yet',
    text: `Region ${router.ownerOfOrder(orderId)} owns this order and did not answer. Whether it was done is not known; the same click is safe to repeat.`,
    watch: orderHref(orderId),
  });
  return {
    view: async (question, timeZone) =>
      (await ask(question.orderId, 'repair_view', { question, timeZone }, `req_view_${question.orderId}`)) ?? {
        kind: 'not_reached',
        ownerRegion: router.ownerOfOrder(question.orderId),
      },
    lookUp: async (question, asked) =>
      (await ask(question.orderId, 'repair_look_up', { question, asked }, asked.requestId)) ??
      notKnown(question.orderId),
    propose: async (proposal, asked) =>
      (await ask(proposal.orderId, 'repair_propose', { proposal, asked }, asked.requestId)) ??
      notKnown(proposal.orderId),
    approve: async (approval, asked) =>
      (await ask(approval.orderId, 'repair_approve', { approval, asked }, asked.requestId)) ??
      notKnown(approval.orderId),
    decline: async (ending, asked) =>
      (await ask(ending.orderId, 'repair_decline', { ending, asked }, asked.requestId)) ?? notKnown(ending.orderId),
    withdraw: async (ending, asked) =>
      (await ask(ending.orderId, 'repair_withdraw', { ending, asked }, asked.requestId)) ?? notKnown(ending.orderId),
  };
}
