/**
 * The second person: approves the very snapshot that was proposed, or refuses it; whoever proposed may take it back. What is frozen
 * must still be what both records say, or the approval is void and says what changed.
 */
import { repairMessage } from '../contracts/repair-message';
import type { ActionResult } from '../domain/action-result';
import { canonicalJson } from '../domain/canonical-json';
import type { Region } from '../domain/ids';
import { orderHref } from '../domain/order-href';
import type { OrderRecord } from '../domain/order-record';
import type { ProviderSaid, RepairBasis } from '../domain/repair/repair';
import type { RepairApproval, RepairEnding } from '../domain/repair/ask';
import { repairApproved, repairEnded } from '../domain/repair/evidence';
import { judgeRepair } from '../domain/repair/judgement';
import { operationOf } from '../domain/repair/offer';
import type { RepairRequest } from '../domain/repair/record';
import { movedWords, settledWords } from '../domain/repair/words';
import { type StaffAsked, staffActor } from '../domain/staff';
import type { Clock } from '../ports/clock';
import type { AuditStore } from '../stores/audit';
import type { RepairAnswer, RepairEnd, RepairRecord, RepairStore } from '../stores/repairs';
import type { RepairBasisReader, RepairStanding } from './repair-basis-reader';
import { staffEntry, witnessBy } from './staff-entry';
import { NO_ORDER, notDone, OTHER_CLICK, type RepairFollower } from './repair-follower';

export interface RepairApproverParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly repairs: RepairStore;
  readonly audit: AuditStore;
}

const ACTION = 'repairs:approve';
const NOT_FOUND = notDone('repair_not_found', 'There is no such repair.');

export class RepairApprover {
  constructor(
    private readonly parts: RepairApproverParts,
    private readonly reader: RepairBasisReader,
    private readonly follower: RepairFollower,
  ) {}

  async approve(approval: RepairApproval, asked: StaffAsked): Promise<ActionResult> {
    const known = await this.follower.repeated(approval.orderId, ACTION, asked);
    if (known !== null) return known;
    const said = await this.approveFirst(approval, asked);
    // sent twice at once, it may have been done in between: what it changed itself refuses the second one
    return said.kind === 'not_done' ? ((await this.follower.repeated(approval.orderId, ACTION, asked)) ?? said) : said;
  }

  private async approveFirst(
    { basisHash, orderId, repairId }: RepairApproval,
    asked: StaffAsked,
  ): Promise<ActionResult> {
    const repair = await this.parts.repairs.get(orderId, repairId);
    if (repair === null) return NOT_FOUND;
    const refusal = refusedApproval(repair, basisHash, asked);
    if (refusal !== null) return refusal;
    if (repair.state !== 'proposed') return this.settledBefore(repair);
    const before = await this.reader.read(repair);
    if (before === null) return NO_ORDER;
    const moved = movedSince(repair, before);
    if (moved !== null) return this.voidProposal(repair, asked, moved);
    const said = await this.reader.askProvider(before, asked);
    if (said === null || said.answer === 'unanswered')
      return {
        kind: 'not_known_yet',
        text: 'The provider did not answer; nothing was approved. Try again in a moment.',
        watch: orderHref(orderId),
      };
    // the look-up itself may have moved the order
    const now = (await this.reader.read(repair)) ?? before;
    const changed = movedSince(repair, now) ?? changedWord(repair, said);
    if (changed !== null) return this.voidProposal(repair, asked, changed);
    // what machines or people began since may forbid what was permitted when it was proposed
    const judged = judgeRepair(repair.kind, repair.amount, now.basis, this.parts.clock.nowMs());
    if (judged.permitted) return this.write(repair, said, asked);
    return judged.code === 'evidence_stale'
      ? notDone(judged.code, judged.text)
      : this.voidProposal(repair, asked, judged.text);
  }

  /** A second person refuses a proposal; nothing of it happens. */
  async decline(ending: RepairEnding, asked: StaffAsked): Promise<ActionResult> {
    const how: RepairEnd = { state: 'refused', because: ending.reason };
    return this.endProposal('repairs:refuse', ending, asked, how, 'Refused; nothing changed.', (own) =>
      own ? notDone('own_proposal', 'You proposed this repair; take it back instead.') : null,
    );
  }

  /** Whoever proposed it takes it back. */
  async withdraw(ending: RepairEnding, asked: StaffAsked): Promise<ActionResult> {
    const how: RepairEnd = { state: 'withdrawn' };
    return this.endProposal('repairs:withdraw', ending, asked, how, 'Taken back; nothing changed.', (own) =>
      own ? null : notDone('not_own_proposal', 'Only whoever proposed it takes it back.'),
    );
  }

  /** Whether a proposal of this order rested on a version that is over, and was ended now. */
  async endedStale(order: OrderRecord, asked: StaffAsked): Promise<boolean> {
    const open = (await this.parts.repairs.ofOrder(order.orderId)).find(({ state }) => state === 'proposed');
    if (open === undefined || open.expectedVersion === order.version) return false;
    return (await this.endVoid(open, asked, movedWords(order))) === 'done';
  }

