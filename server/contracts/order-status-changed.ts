/** How an order stands now, for the other region's copy: whole, as its customer reads it. */
import { z } from 'zod';
import type { BusMessage } from '../domain/bus-message';
import { messageIdFor, type Region } from '../domain/ids';
import { ORDER_REASONS, ORDER_STATES } from '../domain/order';
import { PAYMENT_OPERATION_KINDS, PAYMENT_OPERATION_STATES } from '../domain/payment-operation';
import type { StatusToShow } from '../domain/status-copy';
import { Contract } from './contract';
import { currencyCode, field, instantMs, minorUnits } from './field';

const instantOrNone = (meaning: string) =>
  field(z.number().int().nullable(), meaning, 'milliseconds since 1970-01-01T00:00:00Z');
const count = z.number().int().positive();

const operation = z.strictObject({
  operation: field(z.string().max(600), 'pay:ORDER_ID, capture:ORDER_ID, void:ORDER_ID:n or refund:ORDER_ID:n'),
  kind: field(z.enum(PAYMENT_OPERATION_KINDS), 'what is done to the money'),
  state: field(z.enum(PAYMENT_OPERATION_STATES), 'what the provider is known to have said of it'),
  amount_minor: minorUnits('what the provider reported, and what was asked for while it has reported nothing'),
  currency: currencyCode('the currency of the amount'),
  provider_reference: field(z.string().max(255).nullable(), "the provider's own id; null while it is not known"),
  next_check_at_ms: instantOrNone('when the next look-up was planned for; null for none'),
});

const line = z.strictObject({
  sku: field(z.string().max(64), 'the product'),
  name: field(z.string().max(200), 'its name when the order was placed'),
  quantity: field(count, 'how many', 'pieces'),
  unit_price_minor: minorUnits('for one piece, when the order was placed'),
});

const payload = z.strictObject({
  change: field(count, 'from 1, one more for each change of what the customer reads; the highest is the newest'),
  version: field(count, "the order's version"),
  state: field(z.enum(ORDER_STATES), "the order's state"),
  reason: field(z.enum(ORDER_REASONS).nullable(), 'why it stands there; null where the state says all'),
  reference: field(z.string().max(64), 'what the customer reads out over a phone'),
  status_token_hash: field(
    z.string().regex(/^[0-9a-f]{64}$/),
    'of the token that opens the status: a reader is authorised by it',
    'SHA-256, hex',
  ),
  total_minor: minorUnits('what the order comes to'),
  currency: currencyCode('the currency of the order'),
  held_until_ms: instantOrNone('until when the items are held; null when they are not, or for good'),
  operations: field(z.array(operation).max(100), 'what is done to its money, in no order'),
  lines: field(z.array(line).max(200), 'what was ordered'),
  created_at_ms: instantMs('when it was placed'),
  updated_at_ms: instantMs('when it moved last'),
});

export const orderStatusChanged = Contract.first(
  'How an order stands now, as its customer reads it; the other region keeps the newest as a copy, which decides nothing.',
  payload,
);

export type OrderStatusPayload = z.infer<typeof payload>;

export interface ChangedStatus extends StatusToShow {
  readonly change: number;
  readonly statusTokenHash: string;
}

/** @param readAtMs when the record was read, by its database's clock. */
export function orderStatusMessage(status: ChangedStatus, region: Region, readAtMs: number): BusMessage {
  const { change, order } = status;
  return {
    messageId: messageIdFor(`${order.orderId}@${change}`, 'order_status_changed'),
    orderId: order.orderId,
    schema: 'order_status_changed',
    schemaVersion: 1,
    paymentOperation: null,
    requestId: null,
    traceId: null,
    region,
    recordedAtMs: readAtMs,
    payload: orderStatusPayload(status),
  };
}

export function orderStatusPayload(status: ChangedStatus): OrderStatusPayload {
  const { change, lines, operations, order, statusTokenHash } = status;
  return {
    change,
    version: order.version,
    state: order.state,
    reason: order.reason,
    reference: order.reference,
    status_token_hash: statusTokenHash,
    total_minor: order.total.amountMinor,
    currency: order.total.currency,
    held_until_ms: order.heldUntilMs,
    operations: operations.map((each) => ({
      operation: each.operation,
      kind: each.kind,
      state: each.state,
      amount_minor: each.amount.amountMinor,
      currency: each.amount.currency,
      provider_reference: each.providerReference,
      next_check_at_ms: each.nextCheckAtMs,
    })),
    lines: lines.map((each) => ({
      sku: each.sku,
      name: each.name,
      quantity: each.quantity,
      unit_price_minor: each.unitPriceMinor,
    })),
    created_at_ms: order.createdAtMs,
    updated_at_ms: order.updatedAtMs,
  };
}

export function statusOfCopy(orderId: string, payload: OrderStatusPayload): StatusToShow {
  return {
    order: {
      orderId,
      reference: payload.reference,
      state: payload.state,
      version: payload.version,
      reason: payload.reason,
      total: { amountMinor: payload.total_minor, currency: payload.currency },
      heldUntilMs: payload.held_until_ms,
      createdAtMs: payload.created_at_ms,
      updatedAtMs: payload.updated_at_ms,
    },
    operations: payload.operations.map((each) => ({
      operation: each.operation,
      kind: each.kind,
      state: each.state,
      amount: { amountMinor: each.amount_minor, currency: each.currency },
      providerReference: each.provider_reference,
      nextCheckAtMs: each.next_check_at_ms,
    })),
    lines: payload.lines.map((each) => ({
      sku: each.sku,
      name: each.name,
      quantity: each.quantity,
      unitPriceMinor: each.unit_price_minor,
    })),
  };
}
