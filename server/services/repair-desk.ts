/**
 * The repair desk: a person decides about one order, on what the provider itself said a moment ago. It offers only what the evidence
 * permits, asks a second person where much money moves, and hands the decision to the order's owner, who alone moves the order. A
 * click has one effect; whoever comes second sees what the first one did.
 */
import { createHash } from 'node:crypto';
import { repairPayload } from '../contracts/repair-message';
import type { ActionResult } from '../domain/action-result';
import { canonicalJson } from '../domain/canonical-json';
import type { NewMessage } from '../domain/decision-record';
import type { EvidenceDetail, EvidenceRow, NewEvidence } from '../domain/evidence';
import { detailText } from '../domain/evidence-detail';
import { type Freshness, freshAtOwner } from '../domain/freshness';
import { messageIdFor, paymentOperation, type Region } from '../domain/ids';
import type { Money } from '../domain/money';
import type { OperationRecord, OrderRecord } from '../domain/order-record';
import { providerSaid } from '../domain/provider-said';
import {
  EVIDENCE_FRESH_MS,
  judgeRepair,
  type ProviderSaid,
  REPAIR_WORDS,
  type RepairBasis,
  type RepairKind,
} from '../domain/repair';
import { amountOf, operationOf, type RepairOffer, repairOffers } from '../domain/repair-offer';
import type { RepairRequest } from '../domain/repair-record';
import { repairSides, type Side } from '../domain/repair-sides';
import { needsSecondPerson } from '../domain/repair';
import { type StaffAsked, staffActor } from '../domain/staff';
import type { Clock } from '../ports/clock';
import type { WakeUp } from '../ports/wake-up';
import type { AuditStore, NewAuditEntry } from '../stores/audit';
import type { CaseRecord, CaseStore } from '../stores/cases';
import type { EvidenceStore } from '../stores/evidence';
import type { OrderStore } from '../stores/orders';
import type { PaymentOperationStore } from '../stores/payment-operations';
import type { RepairAnswer, RepairRecord, RepairStore } from '../stores/repairs';
import type { PaymentReceiver } from './payment-receiver';

export interface RepairDeskParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly orders: OrderStore;
  readonly operations: PaymentOperationStore;
  readonly evidence: EvidenceStore;
  readonly cases: Pick<CaseStore, 'ofOrder'>;
  readonly repairs: RepairStore;
  readonly audit: AuditStore;
  readonly receiver: Pick<PaymentReceiver, 'inspect' | 'inspectCharge'>;
  readonly wakeUp: WakeUp;
  /** More than this takes a second person, minor units. */
  readonly secondPersonOverMinor: number;
}

export interface RepairQuestion {
  readonly orderId: string;
  /** The case that is worked; null for a repair without one. */
  readonly caseId: string | null;
}

export interface RepairProposal extends RepairQuestion {
  readonly kind: RepairKind;
  /** Of a refund; null for all of it. */
  readonly amountMinor: number | null;
  readonly reason: string;
  /** The order's version and the row of evidence that the person saw. */
  readonly expectedVersion: number;
  readonly restsOnSeq: number | null;
}

export interface RepairView {
  readonly order: Pick<
    OrderRecord,
    'orderId' | 'reference' | 'state' | 'reason' | 'version' | 'total' | 'region' | 'ownerEpoch' | 'heldUntilMs'
  >;
  readonly openCase: CaseRecord | null;
  readonly provider: ProviderSaid | null;
  /** Until when a repair may rest on what the provider said; null when it said nothing. */
  readonly evidenceGoodUntilMs: number | null;
  readonly sides: readonly Side[];
  readonly offers: readonly RepairOffer[];
  /** Newest first; the first one may be open. */
  readonly repairs: readonly RepairRecord[];
  readonly secondPersonOverMinor: number;
  readonly nowMs: number;
  readonly freshness: Freshness;
}

export type RepairViewResult =
  | { readonly kind: 'view'; readonly view: RepairView }
  | { readonly kind: 'not_found'; readonly ownerRegion: Region }
  /** Only said by the other region: the owner did not answer. */
  | { readonly kind: 'not_reached'; readonly ownerRegion: Region };

