/**
 * Takes a repair down as a person asks for it: on the order's version and the very row of evidence that they saw, judged anew, durable
 * with its audit entry. It goes to the order's owner at once, or waits for a second person.
 */
import { repairMessage } from '../contracts/repair-message';
import type { ActionResult } from '../domain/action-result';
import { canonicalJson } from '../domain/canonical-json';
import { countdown } from '../domain/instant-words';
import type { Region } from '../domain/ids';
import type { Money } from '../domain/money';
import type { OrderRecord } from '../domain/order-record';
import { claimantOf } from '../domain/reconciliation-case';
import { needsSecondPerson, type RepairBasis, saysWhy } from '../domain/repair/repair';
import type { RepairProposal } from '../domain/repair/ask';
import { repairProposed } from '../domain/repair/evidence';
import { judgeRepair } from '../domain/repair/judgement';
import { amountOf, operationOf } from '../domain/repair/offer';
import type { RepairRequest } from '../domain/repair/record';
import { movedWords } from '../domain/repair/words';
import { type StaffAsked, staffActor } from '../domain/staff';
import type { Clock } from '../ports/clock';
import type { NewRepair, RepairRecord, RepairStore } from '../stores/repairs';
import type { RepairApprover } from './repair-approver';
import type { RepairBasisReader, RepairStanding } from './repair-basis-reader';
import { staffEntry, witnessBy } from './staff-entry';
import { NO_ORDER, notDone, PROPOSE, repairIdOf, type RepairFollower } from './repair-follower';
import { sha256 } from './sha256';

export interface RepairProposerParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly repairs: RepairStore;
  /** More than this takes a second person, minor units. */
  readonly secondPersonOverMinor: number;
}

export class RepairProposer {
  constructor(
    private readonly parts: RepairProposerParts,
    private readonly reader: RepairBasisReader,
    private readonly follower: RepairFollower,
    private readonly approver: RepairApprover,
  ) {}

  async propose(proposal: RepairProposal, asked: StaffAsked): Promise<ActionResult> {
    const known = await this.follower.repeated(proposal.orderId, PROPOSE, asked);
    if (known !== null) return known;
    const said = await this.proposeFirst(proposal, asked);
    // sent twice at once, it may have been done in between: what it changed itself refuses the second one
    return said.kind === 'not_done' ? ((await this.follower.repeated(proposal.orderId, PROPOSE, asked)) ?? said) : said;
  }

  private async proposeFirst(proposal: RepairProposal, asked: StaffAsked): Promise<ActionResult> {
    if (!saysWhy(proposal.reason))
      return notDone('reason_missing', 'Say why, in words that somebody else understands.');
    const standing = await this.reader.read(proposal);
    if (standing === null) return NO_ORDER;
    const nowMs = this.parts.clock.nowMs();
    const refused = refusedCase(standing, proposal, asked, nowMs) ?? movedSince(standing, proposal);
    if (refused !== null) return refused;
    if (standing.repairs.some(isOpen)) return this.afterOther(proposal, standing.order, asked);
    const amount = chosenAmount(proposal, standing.basis);
    const judged = judgeRepair(proposal.kind, amount, standing.basis, nowMs);
    if (!judged.permitted) return notDone(judged.code, judged.text);
    return this.write(proposal, amount, standing, asked);
  }

  private async write(
    proposal: RepairProposal,
    amount: Money | null,
    standing: RepairStanding,
    asked: StaffAsked,
  ): Promise<ActionResult> {
    const { clock, region, repairs, secondPersonOverMinor } = this.parts;
    const { atRisk, basis, order } = standing;
    const { kind, orderId } = proposal;
    const nowMs = clock.nowMs();
    const second = needsSecondPerson(kind, amount, basis, atRisk, secondPersonOverMinor);
    const request = requestOf(proposal, amount, basis, asked);
    const answer = await repairs.propose(
      newRepair(request, standing, asked),
      second ? null : repairMessage(request, asked.requestId, asked.traceId),
      {
        entry: staffEntry(PROPOSE, orderId, asked, proposal.reason, {
          repair_id: request.repairId,
          repair: kind,
          amount_minor: amount?.amountMinor ?? null,
          case_id: proposal.caseId,
        }),
        evidence: repairProposed(request, second, witnessBy(region, asked, nowMs)),
        nowMs,
      },
      asked.staff.email,
    );
    switch (answer) {
      case 'done':
      case 'known':
        return this.follower.follow(orderId, request.repairId);
      case 'moved':
        return notDone('order_moved', 'The order moved since the form was opened. Nothing was done; look at it again.');
      case 'evidence_moved':
        return EVIDENCE_MOVED;
      case 'case_taken':
        return notDone(
          'case_taken',
          'Somebody took the case or closed it meanwhile. Nothing was done; look at it again.',
        );
      case 'other_open':
        return this.afterOther(proposal, order, asked);
      default:
        return answer satisfies never;
    }
  }

