/**
 * Tells one past order step by step: each step sets the story's clock and lets the product's owners do what they do. The steps
 * are the real boundaries (submit, call, webhook, look-up, decision, follow-up), so the evidence is the real evidence.
 */
import type { NewEvidence } from '../../server/domain/evidence';
import { ID_BYTES, requestIdFrom } from '../../server/domain/ids';
import { holdEndsAt } from '../../server/domain/inventory';
import { isFinal } from '../../server/domain/order';
import { freshAtOwner } from '@/server/domain/freshness';
import { orderResource } from '../../server/domain/order-resource';
import { paymentOperation } from '../../server/domain/operation';
import {
  type Asked,
  type PaymentPlan,
  type Placement,
  placeOrder,
  type PlacementScope,
} from '../../server/domain/placement';
import type { Region } from '../../server/domain/region';
import { answeredFromRecord } from '../../server/services/checkout-gateway';
import { GATEWAY_PATIENCE_MS, paymentPlan } from '../../server/services/payment-wait';
import { MAIL_TRIES } from '../../server/stores/mails';
import type { OrderStatus } from '../../server/stores/orders';
import type { PastOrder } from './past-order';
import type { PastRegion } from './past-region';
import { CALLER_GIVES_UP_MS } from './story-provider';

export class Storyteller {
  readonly asked: Asked;
  private readonly plan: PaymentPlan;
  private callIsOpen = false;

  constructor(
    readonly world: PastRegion,
    readonly order: PastOrder,
    ids: { readonly requestId?: string; readonly traceId?: string; readonly region?: Region } = {},
  ) {
    const { clock, random } = world;
    clock.set(order.atMs);
    this.asked = {
      ...this.newIds(ids.region ?? world.region),
      ...ids,
      region: ids.region ?? world.region,
      nowMs: order.atMs,
    };
    this.plan = paymentPlan(order.atMs, random.luck());
  }

  /** Milliseconds since the submit. */
  at(sinceSubmitMs: number): this {
    this.world.clock.set(this.order.atMs + sinceSubmitMs);
    return this;
  }

  async place(kind: 'pay' | 'hold_only' | 'out_of_stock'): Promise<void> {
    await this.placeAs(placeOrder(this.order.intent, this.scope(kind), this.asked));
  }

  async placeAs(placement: Placement): Promise<void> {
    const [answer] = await Promise.all([
      this.world.orders.place(placement),
      this.world.checkouts.open(this.order.checkout),
    ]);
    if (answer.kind !== 'placed') throw new Error(`past order ${this.order.intent.orderId}: ${answer.kind}`);
  }

  /** The provider call, to its end; begins a few milliseconds after the submit. */
  async call(): Promise<void> {
    const { intent, atMs } = this.order;
    this.at(6);
    await this.world.receiver.authorize(intent.orderId, intent.total, intent.paymentMethod, atMs, this.asked);
  }

  /** The call reaches the provider, or not, and is not answered; it ends by itself when its caller gives up. */
  async callUnheard(accepted: boolean): Promise<void> {
    const { provider } = this.world;
    provider.mood = { ...provider.mood, authorize: 'silent' };
    this.callIsOpen = true;
    if (!accepted) return;
    const { orderId, total, paymentMethod } = this.order.intent;
    this.at(1_300);
    const amount = { amount: total, remainingMs: CALLER_GIVES_UP_MS };
    await provider.charge({ ...amount, orderId, operation: paymentOperation(orderId), paymentMethod });
  }

  /** Before anything happens at `atMs`: has the unanswered call ended by then? */
  async endCallBefore(atMs: number): Promise<void> {
    if (!this.callIsOpen || atMs < this.order.atMs + CALLER_GIVES_UP_MS) return;
    this.callIsOpen = false;
    await this.call();
    this.world.clock.set(Math.max(atMs, this.world.clock.nowMs()));
  }

  /** The gateway's patience ends: the order waits, and the customer is told so. */
  async stopWaiting(): Promise<void> {
    this.at(GATEWAY_PATIENCE_MS);
    const { intent } = this.order;
    await this.world.receiver.recordStoppedWaiting(
      intent.orderId,
      this.plan.deadlineAtMs,
      GATEWAY_PATIENCE_MS,
      this.asked,
    );
    await this.decide();
  }

  /** The newest webhook of the provider, received now. */
  async webhook(): Promise<void> {
    const { clock, provider, receiver, verify } = this.world;
    if (provider.event === null) return;
    const event = verify(provider.event.rawBody, provider.event.signature);
    if (event === null || typeof event === 'string') throw new Error('a past webhook is not believed');
    // a charge that was answered from its key, by an earlier seed that was cut off, tells nothing new
    if (event.orderId !== this.order.intent.orderId) return;
    const atMs = Math.max(clock.nowMs(), provider.event.atMs + 50);
    await this.endCallBefore(atMs);
    clock.set(atMs);
    const { requestId, traceId } = this.newIds(this.world.region);
    // Stripe tells whole seconds; the sandbox's instant is known here
    const createdAtMs = Math.min(provider.event.atMs, clock.nowMs());
    await receiver.receive({ ...event, createdAtMs }, this.order.intent.orderId, requestId, traceId);
  }