  private async write(repair: RepairRecord, said: ProviderSaid, asked: StaffAsked): Promise<ActionResult> {
    const { clock, region, repairs } = this.parts;
    const { basisHash, orderId, reason, repairId } = repair;
    const nowMs = clock.nowMs();
    const request = approvedRequest(repair, said, staffActor(asked.staff.email));
    const message = repairMessage(request, asked.requestId, asked.traceId);
    const answer = await repairs.approve(repair, request.approvedBy ?? '', message, {
      entry: staffEntry(ACTION, orderId, asked, reason, { repair_id: repairId, basis_hash: basisHash }),
      evidence: repairApproved(request, witnessBy(region, asked, nowMs)),
      nowMs,
    });
    if (answer === 'done' || answer === 'known') return this.follower.follow(orderId, repairId);
    const standing = await this.reader.read(repair);
    const moved = standing === null ? null : movedSince(repair, standing);
    return this.voidProposal(repair, asked, moved ?? 'The order or its case moved.');
  }

  private async endProposal(
    action: string,
    { orderId, reason, repairId }: RepairEnding,
    asked: StaffAsked,
    how: RepairEnd,
    done: string,
    refusedTo: (own: boolean) => ActionResult | null,
  ): Promise<ActionResult> {
    const { audit, clock, region, repairs } = this.parts;
    const repeated = async (): Promise<ActionResult | null> => {
      const click = await audit.ofOperation(asked.operationId);
      if (click === null) return null;
      const same = click.object === orderId && click.action === action && click.detail.repair_id === repairId;
      return same ? { kind: 'done', text: done } : OTHER_CLICK;
    };
    const known = await repeated();
    if (known !== null) return known;
    const repair = await repairs.get(orderId, repairId);
    if (repair === null) return NOT_FOUND;
    const refused = refusedTo(repair.proposedBy === staffActor(asked.staff.email));
    if (refused !== null) return refused;
    const nowMs = clock.nowMs();
    const why = how.state === 'withdrawn' ? `taken back: ${reason}` : reason;
    const answer = await repairs.end(repair, how, {
      entry: staffEntry(action, orderId, asked, reason, { repair_id: repairId }),
      evidence: repairEnded(repair, why, witnessBy(region, asked, nowMs)),
      nowMs,
    });
    if (answer === 'done') return { kind: 'done', text: done };
    const settled = (await repairs.get(orderId, repairId)) ?? repair;
    // sent twice at once, the other one may have ended it
    return (await repeated()) ?? notDone('repair_settled', settledWords(settled));
  }

  private async voidProposal(repair: RepairRecord, asked: StaffAsked, because: string): Promise<ActionResult> {
    if ((await this.endVoid(repair, asked, because)) === 'done')
      return notDone('approval_void', `${because} The approval is void; look at the order again.`);
    // somebody was faster, and what moved since may be their doing
    return this.settledBefore((await this.parts.repairs.get(repair.orderId, repair.repairId)) ?? repair);
  }

  /** Whoever approves second sees what the first one's approval did; what was ended otherwise stays ended. */
  private async settledBefore({ orderId, repairId, ...repair }: RepairRecord): Promise<ActionResult> {
    return repair.approvedBy === null
      ? notDone('repair_settled', settledWords(repair))
      : this.follower.follow(orderId, repairId);
  }

  private endVoid(repair: RepairRecord, asked: StaffAsked, because: string): Promise<RepairAnswer> {
    const { clock, region, repairs } = this.parts;
    const nowMs = clock.nowMs();
    const entry = staffEntry('repairs:void', repair.orderId, asked, because, { repair_id: repair.repairId });
    return repairs.end(
      repair,
      { state: 'refused', because },
      {
        // beside what the click itself does
        entry: { ...entry, operationId: `${asked.operationId}:void` },
        evidence: repairEnded(repair, because, witnessBy(region, asked, nowMs)),
        nowMs,
      },
    );
  }
}

function refusedApproval(repair: RepairRecord, basisHash: string, asked: StaffAsked): ActionResult | null {
  if (repair.proposedBy === staffActor(asked.staff.email))
    return notDone('own_proposal', 'You proposed this repair; a second person must approve it.');
  return repair.basisHash === basisHash
    ? null
    : notDone('other_basis', 'This is not the proposal that you looked at. Nothing was approved; look at it again.');
}

function movedSince({ caseId, expectedVersion }: RepairRecord, { named, order }: RepairStanding): string | null {
  if (order.version !== expectedVersion) return movedWords(order);
  return caseId !== null && named?.state !== 'open'
    ? `Its case is closed: ${named?.verdict ?? 'its verdict was not recorded'}.`
    : null;
}

/** The provider's word is the same, whenever it was said. */
function changedWord(repair: RepairRecord, said: ProviderSaid): string | null {
  const word = ({ observedAtMs: _at, seq: _seq, ...rest }: ProviderSaid) => canonicalJson(rest);
  const frozen = (repair.basis as RepairBasis).provider;
  return frozen !== null && word(frozen) === word(said) ? null : "The provider's record changed since it was proposed.";
}

function approvedRequest(repair: RepairRecord, said: ProviderSaid, approvedBy: string): RepairRequest {
  const { amount, basis, caseId, expectedVersion, kind, orderId, proposedBy, reason, repairId } = repair;
  return {
    orderId,
    repairId,
    kind,
    caseId,
    amount,
    operation: operationOf(kind, basis as RepairBasis),
    expectedVersion,
    provider: said,
    reason,
    askedBy: proposedBy,
    approvedBy,
  };
}