  /** A proposal whose order moved blocks nobody; any other repair comes first. */
  private async afterOther(proposal: RepairProposal, order: OrderRecord, asked: StaffAsked): Promise<ActionResult> {
    return (await this.approver.endedStale(order, asked))
      ? this.propose(proposal, asked)
      : this.follower.otherOpen(proposal.orderId);
  }
}

const isOpen = ({ state }: RepairRecord): boolean => state === 'proposed' || state === 'requested';

/** A repair settles the case that it names: it must be open, and nobody else's. */
function refusedCase(
  { named, openCase }: RepairStanding,
  { caseId }: RepairProposal,
  { staff }: StaffAsked,
  nowMs: number,
): ActionResult | null {
  if (caseId === null) return null;
  if (named === null) return notDone('case_not_found', 'This order has no such case.');
  if (openCase === null)
    return notDone('case_closed', `The case is closed: ${named.verdict ?? 'its verdict was not recorded'}.`);
  const claimant = claimantOf(openCase, nowMs);
  if (claimant === null || claimant === staff.email) return null;
  const left = countdown((openCase.ownerUntilMs ?? nowMs) - nowMs);
  return notDone('case_taken', `${claimant} holds the case for ${left}. Unless they keep it, anyone may take it then.`);
}

function movedSince({ basis, order }: RepairStanding, proposal: RepairProposal): ActionResult | null {
  if (order.version !== proposal.expectedVersion) return notDone('order_moved', movedWords(order));
  return (basis.provider?.seq ?? null) === proposal.restsOnSeq ? null : EVIDENCE_MOVED;
}

const EVIDENCE_MOVED = notDone(
  'evidence_moved',
  'Newer evidence came since the form was opened. Nothing was done; look at both sides again.',
);

function chosenAmount({ amountMinor, kind }: RepairProposal, basis: RepairBasis): Money | null {
  const most = amountOf(kind, basis);
  return kind === 'refund' && most !== null && amountMinor !== null ? { ...most, amountMinor } : most;
}

function requestOf(
  proposal: RepairProposal,
  amount: Money | null,
  basis: RepairBasis,
  asked: StaffAsked,
): RepairRequest {
  const { caseId, expectedVersion, kind, orderId, reason } = proposal;
  return {
    orderId,
    repairId: repairIdOf(orderId, asked),
    kind,
    caseId,
    amount,
    operation: operationOf(kind, basis),
    expectedVersion,
    provider: basis.provider,
    reason,
    askedBy: staffActor(asked.staff.email),
    approvedBy: null,
  };
}

function newRepair(request: RepairRequest, standing: RepairStanding, asked: StaffAsked): NewRepair {
  const { basis, heardUntilSeq, repairs, restsOn } = standing;
  const { amount, askedBy, caseId, expectedVersion, kind, orderId, reason, repairId } = request;
  const basisJson = canonicalJson({ kind, amount, ...basis });
  return {
    orderId,
    repairId,
    number: 1 + (repairs[0]?.number ?? 0),
    caseId,
    kind,
    amount,
    operationId: asked.operationId,
    reason,
    providerReference: request.provider?.providerReference ?? null,
    evidenceSeqs: restsOn,
    heardUntilSeq,
    basisJson,
    basisHash: sha256(basisJson),
    expectedVersion,
    before: { state: basis.order.state, version: basis.order.version },
    proposedBy: askedBy,
  };
}
