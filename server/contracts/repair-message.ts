/** A repair as it travels from the desk to the order's owner. */
import { z } from 'zod';
import type { NewMessage } from '../domain/decision-record';
import { messageIdFor, paymentOperation } from '../domain/ids';
import { type RepairKind, REPAIR_KINDS } from '../domain/repair';
import type { RepairRequest } from '../domain/repair-record';

const amount = z.strictObject({
  amount_minor: z.number().int().positive().describe('minor units of the currency'),
  currency: z.string().regex(/^[A-Z]{3}$/),
});

export const repairRequested = z.strictObject({
  repair_id: z.string().min(1).max(300).describe('made from the click: the same click is the same repair'),
  repair: z.enum(REPAIR_KINDS as unknown as [RepairKind, ...RepairKind[]]),
  case_id: z.string().max(600).nullable().describe('the case that it settles'),
  amount: amount.nullable().describe('what a void or a refund gives back'),
  operation: z.string().max(600).nullable().describe('void:ORDER_ID:n or refund:ORDER_ID:n'),
  expected_version: z.number().int().positive().describe("the order's version that the person saw"),
  said: z
    .strictObject({
      seq: z.number().int().positive().describe('the row of evidence that it is read from'),
      observed_at_ms: z.number().int(),
      answer: z.enum(['found', 'not_found', 'unanswered']),
      of_other_charge: z.boolean().describe("it is about a duplicate, not about the order's own payment"),
      provider_reference: z.string().max(255).nullable(),
      amount: amount.nullable().describe('what the provider holds or has captured'),
      captured: z.boolean(),
      refunded_minor: z.number().int().nonnegative(),
      holds_nothing: z.boolean().describe('no money is held and none can be on its way'),
    })
    .nullable()
    .describe("the provider's last word when it was asked for"),
  reason: z.string().max(2_000),
  asked_by: z.string().max(320),
  approved_by: z.string().max(320).nullable(),
});

export type RepairPayload = z.infer<typeof repairRequested>;

/** The same repair is the same message, however often it is asked for. */
export function repairMessage(request: RepairRequest, requestId: string, traceId: string | null): NewMessage {
  const { orderId, repairId } = request;
  return {
    orderId,
    messageId: messageIdFor(repairId, 'repair_requested'),
    schema: 'repair_requested',
    schemaVersion: 1,
    payload: repairPayload(request),
    consumers: ['order-owner'],
    paymentOperation: paymentOperation(orderId),
    requestId,
    traceId,
  };
}

export function repairPayload(request: RepairRequest): RepairPayload {
  const { provider } = request;
  return {
    repair_id: request.repairId,
    repair: request.kind,
    case_id: request.caseId,
    amount: wireAmount(request.amount),
    operation: request.operation,
    expected_version: request.expectedVersion,
    said:
      provider === null
        ? null
        : {
            seq: provider.seq,
            observed_at_ms: provider.observedAtMs,
            answer: provider.answer,
            of_other_charge: provider.ofOtherCharge,
            provider_reference: provider.providerReference,
            amount: wireAmount(provider.amount),
            captured: provider.captured,
            refunded_minor: provider.refundedMinor,
            holds_nothing: provider.holdsNothing,
          },
    reason: request.reason,
    asked_by: request.askedBy,
    approved_by: request.approvedBy,
  };
}

export function repairOf(orderId: string, payload: RepairPayload): RepairRequest {
  const { said } = payload;
  return {
    orderId,
    repairId: payload.repair_id,
    kind: payload.repair,
    caseId: payload.case_id,
    amount: moneyOf(payload.amount),
    operation: payload.operation,
    expectedVersion: payload.expected_version,
    provider:
      said === null
        ? null
        : {
            seq: said.seq,
            observedAtMs: said.observed_at_ms,
            answer: said.answer,
            ofOtherCharge: said.of_other_charge,
            providerReference: said.provider_reference,
            amount: moneyOf(said.amount),
            captured: said.captured,
            refundedMinor: said.refunded_minor,
            holdsNothing: said.holds_nothing,
          },
    reason: payload.reason,
    askedBy: payload.asked_by,
    approvedBy: payload.approved_by,
  };
}

type WireAmount = z.infer<typeof amount>;

const wireAmount = (money: RepairRequest['amount']): WireAmount | null =>
  money === null || money.amountMinor <= 0 ? null : { amount_minor: money.amountMinor, currency: money.currency };

const moneyOf = (wire: WireAmount | null): RepairRequest['amount'] =>
  wire === null ? null : { amountMinor: wire.amount_minor, currency: wire.currency };
