/**
 * The proposal watcher: a repair or a verdict that no second person answered ends, refused, and says so; its order or its case is free for
 * another one.
 */
import type { Region } from '../domain/region';
import { PROPOSAL_ENDS_MS, PROPOSAL_WATCHER, UNANSWERED } from '../domain/proposal';
import { repairEnded } from '../domain/repair/evidence';
import type { Clock } from '../ports/clock';
import type { NewAuditEntry } from '../stores/audit';
import type { CaseVerdictStore } from '../stores/case-verdicts';
import type { ProposalStore } from '../stores/proposals';
import type { RepairStore } from '../stores/repairs';

const AT_ONCE = 50;
const HOW = { state: 'refused', because: UNANSWERED } as const;

export class ProposalWatcher {
  constructor(
    private readonly parts: {
      readonly region: Region;
      readonly clock: Clock;
      readonly proposals: Pick<ProposalStore, 'proposedBefore'>;
      readonly repairs: Pick<RepairStore, 'end'>;
      readonly verdicts: Pick<CaseVerdictStore, 'proposedBefore' | 'end'>;
    },
  ) {}

  /** Returns how many ended. Somebody may answer one at this very moment: then that stands. */
  async endUnanswered(): Promise<number> {
    const nowMs = this.parts.clock.nowMs();
    return (await this.endRepairs(nowMs)) + (await this.endVerdicts(nowMs));
  }

  private async endRepairs(nowMs: number): Promise<number> {
    const { proposals, region, repairs } = this.parts;
    let ended = 0;
    for (const each of await proposals.proposedBefore(nowMs - PROPOSAL_ENDS_MS, AT_ONCE)) {
      const by = { observedAtMs: nowMs, region, requestId: null, traceId: null, actor: PROPOSAL_WATCHER };
      const entry = entryOf(each.orderId, `${each.repairId}:unanswered`, { repair_id: each.repairId });
      const evidence = repairEnded(each, UNANSWERED, by);
      if ((await repairs.end(each, HOW, { entry, evidence, nowMs })) === 'done') ended += 1;
    }
    return ended;
  }

  private async endVerdicts(nowMs: number): Promise<number> {
    const { verdicts } = this.parts;
    let ended = 0;
    for (const each of await verdicts.proposedBefore(nowMs - PROPOSAL_ENDS_MS, AT_ONCE)) {
      const { caseId, number, orderId } = each;
      const entry = entryOf(caseId, `${caseId}:verdict:${number}:unanswered`, { order_id: orderId, number });
      if ((await verdicts.end(each, HOW, entry, nowMs)) === 'done') ended += 1;
    }
    return ended;
  }
}

const entryOf = (object: string, operationId: string, detail: NewAuditEntry['detail']): NewAuditEntry => ({
  actor: PROPOSAL_WATCHER,
  role: 'system',
  action: 'repairs:unanswered',
  object,
  operationId,
  requestId: null,
  reason: UNANSWERED,
  detail,
});
