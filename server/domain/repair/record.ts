/**
 * A repair as the order owner writes it: judged once more on what it rests on and on the order as it stands now, then made durable with
 * its effects in one transaction. An order that moved since the form was opened refuses it and says what moved.
 */
import type { DecisionContext, DecisionRecord, OrderToTell } from '../decision-record';
import type { EvidenceDetail, NewEvidence } from '../evidence';
import type { Money } from '../money';
import { paymentOperation } from '../operation';
import type { Decision } from '../order';
import type { PaymentOutcome } from '../payment';
import type { PlannedOperation } from '../placement';
import { caseClosed, recordDecision } from '../record-decision';
import { EVIDENCE_KEPT_MS, type ProviderSaid, refundableMinor, type RepairKind } from './repair';
import { judgeRepair, ownersBasis } from './judgement';

/** What a person, and a second one where it takes two, has asked the order owner to do. */
export interface RepairRequest {
  readonly orderId: string;
  readonly repairId: string;
  readonly kind: RepairKind;
  readonly caseId: string | null;
  /** What a void or a refund gives back. */
  readonly amount: Money | null;
  /** `void:ORDER_ID:n`, `refund:ORDER_ID:n`; null for the other kinds. */
  readonly operation: string | null;
  /** The order's version that the person saw. */
  readonly expectedVersion: number;
  readonly provider: ProviderSaid | null;
  readonly reason: string;
  readonly askedBy: string;
  readonly approvedBy: string | null;
}

/** Pure: the rows of its transaction. */
export function recordRepair(order: OrderToTell, request: RepairRequest, context: DecisionContext): DecisionRecord {
  const refusal = refusalOf(order, request, context);
  if (refusal !== null) return recordRefusal(order, request, refusal, context);
  const decided = recordDecision(order, decisionOf(request), outcomeOf(request), context);
  const planned = plannedOperation(order, request, context.nowMs);
  const named = closedByPerson(request, decided);
  return {
    ...decided,
    hold: request.kind === 'release' ? 'release' : decided.hold,
    operations: planned === null ? decided.operations : [planned],
    closes: [...decided.closes, ...named],
    evidence: [
      ...decided.evidence,
      ...named.map((each) => caseClosed(order, each, context)),
      ...releasedEvidence(order, request, context),
      repaired(request, context),
    ],
    repair: {
      repairId: request.repairId,
      state: 'applied',
      because: null,
      after: {
        state: decided.to ?? order.state,
        version: decided.to === null ? order.version : order.version + 1,
        operation: planned?.operation ?? decided.operations[0]?.operation ?? null,
      },
    },
    refund: refundOrdered(order, request),
  };
}

/** Nothing changes but that it is known to be refused, and why. */
export function recordRefusal(
  order: OrderToTell,
  request: Pick<RepairRequest, 'orderId' | 'repairId' | 'kind' | 'askedBy'>,
  because: string,
  context: DecisionContext,
): DecisionRecord {
  const nothing = recordDecision(order, { kind: 'stay', because: 'not_applicable' }, null, context);
  return {
    ...nothing,
    evidence: [
      witness(request.orderId, 'repair_refused', context, {
        repair_id: request.repairId,
        repair: request.kind,
        why: because,
      }),
    ],
    repair: { repairId: request.repairId, state: 'refused', because, after: null },
  };
}

function refusalOf(order: OrderToTell, request: RepairRequest, { nowMs }: DecisionContext): string | null {
  const { amount, caseId, expectedVersion, kind, operation, provider } = request;
  if (order.version !== expectedVersion)
    return `The order moved: the repair was asked for at version ${expectedVersion}, it is now ${order.state} at version ${order.version}.`;
  if (givesBack(kind) && (amount === null || operation === null)) return 'It does not say what to give back.';
  const judged = judgeRepair(kind, amount, ownersBasis(order, provider, caseId), nowMs, EVIDENCE_KEPT_MS);
  return judged.permitted ? null : judged.text;
}

const givesBack = (kind: RepairKind): kind is 'void' | 'refund' => kind === 'void' || kind === 'refund';

