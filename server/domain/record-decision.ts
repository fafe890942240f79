/**
 * From a pure decision to the rows of its transaction. Ids of effects are made from their cause, so that deciding the same thing
 * twice writes the same rows.
 */
import {
  type DecisionContext,
  type DecisionRecord,
  emptyDecision,
  type NewMessage,
  type OrderToTell,
} from './decision-record';
import type { EvidenceDetail, NewEvidence } from './evidence';
import { captureOperation, messageIdFor, paymentOperation, voidOperation } from './ids';
import type { Decision, MoneyEffect, OrderFacts, OrderReason, OrderState } from './order';
import type { PlannedOperation } from './placement';
import { paymentOutcomeDetail, type PaymentOutcome } from './payment';
import { type CaseReason, caseOpenedDetail, type NewCase, newCase } from './reconciliation-case';

export function recordDecision(
  order: OrderToTell,
  decision: Decision,
  outcome: PaymentOutcome | null,
  context: DecisionContext,
): DecisionRecord {
  const providerReference = outcome !== null && 'providerReference' in outcome ? outcome.providerReference : null;
  const base = emptyDecision(order, context);
  switch (decision.kind) {
    case 'stay':
      return base;
    case 'stray_money': {
      const opened = strayCase(order, outcome, context);
      return {
        ...base,
        operations: moneyOperations(order, decision.money, providerReference, outcome, context.nowMs),
        cases: [opened],
        evidence: [
          witnessed(
            order,
            context,
            'order',
            'stray_money',
            { outcome: outcome?.kind ?? 'none', ...paymentOutcomeDetail(outcome) },
            null,
            providerReference,
          ),
          caseOpened(order, opened, context),
        ],
      };
    }
    case 'stray_returned': {
      const verdict = `the money was given back: ${outcome?.kind ?? 'returned'}`;
      const closed = { caseId: strayCaseId(order.orderId), verdict };
      return { ...base, closes: [closed], evidence: [caseClosed(order, closed, context)] };
    }
    case 'move': {
      const version = order.version + 1;
      const closed = closedBy(order, decision.to, decision.reason);
      const opened =
        decision.to === 'needs_reconciliation'
          ? [reconciliationCase(order, reconciliationReason(decision.reason), version, context)]
          : [];
      return {
        ...base,
        to: decision.to,
        reason: decision.reason,
        hold: decision.hold,
        heldUntilMs: decision.hold === 'extend' ? context.extendedHoldUntilMs : null,
        operations: moneyOperations(order, decision.money, providerReference, outcome, context.nowMs),
        evidence: [
          witnessed(
            order,
            context,
            'order',
            decision.to,
            moveDetail(order, decision, outcome, context),
            version,
            providerReference,
          ),
          ...opened.map((each) => caseOpened(order, each, context)),
          ...closed.map((each) => caseClosed(order, each, context)),
        ],
        messages: decision.to === 'order_confirmed' ? [orderConfirmed(order, version, context)] : [],
        cases: opened,
        closes: closed,
      };
    }
    default:
      return decision satisfies never;
  }
}

function moveDetail(
  order: OrderToTell,
  decision: Extract<Decision, { kind: 'move' }>,
  outcome: PaymentOutcome | null,
  context: DecisionContext,
): EvidenceDetail {
  switch (decision.to) {
    case 'order_confirmed':
      return {
        amount_minor: order.total.amountMinor,
        currency: order.total.currency,
        ...(outcome?.kind === 'authorized' && outcome.observedAtMs
          ? { authorized_seen_at_ms: outcome.observedAtMs }
          : {}),
      };
    case 'payment_pending':
      return {
        reason: decision.reason,
        next_check_at_ms: context.nextCheckAtMs,
        held_until_ms: context.extendedHoldUntilMs,
      };
    case 'needs_reconciliation':
    case 'failed_safely':
      return { reason: decision.reason, ...paymentOutcomeDetail(outcome) };
    case 'order_intent_saved':
    case 'inventory_reserved':
    case 'payment_authorizing':
      return { reason: decision.reason };
    default:
      return decision.to satisfies never;
  }
}