/** Bound to the snapshot that the second person saw. */
export interface RepairApproval {
  readonly orderId: string;
  readonly repairId: string;
  readonly basisHash: string;
}

export interface RepairEnding {
  readonly orderId: string;
  readonly repairId: string;
  readonly reason: string;
}

interface Standing {
  readonly order: OrderRecord;
  readonly openCase: CaseRecord | null;
  readonly rows: readonly EvidenceRow[];
  readonly basis: RepairBasis;
  readonly atRisk: Money;
}

/** A person waits so long for the owner's decision; then the order's page tells it. */
export const REPAIR_PATIENCE_MS = 3_000;
const POLL_MS = 100;
const ACTION = 'repairs:propose';
const APPROVAL = 'repairs:approve';

export class RepairDesk {
  constructor(private readonly parts: RepairDeskParts) {}

  async view(question: RepairQuestion, timeZone: string): Promise<RepairViewResult> {
    const { clock, region, repairs, secondPersonOverMinor } = this.parts;
    const standing = await this.standing(question);
    if (standing === null) return { kind: 'not_found', ownerRegion: region };
    const nowMs = clock.nowMs();
    const { atRisk, basis, openCase, order } = standing;
    const { orderId, ownerEpoch, reason, reference, state, total, version, heldUntilMs } = order;
    return {
      kind: 'view',
      view: {
        order: { orderId, reference, state, reason, version, total, region: order.region, ownerEpoch, heldUntilMs },
        openCase,
        provider: basis.provider,
        evidenceGoodUntilMs: basis.provider === null ? null : basis.provider.observedAtMs + EVIDENCE_FRESH_MS,
        sides: repairSides(basis, nowMs, timeZone),
        offers: repairOffers(basis, atRisk, secondPersonOverMinor, nowMs),
        repairs: await repairs.ofOrder(orderId),
        secondPersonOverMinor,
        nowMs,
        freshness: freshAtOwner(region, nowMs),
      },
    };
  }

  /** Asks the provider now; its answer is a row of evidence that a repair may rest on for some minutes. It cannot charge. */
  async lookUp(question: RepairQuestion, asked: StaffAsked): Promise<ActionResult> {
    const standing = await this.standing(question);
    if (standing === null) return NO_ORDER;
    const said = await this.askProvider(standing, question, asked);
    if (said === null)
      return notDone('no_payment_operation', 'No payment was ever sent for this order: there is nothing to look up.');
    return said.answer === 'unanswered'
      ? {
          kind: 'not_known_yet',
          text: 'The provider did not answer this look-up. Try again in a moment.',
          watch: watchOf(question.orderId),
        }
      : {
          kind: 'done',
          text:
            said.answer === 'found'
              ? 'The provider answered; both sides are up to date.'
              : 'The provider finds no such payment.',
        };
  }

  async propose(proposal: RepairProposal, asked: StaffAsked): Promise<ActionResult> {
    const { clock, repairs, secondPersonOverMinor } = this.parts;
    const known = await this.repeated(proposal.orderId, ACTION, asked);
    if (known !== null) return known;
    const standing = await this.standing(proposal);
    if (standing === null) return NO_ORDER;
    const moved = movedSince(standing, proposal);
    if (moved !== null) return moved;
    const { atRisk, basis } = standing;
    const judged = judgeRepair(proposal.kind, proposal.amountMinor, basis, clock.nowMs());
    if (!judged.permitted) return notDone(judged.code, judged.text);
    const amount = chosenAmount(proposal, basis);
    const second = needsSecondPerson(proposal.kind, amount, atRisk, secondPersonOverMinor);
    const request = requestOf(proposal, amount, basis, asked);
    const basisJson = canonicalJson({ kind: proposal.kind, amount, ...basis });
    const evidenceSeqs = restsOn(standing);
    const change = {
      entry: entryOf(ACTION, proposal.orderId, asked, proposal.reason, {
        repair_id: request.repairId,
        repair: proposal.kind,
        amount_minor: amount?.amountMinor ?? null,
        case_id: proposal.caseId,
      }),
      evidence: this.witness('repair_proposed', proposal.orderId, asked, request, { second_person: second }),
      nowMs: clock.nowMs(),
    };
    const answer = await repairs.propose(
      {
        orderId: proposal.orderId,
        repairId: request.repairId,
        caseId: proposal.caseId,
        kind: proposal.kind,
        amount,
        operationId: asked.operationId,
        reason: proposal.reason,
        providerReference: basis.provider?.providerReference ?? null,
        evidenceSeqs,
        basisJson,
        basisHash: createHash('sha256').update(basisJson).digest('hex'),
        expectedVersion: proposal.expectedVersion,
        before: { state: basis.order.state, version: basis.order.version },
        proposedBy: request.askedBy,
      },
      second ? null : messageOf(request, asked),
      change,
    );
    if (answer === 'other_open' && (await this.endedStale(standing, asked))) return this.propose(proposal, asked);
    return this.afterClick(answer, request, second);
  }

