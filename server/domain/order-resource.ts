/**
 * The order as the outside sees it, the same in every answer. Everything in it is derived from the record; nothing is guessed.
 */
import { customerMessage, lastKnownMessage } from './customer-message';
import type { KeptNote } from './kept-intent';
import { moneyPosition, type MoneyPosition } from './money-position';
import type { OrderReason, OrderState } from './order';
import type { OrderLine } from './placement';
import { awaitsOutcome, holdStands } from './order';
import type { Freshness, FreshnessSource } from './freshness';
import type { OperationToShow, OrderToShow } from './status-copy';

export interface OrderResource {
  readonly order_id: string;
  readonly reference: string;
  readonly state: OrderState;
  readonly version: number;
  readonly reason: OrderReason | null;
  readonly total: { readonly amount_minor: number; readonly currency: string };
  readonly money_position: MoneyPosition;
  readonly customer_message: string;
  readonly pay_again: 'not_needed' | 'possible';
  readonly next_check_at: string | null;
  readonly status_url: string;
  /** Until when the items are held; null when they are not, or for good. */
  readonly held_until: string | null;
  readonly lines: readonly ResourceLine[];
  readonly region: string;
  readonly owner_region: string;
  /** What is shown was true at this instant, by the owner's clock. */
  readonly fresh_as_of: string;
  /** `owner`: its record. `replica`: a copy here, young enough. `last_known`: a copy, and the owner cannot be reached. */
  readonly freshness: FreshnessSource;
  readonly created_at: string;
  readonly updated_at: string;
  /** Only of an intent that a region keeps while the order's owner is not reached; nothing was decided by it. */
  readonly kept?: KeptNote;
  /** Only where the owner is not reached: what it said at `fresh_as_of`. */
  readonly last_known?: true;
}

export interface ResourceLine {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly price: { readonly amount_minor: number; readonly currency: string };
}

export type ResourceOperation = Omit<OperationToShow, 'operation'>;

export interface ResourceContext {
  /** The region that answers. */
  readonly region: string;
  readonly ownerRegion: string;
  readonly nowMs: number;
  readonly freshness: Pick<Freshness, 'asOfMs' | 'source'>;
  /** IANA zone for the times inside the message. */
  readonly timeZone: string;
}

export function orderResource(
  order: OrderToShow,
  operations: readonly ResourceOperation[],
  lines: readonly OrderLine[],
  context: ResourceContext,
): OrderResource {
  const standing = moneyPosition(operations);
  const heldUntilMs = holdStands(order, context.nowMs) ? order.heldUntilMs : null;
  const pay = operations.find((operation) => operation.kind === 'authorize');
  const compensation = operations.find(
    ({ kind, providerReference, state }) =>
      (kind === 'void' || kind === 'refund') &&
      state === 'acknowledged' &&
      providerReference === pay?.providerReference,
  );
  const { message, payAgain } = customerMessage({
    state: order.state,
    reason: order.reason,
    moneyPosition: standing.position,
    heldUntilMs,
    compensationReference: compensation?.providerReference ?? null,
    timeZone: context.timeZone,
  });
  const { asOfMs, source } = context.freshness;
  const nextCheckAtMs = awaitsOutcome(order.state) ? (pay?.nextCheckAtMs ?? null) : null;
  return {
    order_id: order.orderId,
    reference: order.reference,
    state: order.state,
    version: order.version,
    reason: order.reason,
    total: { amount_minor: order.total.amountMinor, currency: order.total.currency },
    money_position: standing.position,
    customer_message: source === 'last_known' ? lastKnownMessage(message, asOfMs, context.timeZone) : message,
    pay_again: payAgain,
    next_check_at: nextCheckAtMs === null ? null : new Date(nextCheckAtMs).toISOString(),
    status_url: `/orders/${order.orderId}`,
    held_until: heldUntilMs === null ? null : new Date(heldUntilMs).toISOString(),
    lines: lines.map((line) => ({
      sku: line.sku,
      name: line.name,
      quantity: line.quantity,
      price: { amount_minor: line.unitPriceMinor, currency: order.total.currency },
    })),
    region: context.region,
    owner_region: context.ownerRegion,
    fresh_as_of: new Date(asOfMs).toISOString(),
    freshness: source,
    ...(source === 'last_known' ? { last_known: true as const } : {}),
    created_at: new Date(order.createdAtMs).toISOString(),
    updated_at: new Date(order.updatedAtMs).toISOString(),
  };
}
