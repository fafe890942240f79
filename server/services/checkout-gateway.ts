/**
 * The checkout gateway: turns one customer intent into one durable order and says honestly how far it came. It waits for evidence
 * until its deadline and no longer; it never decides an order and never knows a provider's outcome by itself.
 */
import { type DecisionRecord, emptyDecision } from '../domain/decision-record';
import type { NewEvidence } from '../domain/evidence';
import { paymentOperation, type Region } from '../domain/ids';
import { holdEndsAt } from '../domain/inventory';
import { bodyText, differingFields, type IntentBody } from '../domain/kept-intent';
import { decide, isFinal } from '../domain/order';
import type { OrderRecord } from '../domain/order-record';
import type { ShardOwners } from '../domain/ownership';
import {
  type Asked,
  authorizeOperation,
  type OrderIntent,
  type PaymentPlan,
  type Placement,
  type PlacementScope,
  paymentAuthorizing,
  placeOrder,
} from '../domain/placement';
import type { Clock } from '../ports/clock';
import type { Random } from '../ports/random';
import type { CheckoutCopyStore } from '../stores/checkout-copies';
import type { CheckoutRecord, CheckoutStore } from '../stores/checkouts';
import type { EvidenceStore } from '../stores/evidence-rows';
import type { FencedTryStore } from '../stores/fenced-tries';
import type { OrderStatus, OrderStore } from '../stores/orders';
import type { PlaceAnswer } from '../stores/placements';
import type { ShardStore } from '../stores/shards';
import type { CartView } from './cart-keeper';
import type { Admission, Intake, Taken } from './checkout-admission';
import { type AllottedCheckout, allotCheckout } from './checkout-allotment';
import type { OrderWatcher } from './order-watcher';
import { owedCheckout } from './owed-checkout';
import type { PaymentReceiver } from './payment-receiver';
import { type Entry, type PaymentToMake, PaymentWait, paymentPlan } from './payment-wait';
import { sha256 } from './sha256';

export interface CheckoutGatewayParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly random: Random;
  readonly checkouts: CheckoutStore;
  /** Checkouts that were opened here for the other region, whose shards may have come here since. */
  readonly checkoutCopies: Pick<CheckoutCopyStore, 'get'>;
  readonly orders: OrderStore;
  readonly shards: ShardStore;
  readonly owners: ShardOwners;
  readonly fenced: Pick<FencedTryStore, 'record'>;
  readonly evidence: EvidenceStore;
  readonly payments: PaymentReceiver;
  readonly watcher: OrderWatcher;
  readonly admission: Admission;
  readonly intake: Intake;
}

export interface OrderRequest extends IntentBody {
  readonly orderId: string;
}

export type PlaceResult =
  | { readonly kind: 'order'; readonly status: OrderStatus; readonly replayed: boolean }
  | {
      readonly kind: 'payment_unavailable';
      readonly status: OrderStatus;
      readonly replayed: boolean;
      readonly retryAfterSeconds: number;
      readonly code: string;
    }
  /** No checkout gave out this key to this customer. */
  | { readonly kind: 'unknown_key' }
  | { readonly kind: 'different_body'; readonly fields: readonly string[] }
  | { readonly kind: 'cart_changed'; readonly cartVersion: number }
  | { readonly kind: 'not_owner' }
  /** The order store is busy: nothing was read or written. */
  | { readonly kind: 'too_busy'; readonly retryAfterSeconds: number };

export class CheckoutGateway {
  private readonly wait: PaymentWait;

  constructor(private readonly parts: CheckoutGatewayParts) {
    this.wait = new PaymentWait(parts);
  }

  /** Allots an order id in the region that is to own the order; nothing else happens. */
  allot(cart: CartView, email: string, owner: Region): AllottedCheckout {
    return allotCheckout(this.parts, cart, email, owner);
  }

  open(checkout: CheckoutRecord): Promise<void> {
    return this.parts.checkouts.open(checkout);
  }

  /** Places the order, or answers from the record when the key was used before. */
  async place(request: OrderRequest, asked: Asked): Promise<PlaceResult> {
    const entry = await this.parts.intake.enter();
    if (!entry.admitted) return { kind: 'too_busy', retryAfterSeconds: entry.retryAfterSeconds };
    try {
      return await this.placeEntered(request, asked, entry);
    } finally {
      entry.answered();
    }
  }

  private async placeEntered(request: OrderRequest, asked: Asked, taken: Taken): Promise<PlaceResult> {
    const { orders } = this.parts;
    const checkout = await this.checkoutOf(request.orderId);
    if (checkout === null || isAnotherCustomer(request, checkout)) return { kind: 'unknown_key' };
    if (request.cartId !== checkout.cartId || request.cartVersion !== checkout.cartVersion) {
      const known = await orders.status(request.orderId);
      if (known !== null) return { kind: 'different_body', fields: differingFields(request, known.order) };
      return request.cartId === checkout.cartId
        ? { kind: 'cart_changed', cartVersion: checkout.cartVersion }
        : { kind: 'different_body', fields: ['cart_id'] };
    }
    return this.placeFrom(checkout, request, asked, taken);
  }