  /** The second person: the frozen snapshot must still be what both records say, or the approval is void. */
  async approve({ basisHash, orderId, repairId }: RepairApproval, asked: StaffAsked): Promise<ActionResult> {
    const { clock, repairs } = this.parts;
    const known = await this.repeated(orderId, APPROVAL, asked);
    if (known !== null) return known;
    const repair = await repairs.get(orderId, repairId);
    if (repair === null) return notDone('repair_not_found', 'There is no such repair.');
    const refusal = approvalRefusal(repair, basisHash, asked);
    if (refusal !== null) return refusal;
    const standing = await this.standing({ orderId, caseId: repair.caseId });
    if (standing === null) return NO_ORDER;
    if (standing.order.version !== repair.expectedVersion)
      return this.voidProposal(repair, standing, asked, movedWords(standing.order));
    const frozen = repair.basis as RepairBasis;
    const said = frozen.provider === null ? null : await this.askProvider(standing, repair, asked);
    if (frozen.provider !== null && (said === null || said.answer === 'unanswered'))
      return {
        kind: 'not_known_yet',
        text: 'The provider did not answer; nothing was approved. Try again in a moment.',
        watch: watchOf(orderId),
      };
    if (said !== null && frozen.provider !== null && !sameWord(said, frozen.provider))
      return this.voidProposal(repair, standing, asked, "The provider's record changed since it was proposed.");
    const approvedBy = staffActor(asked.staff.email);
    const request = approvedRequest(repair, said, frozen, approvedBy);
    const answer = await repairs.approve(repair, approvedBy, messageOf(request, asked), {
      entry: entryOf(APPROVAL, orderId, asked, repair.reason, { repair_id: repairId, basis_hash: basisHash }),
      evidence: this.witness('repair_approved', orderId, asked, request, {}),
      nowMs: clock.nowMs(),
    });
    return this.afterClick(answer, request, false);
  }

  /** A second person refuses a proposal; nothing of it happens. */
  decline(ending: RepairEnding, asked: StaffAsked): Promise<ActionResult> {
    return this.endProposal(ending, asked, { state: 'refused', because: ending.reason });
  }

  /** Whoever proposed it takes it back. */
  withdraw(ending: RepairEnding, asked: StaffAsked): Promise<ActionResult> {
    return this.endProposal(ending, asked, { state: 'withdrawn' });
  }

  private async endProposal(
    { orderId, reason, repairId }: RepairEnding,
    asked: StaffAsked,
    how: Parameters<RepairStore['end']>[1],
  ): Promise<ActionResult> {
    const { clock, repairs } = this.parts;
    const repair = await repairs.get(orderId, repairId);
    if (repair === null) return notDone('repair_not_found', 'There is no such repair.');
    const own = repair.proposedBy === staffActor(asked.staff.email);
    if (own !== (how.state === 'withdrawn'))
      return own
        ? notDone('own_proposal', 'You proposed this repair; take it back instead.')
        : notDone('not_own_proposal', 'Only whoever proposed it takes it back.');
    if (repair.state !== 'proposed') return notDone('repair_settled', settledWords(repair));
    const action = own ? 'repairs:withdraw' : 'repairs:refuse';
    const answer = await repairs.end(repair, how, {
      entry: entryOf(action, orderId, asked, reason, { repair_id: repairId }),
      evidence: this.refusalEvidence(repair, asked, own ? `taken back: ${reason}` : reason),
      nowMs: clock.nowMs(),
    });
    if (answer !== 'done') return notDone('repair_settled', 'It was settled meanwhile.');
    return { kind: 'done', text: own ? 'Taken back; nothing changed.' : 'Refused; nothing changed.' };
  }

