/** Verdicts in the region in which the case is recorded, wherever the person sits; an answer that was lost is asked for by the same click. */
import { type ActionResult, notAnsweredBy } from '../domain/action-result';
import { otherRegion, type Region } from '../domain/region';
import type { StaffAsked } from '../domain/staff';
import type { VerdictApproval, VerdictEnding, VerdictProposal } from '../domain/verdict-ask';
import type { CaseKey } from '../stores/case-claims';
import type { RegionRouter } from './region-router';
import type { VerdictDesk, VerdictView } from './verdict-desk';
import { NO_SUCH_CASE } from './verdict-reader';

/** What a region answers about verdicts on its own cases, by name and plain data. */
export interface VerdictSide {
  verdict_view(input: { key: CaseKey }): Promise<{ readonly view: VerdictView | null }>;
  verdict_look_up(input: { key: CaseKey; asked: StaffAsked }): Promise<ActionResult>;
  verdict_propose(input: { proposal: VerdictProposal; asked: StaffAsked }): Promise<ActionResult>;
  verdict_approve(input: { approval: VerdictApproval; asked: StaffAsked }): Promise<ActionResult>;
  verdict_decline(input: { ending: VerdictEnding; asked: StaffAsked }): Promise<ActionResult>;
  verdict_withdraw(input: { ending: VerdictEnding; asked: StaffAsked }): Promise<ActionResult>;
}

export function verdictSide(desk: VerdictDesk): VerdictSide {
  return {
    verdict_view: async ({ key }) => ({ view: await desk.view(key) }),
    verdict_look_up: ({ asked, key }) => desk.lookUp(key, asked),
    verdict_propose: ({ asked, proposal }) => desk.propose(proposal, asked),
    verdict_approve: ({ approval, asked }) => desk.approve(approval, asked),
    verdict_decline: ({ asked, ending }) => desk.decline(ending, asked),
    verdict_withdraw: ({ asked, ending }) => desk.withdraw(ending, asked),
  };
}

export type VerdictViewResult =
  | { readonly kind: 'view'; readonly view: VerdictView }
  | { readonly kind: 'not_found' | 'not_reached'; readonly region: Region };

/** A look-up at the provider is in it. */
const PATIENCE_MS = 10_000;

export class RegionalVerdicts {
  constructor(private readonly router: Pick<RegionRouter, 'ask'>) {}

  async view(region: Region, key: CaseKey): Promise<VerdictViewResult> {
    const answer = await this.ask(region, 'verdict_view', { key }, 'req_verdict_view');
    if (answer === null) return { kind: 'not_reached', region };
    if (answer.view !== null) return { kind: 'view', view: answer.view };
    if (key.orderId === '') return { kind: 'not_found', region };
    // a case goes with the shard of the id that it names: an address that was kept may name the region before
    const other = otherRegion(region);
    const moved = await this.ask(other, 'verdict_view', { key }, 'req_verdict_view');
    if (moved === null) return { kind: 'not_reached', region: other };
    return moved.view === null ? { kind: 'not_found', region } : { kind: 'view', view: moved.view };
  }

  lookUp = (region: Region, key: CaseKey, asked: StaffAsked) => this.act(region, 'verdict_look_up', { key, asked });
  propose = (region: Region, proposal: VerdictProposal, asked: StaffAsked) =>
    this.act(region, 'verdict_propose', { proposal, asked });
  approve = (region: Region, approval: VerdictApproval, asked: StaffAsked) =>
    this.act(region, 'verdict_approve', { approval, asked });
  decline = (region: Region, ending: VerdictEnding, asked: StaffAsked) =>
    this.act(region, 'verdict_decline', { ending, asked });
  withdraw = (region: Region, ending: VerdictEnding, asked: StaffAsked) =>
    this.act(region, 'verdict_withdraw', { ending, asked });

  private async act<M extends Exclude<keyof VerdictSide, 'verdict_view'>>(
    region: Region,
    method: M,
    input: Parameters<VerdictSide[M]>[0],
  ): Promise<ActionResult> {
    const { requestId } = input.asked;
    const answer = (await this.ask(region, method, input, requestId)) as ActionResult | null;
    if (answer === null) return notKnownYet(region);
    if (answer.kind !== 'not_done' || answer.code !== NO_CASE_CODE) return answer;
    const other = otherRegion(region);
    return ((await this.ask(other, method, input, requestId)) as ActionResult | null) ?? notKnownYet(other);
  }

  /** Null: the region did not answer. */
  private async ask<M extends keyof VerdictSide>(
    region: Region,
    method: M,
    input: Parameters<VerdictSide[M]>[0],
    requestId: string,
  ): Promise<Awaited<ReturnType<VerdictSide[M]>> | null> {
    const context = { requestId, traceparent: '', remainingMs: PATIENCE_MS };
    const routed = await this.router.ask(region, method, input as never, context);
    return routed.kind === 'answered' ? (routed.answer as Awaited<ReturnType<VerdictSide[M]>>) : null;
  }
}

const notKnownYet = (region: Region) => notAnsweredBy(region, '/console/reconciliation');

const NO_CASE_CODE = NO_SUCH_CASE.kind === 'not_done' ? NO_SUCH_CASE.code : '';