/** Of the confirmed order's own payment; a duplicate's refund takes nothing from the order. */
function refundOrdered(order: OrderToTell, request: RepairRequest): DecisionRecord['refund'] {
  const { amount, kind, provider, repairId } = request;
  if (order.state !== 'order_confirmed' || kind !== 'refund' || amount === null) return null;
  return provider?.ofOtherCharge === true ? null : { amountMinor: amount.amountMinor, repairId };
}

function decisionOf({ kind }: RepairRequest): Decision {
  switch (kind) {
    case 'confirm':
      // also what is captured already: its capture is acknowledged by the payment's own record
      return { kind: 'move', to: 'order_confirmed', reason: 'repaired', hold: 'commit', money: 'capture' };
    case 'fail_safely':
      return { kind: 'move', to: 'failed_safely', reason: 'repaired', hold: 'release', money: 'none' };
    case 'void':
    case 'refund':
    case 'release':
    case 'accept_difference':
      return { kind: 'stay', because: 'not_applicable' };
    default:
      return kind satisfies never;
  }
}

/** What a confirmation rests on, as the capture needs it. */
function outcomeOf({ kind, provider }: RepairRequest): PaymentOutcome | null {
  if (kind !== 'confirm' || provider === null || provider.providerReference === null || provider.amount === null)
    return null;
  return { kind: 'authorized', providerReference: provider.providerReference, amount: provider.amount };
}

function plannedOperation(order: OrderToTell, request: RepairRequest, nowMs: number): PlannedOperation | null {
  const { amount, kind, operation, orderId, provider } = request;
  if (!givesBack(kind) || amount === null || operation === null) return null;
  return {
    orderId,
    operation,
    kind,
    amount,
    paymentMethod: null,
    providerReference: provider?.providerReference ?? null,
    attempts: 0,
    firstAttemptAtMs: null,
    lastSendAtMs: null,
    nextCheckAtMs: nowMs,
    caseId: endsCase(order, request) ? request.caseId : null,
  };
}

/** A part of money that should not be with us at all leaves its case open. */
function endsCase(order: OrderToTell, { amount, kind, provider }: RepairRequest): boolean {
  if (kind === 'void' || provider === null || amount === null) return true;
  const keepsRest = order.state === 'order_confirmed' && !provider.ofOtherCharge;
  return keepsRest || amount.amountMinor >= refundableMinor(provider);
}

/** A void's or a refund's case ends when the provider acknowledges it, not when it was asked for. */
function closedByPerson(request: RepairRequest, decided: DecisionRecord): DecisionRecord['closes'] {
  const { caseId, kind, reason } = request;
  const ends = kind === 'confirm' || kind === 'fail_safely' || kind === 'accept_difference';
  if (caseId === null || !ends || decided.closes.some((closed) => closed.caseId === caseId)) return [];
  return [{ caseId, verdict: `${kind}: ${reason}` }];
}

function releasedEvidence(order: OrderToTell, request: RepairRequest, context: DecisionContext): NewEvidence[] {
  if (request.kind !== 'release') return [];
  return [
    { ...witness(order.orderId, 'hold_released', context, { why: 'a person released them' }), lane: 'inventory' },
  ];
}

function repaired(request: RepairRequest, context: DecisionContext): NewEvidence {
  const { amount, approvedBy, askedBy, caseId, kind, operation, provider, reason, repairId } = request;
  return {
    ...witness(request.orderId, 'repair_recorded', context, {
      repair_id: repairId,
      repair: kind,
      reason,
      case_id: caseId,
      operation,
      amount_minor: amount?.amountMinor ?? null,
      currency: amount?.currency ?? null,
      rests_on: provider?.seq ?? null,
      asked_by: askedBy,
      approved_by: approvedBy,
    }),
    providerReference: provider?.providerReference ?? null,
  };
}

function witness(
  orderId: string,
  kind: NewEvidence['kind'],
  context: DecisionContext,
  detail: EvidenceDetail,
): NewEvidence {
  return {
    orderId,
    lane: 'operator',
    kind,
    observedAtMs: context.nowMs,
    region: context.region,
    requestId: context.requestId,
    traceId: context.traceId,
    paymentOperation: paymentOperation(orderId),
    messageId: context.consumed?.messageId ?? null,
    actor: context.decidedBy,
    ownerEpoch: context.ownerEpoch,
    detail,
  };
}