  private async standing({ caseId, orderId }: RepairQuestion): Promise<Standing | null> {
    const { cases, evidence, operations, orders } = this.parts;
    const [order, sent, rows, known] = await Promise.all([
      orders.get(orderId),
      operations.list(orderId),
      evidence.list(orderId),
      cases.ofOrder(orderId),
    ]);
    if (order === null) return null;
    const openCase = known.find((each) => each.caseId === caseId && each.state === 'open') ?? null;
    const provider = providerSaid(rows, otherCharge(rows, caseId, sent));
    const { heldUntilMs, state, total, version } = order;
    return {
      order,
      openCase,
      rows,
      atRisk: openCase?.atRisk ?? total,
      basis: {
        order: { orderId, state, version, total, heldUntilMs },
        provider,
        operations: sent.map(({ amount, kind, nextCheckAtMs, operation, providerReference, state: standing }) => ({
          operation,
          kind,
          state: standing,
          amount,
          providerReference,
          planned: nextCheckAtMs !== null,
        })),
        openCase: openCase === null ? null : { caseId: openCase.caseId, reason: openCase.reason },
      },
    };
  }

  private async askProvider(
    standing: Standing,
    question: RepairQuestion,
    asked: StaffAsked,
  ): Promise<ProviderSaid | null> {
    const { clock, evidence, operations, receiver, region } = this.parts;
    const { orderId } = standing.order;
    const by = { requestId: asked.requestId, traceId: asked.traceId ?? '', region, nowMs: clock.nowMs() };
    const actor = staffActor(asked.staff.email);
    const reference = otherCharge(standing.rows, question.caseId, await operations.list(orderId));
    if (reference !== null) await evidence.append([await receiver.inspectCharge(orderId, reference, by, actor)]);
    else if ((await receiver.inspect(orderId, by, actor)) === null) return null;
    return providerSaid(await evidence.list(orderId), reference);
  }

  /** A proposal whose order moved blocks nobody: it is ended, said so, and the new one goes on. */
  private async endedStale({ order }: Standing, asked: StaffAsked): Promise<boolean> {
    const open = (await this.parts.repairs.ofOrder(order.orderId)).find(({ state }) => state === 'proposed');
    if (open === undefined || open.expectedVersion === order.version) return false;
    return (await this.endMoved(open, asked, movedWords(order))) === 'done';
  }

  private async voidProposal(
    repair: RepairRecord,
    { order }: Standing,
    asked: StaffAsked,
    because: string,
  ): Promise<ActionResult> {
    await this.endMoved(repair, asked, because);
    return notDone('approval_void', `${because} The approval is void; look at ${order.orderId} again.`);
  }

  private endMoved(repair: RepairRecord, asked: StaffAsked, because: string): Promise<RepairAnswer> {
    return this.parts.repairs.end(
      repair,
      { state: 'refused', because },
      {
        entry: {
          ...entryOf('repairs:void', repair.orderId, asked, because, { repair_id: repair.repairId }),
          operationId: `${asked.operationId}:void`,
        },
        evidence: this.refusalEvidence(repair, asked, because),
        nowMs: this.parts.clock.nowMs(),
      },
    );
  }

  private async afterClick(answer: RepairAnswer, request: RepairRequest, second: boolean): Promise<ActionResult> {
    const { orderId } = request;
    switch (answer) {
      case 'done':
      case 'known':
        if (second) return { kind: 'done', text: 'Proposed. A second person must approve it before anything moves.' };
        this.parts.wakeUp.hint('confirmation_queue', orderId);
        return this.waitForOwner(orderId, request.repairId);
      case 'moved':
        return notDone('order_moved', 'The order moved since the form was opened. Nothing was done; look at it again.');
      case 'other_open': {
        const open = (await this.parts.repairs.ofOrder(orderId)).find(isOpenRepair);
        return notDone(
          'repair_open',
          open === undefined ? 'Another repair was just settled; look at the order again.' : openWords(open),
        );
      }
      default:
        return answer satisfies never;
    }
  }