  async decide(): Promise<void> {
    this.world.clock.forward(7);
    await this.world.owner.decideQueued(this.world.held);
  }

  async decideOverdue(): Promise<void> {
    await this.world.owner.decideOverdue(this.world.held);
  }

  /** Waits for the next planned look-up and makes it. False: none is planned before `untilMs`, which is then. */
  async lookUp(untilMs = Number.POSITIVE_INFINITY): Promise<boolean> {
    const dueAtMs = await this.nextCheckAtMs();
    if (dueAtMs === null || dueAtMs > untilMs) return false;
    await this.endCallBefore(dueAtMs);
    this.world.clock.set(dueAtMs);
    if ((await this.world.receiver.lookUpDue(1)) === 1) return true;
    throw new Error(`no look-up of ${this.order.intent.orderId} was due`);
  }

  /** Captures, voids: whatever the decision made durable. */
  async followUp(): Promise<void> {
    this.world.clock.forward(120);
    await this.world.receiver.followUpDue(4);
  }

  /** Subscribers of `order_confirmed`, and the mail: sent, or tried until it is given up. */
  async notify(mailError: string | null = null): Promise<void> {
    const { clock, mails, notifier, sales, times } = this.world;
    clock.forward(300);
    for (const message of times.published.splice(0)) {
      await Promise.all([notifier.consume(message), sales(message)]);
      for (let tries = mailError === null ? 1 : MAIL_TRIES; tries > 0; tries--) {
        clock.forward(1_000);
        await mails.settle(message.orderId, message.messageId, mailError, clock.nowMs(), clock.nowMs());
      }
    }
  }

  /** What the customer read at this moment. */
  async tell(httpStatus: number): Promise<void> {
    const { clock, evidence, region } = this.world;
    clock.forward(4);
    const { order, operations, lines } = await this.status();
    const { customer_message } = orderResource(order, operations, lines, {
      region,
      ownerRegion: region,
      nowMs: clock.nowMs(),
      freshness: freshAtOwner(region, clock.nowMs()),
      timeZone: 'UTC',
    });
    const { orderId, state, version } = order;
    const told: NewEvidence = {
      orderId,
      lane: 'customer',
      kind: 'customer_told',
      observedAtMs: clock.nowMs(),
      region,
      requestId: this.asked.requestId,
      traceId: this.asked.traceId,
      actor: 'system:checkout-gateway',
      detail: { http_status: httpStatus, state, version, message: customer_message },
    };
    await evidence.append([told]);
  }

  /** The same body under the same key again: answered from the record. */
  async submitAgain(ids: { readonly requestId?: string; readonly region?: Region } = {}): Promise<void> {
    const { clock, evidence } = this.world;
    const region = ids.region ?? this.asked.region;
    const asked = { ...this.newIds(region), ...ids, region, nowMs: clock.nowMs() };
    await evidence.append([answeredFromRecord((await this.status()).order, asked)]);
  }

  async status(): Promise<OrderStatus> {
    const status = await this.world.orders.status(this.order.intent.orderId);
    if (status === null) throw new Error(`past order ${this.order.intent.orderId} cannot be read`);
    return status;
  }

  async isFinal(): Promise<boolean> {
    return isFinal((await this.status()).order.state);
  }

  async nextCheckAtMs(): Promise<number | null> {
    const { orderId } = this.order.intent;
    const pay = (await this.status()).operations.find((each) => each.operation === paymentOperation(orderId));
    return pay?.nextCheckAtMs ?? null;
  }

  scope(kind: Exclude<PlacementScope['kind'], 'intent_expired'>): PlacementScope {
    const heldUntilMs = holdEndsAt(this.order.atMs);
    switch (kind) {
      case 'pay':
        return { kind, heldUntilMs, plan: this.plan };
      case 'hold_only':
        return { kind, heldUntilMs, refusal: { code: 'payment_unavailable', retryAfterSeconds: 20 } };
      case 'out_of_stock':
        return { kind, sku: this.order.intent.lines[0]?.sku ?? '' };
      default:
        return kind satisfies never;
    }
  }

  private newIds(region: Region): { requestId: string; traceId: string; region: Region } {
    const { random } = this.world;
    return {
      requestId: requestIdFrom(random.bytes(ID_BYTES)),
      traceId: Buffer.from(random.bytes(16)).toString('hex'),
      region,
    };
  }
}
