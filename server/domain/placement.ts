/**
 * A placement: everything that one accepted intent makes durable in one transaction. The intent, its hold and the payment
 * operation are decided together, so that a crash leaves either nothing or an order that says what comes next.
 */
import type { NewEvidence } from './evidence';
import type { Region } from './ids';
import { paymentOperation, reservationOperation } from './ids';
import { skusOf } from './inventory';
import type { Money } from './money';
import type { OrderReason, OrderState } from './order';

export interface OrderLine {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
}

/** The intent as the checkout fixed it; prices and total are the server's. */
export interface OrderIntent {
  readonly orderId: string;
  readonly shard: number;
  readonly region: Region;
  readonly reference: string;
  readonly total: Money;
  readonly email: string;
  readonly cartId: string;
  readonly cartVersion: number;
  readonly paymentMethod: string;
  readonly payloadFingerprint: string;
  /** SHA-256, hex. */
  readonly statusTokenHash: string;
  readonly lines: readonly OrderLine[];
}

export interface PlannedTransition {
  readonly version: number;
  readonly from: OrderState | null;
  readonly to: OrderState;
  readonly reason: OrderReason | null;
}

/** A money operation to make durable before its call. */
export interface PlannedOperation {
  readonly orderId: string;
  readonly operation: string;
  readonly kind: 'authorize' | 'capture' | 'void' | 'refund';
  readonly amount: Money;
  readonly paymentMethod: string | null;
  readonly providerReference: string | null;
  /** Set when the call is made at once by whoever writes this; 0 when a worker will make it. */
  readonly attempts: number;
  readonly firstAttemptAtMs: number | null;
  readonly lastSendAtMs: number | null;
  readonly nextCheckAtMs: number;
  /** The case that it settles; absent for none. */
  readonly caseId?: string | null;
}

export interface Placement {
  readonly intent: OrderIntent;
  readonly transitions: readonly PlannedTransition[];
  readonly state: OrderState;
  readonly version: number;
  readonly reason: OrderReason | null;
  /** Whether the lines are held; false only for an intent that is refused in the same breath. */
  readonly hold: boolean;
  readonly heldUntilMs: number | null;
  readonly deadlineAtMs: number | null;
  readonly operation: PlannedOperation | null;
  readonly evidence: readonly NewEvidence[];
  readonly nowMs: number;
}

/** Who asked and when; goes into every evidence row. */
export interface Asked {
  readonly requestId: string;
  readonly traceId: string;
  readonly region: Region;
  readonly nowMs: number;
  /** Set for an intent that another region kept while this one could not be reached. */
  readonly kept?: KeptElsewhere;
}

export interface KeptElsewhere {
  readonly by: Region;
  /** When its customer was told that it is kept. */
  readonly atMs: number;
  /** From then on it is not placed any more, only refused uncharged. */
  readonly placeUntilMs: number;
}

export interface PaymentPlan {
  /** The gateway waits for an outcome until then. */
  readonly deadlineAtMs: number;
  /** No call made for this attempt can still be on its way after this. */
  readonly lastSendAtMs: number;
  /** When machines first look the outcome up if nobody recorded one. */
  readonly nextCheckAtMs: number;
}

/** How far a placement gets: refused for stock, held but not admitted to payment, or on its way to the provider. */
export type PlacementScope =
  | { readonly kind: 'out_of_stock'; readonly sku: string }
  /** Kept elsewhere, and handed over after its time. */
  | { readonly kind: 'intent_expired' }
  | {
      readonly kind: 'hold_only';
      readonly heldUntilMs: number;
      readonly refusal: { readonly code: string; readonly retryAfterSeconds: number };
    }
  | { readonly kind: 'pay'; readonly heldUntilMs: number; readonly plan: PaymentPlan };