  /** One that was opened here before its shard came here is opened as this region's own, so that it goes with the shard from now on. */
  private async checkoutOf(orderId: string): Promise<CheckoutRecord | null> {
    const { checkoutCopies, checkouts } = this.parts;
    const own = await checkouts.get(orderId);
    if (own !== null) return own;
    const owed = await owedCheckout(checkoutCopies, orderId);
    if (owed !== null) await checkouts.open(owed);
    return owed;
  }

  private async placeFrom(
    checkout: CheckoutRecord,
    request: OrderRequest,
    asked: Asked,
    taken: Taken,
  ): Promise<PlaceResult> {
    const { admission } = this.parts;
    const intent = intentOf(checkout, request, this.parts.region);
    if (asked.kept !== undefined && asked.nowMs >= asked.kept.placeUntilMs)
      return this.refuseExpired(intent, request, asked);
    const attempt = { paymentMethod: request.paymentMethod, skus: checkout.lines.map(({ sku }) => sku) };
    const entry: Entry = { ...admission.decide(attempt), taken };
    const scope: PlacementScope = entry.admitted
      ? { kind: 'pay', heldUntilMs: holdEndsAt(asked.nowMs), plan: paymentPlan(asked.nowMs, this.parts.random.luck()) }
      : { kind: 'hold_only', heldUntilMs: holdEndsAt(asked.nowMs), refusal: entry };
    try {
      const first = await this.placeUnderAnyEpoch(placeOrder(intent, scope, asked));
      const isRefused = first.kind === 'out_of_stock';
      const answer = isRefused
        ? await this.placeUnderAnyEpoch(placeOrder(intent, { kind: 'out_of_stock', sku: skusOf(intent) }, asked))
        : first;
      taken.written();
      switch (answer.kind) {
        case 'placed':
          // an order refused for stock has no payment operation: there is nothing to send
          if (scope.kind === 'pay' && !isRefused) return await this.payAndAnswer(intent, scope.plan, asked, entry);
          return await this.answer(intent.orderId, false, entry.admitted ? null : entry);
        case 'already_placed':
          return await this.answerAgain(request, asked, entry);
        case 'not_owner':
        case 'epoch_rose':
          return { kind: 'not_owner' };
        case 'out_of_stock':
          throw new Error(`order ${intent.orderId}: refused for stock twice`);
        default:
          return answer satisfies never;
      }
    } finally {
      if (entry.admitted && !entry.handedOver) entry.done(null);
    }
  }

  /** Handed over after its time: recorded as refused, so that no copy of it that is still on its way can place it. What stands, stands. */
  private async refuseExpired(intent: OrderIntent, request: OrderRequest, asked: Asked): Promise<PlaceResult> {
    const answer = await this.placeUnderAnyEpoch(placeOrder(intent, { kind: 'intent_expired' }, asked));
    if (answer.kind === 'placed') return this.answer(intent.orderId, false, null);
    const status = await this.parts.orders.status(request.orderId);
    if (status === null) return { kind: 'not_owner' };
    const fields = differingFields(request, status.order);
    return fields.length > 0 ? { kind: 'different_body', fields } : { kind: 'order', status, replayed: true };
  }

  /** An intent belongs to its shard, whoever leases it: a worker that takes the lease in this moment is waited out. */
  private async placeUnderAnyEpoch(placement: Placement): Promise<PlaceAnswer> {
    for (let tries = 1; ; tries++) {
      const answer = await this.parts.orders.place(placement);
      if (answer.kind !== 'epoch_rose' || tries >= MOST_PLACE_TRIES) return answer;
    }
  }

  /** The answer is the order as it was read when the wait ended; only where nobody waited is it read for it. */
  private async payAndAnswer(
    intent: PaymentToMake,
    plan: PaymentPlan,
    asked: Asked,
    entry: Entry,
  ): Promise<PlaceResult> {
    const status = await this.wait.callAndWait(intent, plan, asked, entry);
    return status === null ? this.answer(intent.orderId, false, null) : this.answerOf(status, false, null);
  }