  private async waitForOwner(orderId: string, repairId: string): Promise<ActionResult> {
    const { clock, repairs } = this.parts;
    const untilMs = clock.nowMs() + REPAIR_PATIENCE_MS;
    for (;;) {
      const repair = await repairs.get(orderId, repairId);
      if (repair?.state === 'applied') return { kind: 'done', text: appliedWords(repair) };
      if (repair?.state === 'refused') return notDone('repair_refused', repair.refusedBecause ?? 'It was refused.');
      if (clock.nowMs() >= untilMs)
        return {
          kind: 'not_known_yet',
          text: "It is recorded; the order's owner has not decided it yet.",
          watch: watchOf(orderId),
        };
      await clock.sleep(POLL_MS);
    }
  }

  /** What this click did before; null when it did nothing yet. */
  private async repeated(orderId: string, action: string, asked: StaffAsked): Promise<ActionResult | null> {
    const known = await this.parts.audit.ofOperation(asked.operationId);
    if (known === null) return null;
    const repairId = known.detail.repair_id;
    if (known.object !== orderId || known.action !== action || typeof repairId !== 'string') return OTHER_CLICK;
    const repair = await this.parts.repairs.get(orderId, repairId);
    if (repair?.state === 'proposed')
      return { kind: 'done', text: 'Proposed. A second person must approve it before anything moves.' };
    return this.waitForOwner(orderId, repairId);
  }

  private witness(
    kind: 'repair_proposed' | 'repair_approved',
    orderId: string,
    asked: StaffAsked,
    request: RepairRequest,
    more: EvidenceDetail,
  ): NewEvidence {
    return {
      ...this.by(orderId, asked),
      kind,
      providerReference: request.provider?.providerReference ?? null,
      detail: {
        repair_id: request.repairId,
        repair: request.kind,
        reason: request.reason,
        case_id: request.caseId,
        amount_minor: request.amount?.amountMinor ?? null,
        currency: request.amount?.currency ?? null,
        rests_on: request.provider?.seq ?? null,
        ...more,
      },
    };
  }

  private refusalEvidence(repair: RepairRecord, asked: StaffAsked, why: string): NewEvidence {
    return {
      ...this.by(repair.orderId, asked),
      kind: 'repair_refused',
      detail: { repair_id: repair.repairId, repair: repair.kind, why },
    };
  }

  private by(orderId: string, { requestId, staff, traceId }: StaffAsked) {
    return {
      orderId,
      lane: 'operator' as const,
      observedAtMs: this.parts.clock.nowMs(),
      region: this.parts.region,
      requestId,
      traceId,
      paymentOperation: paymentOperation(orderId),
      actor: staffActor(staff.email),
    };
  }
}

const notDone = (code: string, text: string): ActionResult => ({ kind: 'not_done', code, text });
const NO_ORDER = notDone('order_not_found', 'There is no such order in this region.');
const OTHER_CLICK = notDone(
  'operation_id_used',
  'This click was already used for something else. Nothing was done; try again.',
);
const watchOf = (orderId: string): string => `/console/orders/${encodeURIComponent(orderId)}`;

/** A case about another charge than the order's own payment (a duplicate) names it in the row that opened it. */
function otherCharge(
  rows: readonly EvidenceRow[],
  caseId: string | null,
  operations: readonly OperationRecord[],
): string | null {
  if (caseId === null) return null;
  const opened = rows.findLast((row) => row.kind === 'case_opened' && detailText(row, 'case_id') === caseId);
  const own = operations.find(({ kind }) => kind === 'authorize')?.providerReference ?? null;
  const reference = opened?.providerReference ?? null;
  return reference === null || reference === own ? null : reference;
}

function movedSince({ basis, order }: Standing, proposal: RepairProposal): ActionResult | null {
  if (order.version !== proposal.expectedVersion) return notDone('order_moved', movedWords(order));
  return (basis.provider?.seq ?? null) === proposal.restsOnSeq
    ? null
    : notDone(
        'evidence_moved',
        'Newer evidence came since the form was opened. Nothing was done; look at both sides again.',
      );
}