/** The operations that a decision makes durable. A compensation undoes what the provider holds, not what we asked for. */
function moneyOperations(
  order: OrderFacts,
  effect: MoneyEffect,
  providerReference: string | null,
  outcome: PaymentOutcome | null,
  nowMs: number,
): PlannedOperation[] {
  if (effect === 'none' || providerReference === null) return [];
  const held = outcome?.kind === 'authorized' ? outcome.amount : order.total;
  const planned = {
    orderId: order.orderId,
    paymentMethod: null,
    providerReference,
    attempts: 0,
    firstAttemptAtMs: null,
    lastSendAtMs: null,
    nextCheckAtMs: nowMs,
  };
  switch (effect) {
    case 'capture':
      return [{ ...planned, operation: captureOperation(order.orderId), kind: 'capture', amount: order.total }];
    case 'void':
      return [
        {
          ...planned,
          operation: voidOperation(order.orderId, 1),
          kind: 'void',
          amount: { amountMinor: held.amountMinor, currency: order.total.currency },
        },
      ];
    default:
      return effect satisfies never;
  }
}

function orderConfirmed(order: OrderToTell, version: number, context: DecisionContext): NewMessage {
  return {
    orderId: order.orderId,
    messageId: messageIdFor(`${order.orderId}:v${version}`, 'order_confirmed'),
    schema: 'order_confirmed',
    // the newer version's instant is that of the record and is put in where it is written
    schemaVersion: 1,
    payload: {
      reference: order.reference,
      email: order.email,
      total_minor: order.total.amountMinor,
      currency: order.total.currency,
      confirmed_at_ms: context.nowMs,
    },
    consumers: ['mail', 'sales'],
    paymentOperation: paymentOperation(order.orderId),
    requestId: context.requestId,
    traceId: context.traceId,
  };
}

function reconciliationCase(order: OrderFacts, reason: CaseReason, version: number, context: DecisionContext): NewCase {
  return newCase(order.orderId, `v${version}`, reason, order.total, context.decidedBy, context.nowMs);
}

/** What conflicts or is missing; the machine's own words for it are the case's. */
function reconciliationReason(reason: OrderReason | null): CaseReason {
  switch (reason) {
    case 'amount_mismatch':
    case 'currency_mismatch':
    case 'reference_missing':
    case 'hold_gone':
      return reason;
    default:
      return 'checks_ran_out';
  }
}

const reconciliationCaseId = (orderId: string, version: number): string => `case:${orderId}:v${version}`;
const strayCaseId = (orderId: string): string => `case:${orderId}:stray`;

/**
 * The case that was opened when the order came under reconciliation ends with it, in the same transaction; so does one about money that
 * strayed meanwhile, once the order fails safely: then none is held.
 */
function closedBy(order: OrderFacts, to: OrderState, reason: OrderReason | null): DecisionRecord['closes'] {
  if (order.state !== 'needs_reconciliation') return [];
  const verdict = reason === null ? to : `${to}: ${reason}`;
  const own = { caseId: reconciliationCaseId(order.orderId, order.version), verdict };
  return to === 'failed_safely' ? [own, { caseId: strayCaseId(order.orderId), verdict }] : [own];
}

/** Witnessed where the case is open; the statement leaves it out where it is not. */
export function caseClosed(
  order: OrderFacts,
  closed: DecisionRecord['closes'][number],
  context: DecisionContext,
): NewEvidence {
  return witnessed(
    order,
    context,
    'operator',
    'case_closed',
    { case_id: closed.caseId, verdict: closed.verdict },
    null,
    null,
  );
}

function strayCase(order: OrderFacts, outcome: PaymentOutcome | null, context: DecisionContext): NewCase {
  const atRisk = outcome?.kind === 'authorized' ? outcome.amount : order.total;
  return newCase(order.orderId, 'stray', 'stray_authorization', atRisk, context.decidedBy, context.nowMs);
}

function caseOpened(order: OrderFacts, opened: NewCase, context: DecisionContext): NewEvidence {
  return witnessed(order, context, 'operator', 'case_opened', caseOpenedDetail(opened), null, null);
}

function witnessed(
  order: OrderFacts,
  context: DecisionContext,
  lane: NewEvidence['lane'],
  kind: NewEvidence['kind'],
  detail: EvidenceDetail,
  orderVersion: number | null,
  providerReference: string | null,
): NewEvidence {
  return {
    orderId: order.orderId,
    lane,
    kind,
    observedAtMs: context.nowMs,
    region: context.region,
    requestId: context.requestId,
    traceId: context.traceId,
    paymentOperation: paymentOperation(order.orderId),
    messageId: context.consumed?.messageId ?? null,
    providerReference,
    actor: context.decidedBy,
    ownerEpoch: context.ownerEpoch,
    orderVersion,
    detail,
  };
}