  /** The key was used before: the body is compared, and the record answers; a kept intent goes on if it is admitted now. */
  private async answerAgain(request: OrderRequest, asked: Asked, entry: Entry): Promise<PlaceResult> {
    const refusal = entry.admitted ? null : entry;
    let status = await this.parts.orders.status(request.orderId);
    if (status === null) return { kind: 'unknown_key' };
    const fields = differingFields(request, status.order);
    if (fields.length > 0) return { kind: 'different_body', fields };
    if (status.order.state === 'inventory_reserved' && refusal === null) {
      const continued = await this.continuePayment(status.order, asked, entry);
      if (continued !== null) return continued;
      // another submit went on with it, or its time was over: as it stands now
      status = (await this.parts.orders.status(request.orderId)) ?? status;
    }
    const settled =
      status.order.state === 'payment_authorizing' ? await this.wait.waitForTheFirst(status, asked) : status;
    // a hand-over that comes again is no submit of the customer's
    if (asked.kept === undefined) await this.parts.evidence.append([answeredFromRecord(settled.order, asked)]);
    return this.answerOf(settled, true, refusal);
  }

  /** An intent that was kept while payments were refused is admitted now: the same order, its first payment operation. Null: it is not. */
  private async continuePayment(order: OrderRecord, asked: Asked, entry: Entry): Promise<PlaceResult | null> {
    const { fenced, orders, random, region, shards } = this.parts;
    const decision = decide(order, { kind: 'payment_admitted', nowMs: asked.nowMs });
    if (decision.kind !== 'move') return null;
    const ownerEpoch = await shards.epochOf(order.shard, region);
    if (ownerEpoch === null) return null;
    const plan = paymentPlan(asked.nowMs, random.luck());
    // the attempt begins with a whole hold, however little was left of the intent's
    const heldUntilMs = holdEndsAt(asked.nowMs);
    const authorizing = paymentAuthorizing(order, asked, plan.deadlineAtMs, order.version + 1);
    const record: DecisionRecord = {
      ...emptyDecision(order, { ownerEpoch, decidedBy: 'system:checkout-gateway' }),
      to: decision.to,
      reason: decision.reason,
      hold: decision.hold,
      heldUntilMs,
      deadlineAtMs: plan.deadlineAtMs,
      operations: [authorizeOperation(order, plan, asked.nowMs)],
      evidence: [{ ...authorizing, ownerEpoch, detail: { ...authorizing.detail, held_until_ms: heldUntilMs } }],
    };
    const answer = (await orders.decide([record], asked.nowMs)).get(order.orderId);
    if (answer === 'fenced')
      await fenced.record([
        {
          orderId: order.orderId,
          shard: order.shard,
          region,
          triedEpoch: ownerEpoch,
          triedState: record.to,
          actor: record.decidedBy,
          observedAtMs: asked.nowMs,
        },
      ]);
    return answer === 'applied' ? this.payAndAnswer(order, plan, asked, entry) : null;
  }

  private async answer(orderId: string, replayed: boolean, refusal: Refusal | null): Promise<PlaceResult> {
    const status = await this.parts.orders.status(orderId);
    if (status === null) throw new Error(`order ${orderId} was placed but cannot be read`);
    return this.answerOf(status, replayed, refusal);
  }

  private answerOf(status: OrderStatus, replayed: boolean, refusal: Refusal | null): PlaceResult {
    return refusal !== null && status.order.state === 'inventory_reserved'
      ? {
          kind: 'payment_unavailable',
          status,
          replayed,
          retryAfterSeconds: refusal.retryAfterSeconds,
          code: refusal.code,
        }
      : { kind: 'order', status, replayed };
  }
}

const MOST_PLACE_TRIES = 3;

/** The database refuses the whole hold and does not say which line was short. */
const skusOf = (intent: OrderIntent): string =>
  intent.lines
    .map((line) => line.sku)
    .join(', ')
    .slice(0, 200);

type Refusal = { readonly code: string; readonly retryAfterSeconds: number };

/** A caller who knows neither the cart nor the e-mail of a key is told that the key does not exist. */
function isAnotherCustomer(request: OrderRequest, checkout: CheckoutRecord): boolean {
  return request.cartId !== checkout.cartId && request.email !== checkout.email;
}

function intentOf(checkout: CheckoutRecord, request: OrderRequest, region: Region): OrderIntent {
  return {
    orderId: checkout.orderId,
    shard: checkout.shard,
    region,
    reference: checkout.reference,
    total: { amountMinor: checkout.totalMinor, currency: checkout.currency },
    email: request.email,
    cartId: checkout.cartId,
    cartVersion: checkout.cartVersion,
    paymentMethod: request.paymentMethod,
    payloadFingerprint: sha256(bodyText(request)),
    statusTokenHash: checkout.statusTokenHash,
    lines: checkout.lines,
  };
}

export function answeredFromRecord(order: OrderRecord, asked: Asked): NewEvidence {
  return {
    orderId: order.orderId,
    lane: 'customer',
    kind: 'order_submitted',
    observedAtMs: asked.nowMs,
    region: asked.region,
    requestId: asked.requestId,
    traceId: asked.traceId,
    paymentOperation: paymentOperation(order.orderId),
    actor: 'customer',
    replayed: true,
    detail: { state: order.state, final: isFinal(order.state) },
  };
}