/** Builds the placement; pure. */
export function placeOrder(intent: OrderIntent, scope: PlacementScope, asked: Asked): Placement {
  const saved: PlannedTransition = { version: 1, from: null, to: 'order_intent_saved', reason: null };
  const base = { intent, nowMs: asked.nowMs };
  const opening = [submitted(intent, asked), intentSaved(intent, asked)];
  switch (scope.kind) {
    case 'out_of_stock':
    case 'intent_expired': {
      const reason = scope.kind;
      const refused: PlannedTransition = { version: 2, from: 'order_intent_saved', to: 'failed_safely', reason };
      const shortOf =
        scope.kind === 'out_of_stock'
          ? [witness(intent, asked, 'inventory', 'hold_refused', { sku: scope.sku }, null)]
          : [];
      return {
        ...base,
        transitions: [saved, refused],
        state: 'failed_safely',
        version: 2,
        reason,
        hold: false,
        heldUntilMs: null,
        deadlineAtMs: null,
        operation: null,
        evidence: [...opening, ...shortOf, witness(intent, asked, 'order', 'failed_safely', { reason }, 2)],
      };
    }
    case 'hold_only':
      return {
        ...base,
        transitions: [saved, reserved],
        state: 'inventory_reserved',
        version: 2,
        reason: null,
        hold: true,
        heldUntilMs: scope.heldUntilMs,
        deadlineAtMs: null,
        operation: null,
        evidence: [
          ...opening,
          inventoryReserved(intent, asked, scope.heldUntilMs),
          witness(
            intent,
            asked,
            'gateway',
            'payment_refused',
            {
              code: scope.refusal.code,
              retry_after_seconds: scope.refusal.retryAfterSeconds,
            },
            null,
          ),
        ],
      };
    case 'pay':
      return {
        ...base,
        transitions: [
          saved,
          reserved,
          { version: 3, from: 'inventory_reserved', to: 'payment_authorizing', reason: null },
        ],
        state: 'payment_authorizing',
        version: 3,
        reason: null,
        hold: true,
        heldUntilMs: scope.heldUntilMs,
        deadlineAtMs: scope.plan.deadlineAtMs,
        operation: authorizeOperation(intent, scope.plan, asked.nowMs),
        evidence: [
          ...opening,
          inventoryReserved(intent, asked, scope.heldUntilMs),
          paymentAuthorizing(intent, asked, scope.plan.deadlineAtMs, 3),
        ],
      };
    default:
      return scope satisfies never;
  }
}

const reserved: PlannedTransition = { version: 2, from: 'order_intent_saved', to: 'inventory_reserved', reason: null };

export function authorizeOperation(
  intent: Pick<OrderIntent, 'orderId' | 'total' | 'paymentMethod'>,
  plan: PaymentPlan,
  nowMs: number,
): PlannedOperation {
  return {
    orderId: intent.orderId,
    operation: paymentOperation(intent.orderId),
    kind: 'authorize',
    amount: intent.total,
    paymentMethod: intent.paymentMethod,
    providerReference: null,
    attempts: 1,
    firstAttemptAtMs: nowMs,
    lastSendAtMs: plan.lastSendAtMs,
    nextCheckAtMs: plan.nextCheckAtMs,
  };
}

type Witnessed = Pick<OrderIntent, 'orderId'>;

function witness(
  intent: Witnessed,
  asked: Asked,
  lane: NewEvidence['lane'],
  kind: NewEvidence['kind'],
  detail: NewEvidence['detail'],
  orderVersion: number | null,
): NewEvidence {
  return {
    orderId: intent.orderId,
    lane,
    kind,
    observedAtMs: asked.nowMs,
    region: asked.region,
    requestId: asked.requestId,
    traceId: asked.traceId,
    actor: lane === 'customer' ? 'customer' : 'system:checkout-gateway',
    orderVersion,
    detail,
  };
}

const submitted = (intent: OrderIntent, asked: Asked): NewEvidence => ({
  ...witness(
    intent,
    asked,
    'customer',
    'order_submitted',
    {
      cart_version: intent.cartVersion,
      payment_method: intent.paymentMethod,
      submit: 1,
      ...(asked.kept === undefined ? {} : { kept_by: asked.kept.by, kept_at_ms: asked.kept.atMs }),
    },
    null,
  ),
  attempt: 1,
});

const intentSaved = (intent: OrderIntent, asked: Asked): NewEvidence =>
  witness(
    intent,
    asked,
    'order',
    'order_intent_saved',
    {
      lines: intent.lines.length,
      total_minor: intent.total.amountMinor,
      currency: intent.total.currency,
      idempotency_key: intent.orderId,
    },
    1,
  );

const inventoryReserved = (intent: OrderIntent, asked: Asked, heldUntilMs: number): NewEvidence =>
  witness(
    intent,
    asked,
    'inventory',
    'inventory_reserved',
    {
      lines: intent.lines.length,
      skus: skusOf(intent.lines),
      held_until_ms: heldUntilMs,
      reservation: reservationOperation(intent.orderId),
    },
    2,
  );

export const paymentAuthorizing = (
  intent: Pick<OrderIntent, 'orderId' | 'total'>,
  asked: Asked,
  deadlineAtMs: number,
  version: number,
): NewEvidence => ({
  ...witness(
    intent,
    asked,
    'payment',
    'payment_authorizing',
    {
      amount_minor: intent.total.amountMinor,
      currency: intent.total.currency,
      deadline_at_ms: deadlineAtMs,
    },
    version,
  ),
  paymentOperation: paymentOperation(intent.orderId),
  attempt: 1,
});
