/** A repair as it travels from the desk to the order's owner. */
import { z } from 'zod';
import type { NewMessage } from '../domain/decision-record';
import { messageIdFor, paymentOperation } from '../domain/ids';
import { type RepairKind, REPAIR_KINDS } from '../domain/repair/repair';
import type { RepairRequest } from '../domain/repair/record';
import { Contract } from './contract';
import { currencyCode, field, instantMs, minorUnits } from './field';

const amount = z.strictObject({
  amount_minor: field(z.number().int().positive(), 'how much', 'minor units of the currency'),
  currency: currencyCode('the currency of the amount'),
});

const payload = z.strictObject({
  repair_id: field(z.string().min(1).max(300), 'made from the click: the same click is the same repair'),
  repair: field(
    z.enum(REPAIR_KINDS as unknown as [RepairKind, ...RepairKind[]]),
    'what is to be done; its preconditions are judged anew by the owner',
  ),
  case_id: field(z.string().max(600).nullable(), 'the case that it settles; null for none'),
  amount: field(amount.nullable(), 'what a void or a refund gives back; null for the other repairs'),
  operation: field(z.string().max(600).nullable(), 'void:ORDER_ID:n or refund:ORDER_ID:n; null where no money moves'),
  expected_version: field(z.number().int().positive(), "the order's version that the person saw"),
  said: field(
    z
      .strictObject({
        seq: field(z.number().int().positive(), 'the row of evidence that it is read from'),
        observed_at_ms: instantMs('when the provider was heard'),
        answer: field(z.enum(['found', 'not_found', 'unanswered']), 'what the look-up came back with'),
        of_other_charge: field(z.boolean(), "it is about a duplicate, not about the order's own payment"),
        provider_reference: field(z.string().max(255).nullable(), "the provider's own id of the payment"),
        amount: field(amount.nullable(), 'what the provider holds or has captured'),
        captured: field(z.boolean(), 'the money was taken, not only held'),
        refunded_minor: minorUnits('what the provider has given back already'),
        holds_nothing: field(z.boolean(), 'no money is held and none can be on its way'),
      })
      .nullable(),
    "the provider's last word when it was asked for; null where it was not needed",
  ),
  reason: field(z.string().max(2_000), "the person's own words"),
  asked_by: field(z.string().max(320), 'who proposed it: staff:ADDRESS'),
  approved_by: field(z.string().max(320).nullable(), 'the second person; null where none was needed'),
});

export const repairRequested = Contract.first(
  "A person's recorded decision, for the order's owner to carry out.",
  payload,
);

export type RepairPayload = z.infer<typeof payload>;

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