const movedWords = ({ state, version }: OrderRecord): string =>
  `The order moved: it is now ${state}, version ${version}. Nothing was done.`;

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
  return {
    orderId: proposal.orderId,
    repairId: `repair:${proposal.orderId}:${asked.operationId}`,
    kind: proposal.kind,
    caseId: proposal.caseId,
    amount,
    operation: operationOf(proposal.kind, basis),
    expectedVersion: proposal.expectedVersion,
    provider: basis.provider,
    reason: proposal.reason,
    askedBy: staffActor(asked.staff.email),
    approvedBy: null,
  };
}

function approvedRequest(
  repair: RepairRecord,
  said: ProviderSaid | null,
  frozen: RepairBasis,
  approvedBy: string,
): RepairRequest {
  const { amount, caseId, expectedVersion, kind, orderId, proposedBy, reason, repairId } = repair;
  return {
    orderId,
    repairId,
    kind,
    caseId,
    amount,
    operation: operationOf(kind, frozen),
    expectedVersion,
    provider: said,
    reason,
    askedBy: proposedBy,
    approvedBy,
  };
}

/** Rows that the repair rests on: the provider's word, and else what opened its case or the order's last row. */
function restsOn({ basis, openCase, rows }: Standing): number[] {
  if (basis.provider !== null) return [basis.provider.seq];
  const opened = rows.findLast((row) => row.kind === 'case_opened' && detailText(row, 'case_id') === openCase?.caseId);
  const last = opened ?? rows.at(-1);
  return last === undefined ? [] : [last.seq];
}

function approvalRefusal(repair: RepairRecord, basisHash: string, asked: StaffAsked): ActionResult | null {
  if (repair.state !== 'proposed') return notDone('repair_settled', settledWords(repair));
  if (repair.proposedBy === staffActor(asked.staff.email))
    return notDone('own_proposal', 'You proposed this repair; a second person must approve it.');
  return repair.basisHash === basisHash
    ? null
    : notDone('other_basis', 'This is not the proposal that you looked at. Nothing was approved; look at it again.');
}

/** The provider's word is the same, whenever it was said. */
function sameWord(a: ProviderSaid, b: ProviderSaid): boolean {
  const word = ({ seq: _seq, observedAtMs: _at, ...said }: ProviderSaid) => canonicalJson(said);
  return word(a) === word(b);
}

function messageOf(request: RepairRequest, asked: StaffAsked): NewMessage {
  return {
    orderId: request.orderId,
    messageId: messageIdFor(request.repairId, 'repair_requested'),
    schema: 'repair_requested',
    schemaVersion: 1,
    payload: repairPayload(request),
    consumers: ['order-owner'],
    paymentOperation: paymentOperation(request.orderId),
    requestId: asked.requestId,
    traceId: asked.traceId,
  };
}

function entryOf(
  action: string,
  object: string,
  { operationId, requestId, staff }: StaffAsked,
  reason: string,
  detail: NewAuditEntry['detail'],
): NewAuditEntry {
  return { actor: staffActor(staff.email), role: staff.role, action, object, operationId, requestId, reason, detail };
}

const isOpenRepair = ({ state }: RepairRecord): boolean => state === 'proposed' || state === 'requested';

const personOf = (actor: string): string => actor.replace(/^staff:/, '');

function openWords({ kind, proposedBy, state }: RepairRecord): string {
  const stands = state === 'proposed' ? 'it waits for a second person' : 'it is being carried out';
  return `${personOf(proposedBy)} asked for another repair first: ${REPAIR_WORDS[kind]}; ${stands}.`;
}

function settledWords({ kind, refusedBecause, state }: RepairRecord): string {
  return `${REPAIR_WORDS[kind]}: ${state}${refusedBecause === null ? '' : `, because ${refusedBecause}`}.`;
}

function appliedWords({ after, kind }: RepairRecord): string {
  const operation =
    typeof after?.operation === 'string' ? `; ${after.operation} is followed until the provider acknowledges it` : '';
  return `${REPAIR_WORDS[kind]}: done. The order is ${String(after?.state ?? 'unchanged')}${operation}.`;
}
