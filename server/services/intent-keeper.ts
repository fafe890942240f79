/**
 * The intent keeper: hands each kept intent to the region that owns its order, once in effect, and follows it to its owner's last word.
 * The order id is the key end to end, so a hand-over may be repeated, cut off or overtaken by the customer. What was not handed over in
 * time is not placed any more; its owner is told so, and says what became of it.
 */
import { backoffMs } from '../domain/backoff';
import { isFinal } from '../domain/order';
import type { OrderResource } from '../domain/order-resource';
import type { Region } from '../domain/ids';
import type { Clock } from '../ports/clock';
import type { Random } from '../ports/random';
import type { CheckoutCopy, CheckoutCopyStore } from '../stores/checkout-copies';
import type { IntentHandOverStore, Owed } from '../stores/intent-hand-overs';
import type { KeptIntent, KeptIntentStore } from '../stores/kept-intents';
import { keptElsewhere } from './order-forwarder';
import { placedOrOwed, recordOf } from './owed-checkout';
import type { RegionRouter } from './region-router';

export interface IntentKeeperParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly random: Random;
  readonly router: Pick<RegionRouter, 'ask' | 'otherRegion' | 'ownerOfOrder'>;
  readonly intents: KeptIntentStore;
  readonly handOvers: IntentHandOverStore;
  readonly copies: CheckoutCopyStore;
}

/** Longer than the owner's own patience with the provider. */
const CALL_MS = 8_000;
/** Longer than a call and what is written after it: a worker that is alive is not overtaken. */
const CLAIM_MS = 15_000;
const RETRY = { baseMs: 500, capMs: 5_000 };
const FOLLOW_REST_MS = 5_000;
const COPIES_KEPT_MS = 2 * 24 * 3_600_000;
const FORGET_AT_ONCE = 1_000;
/** How many go at once while the owner answers; one alone finds out whether it does. */
const MOST_AT_ONCE = 6;

export class IntentKeeper {
  private answers = false;

  constructor(private readonly parts: IntentKeeperParts) {}

  /** One round: what expired, what is owed, what is followed. Returns how many were settled or moved on. */
  async runOnce(): Promise<number> {
    const { clock, handOvers } = this.parts;
    const expired = await handOvers.expireDue(clock.nowMs());
    const handedOver = await this.handOverDue();
    const brought = await this.bringOwedCheckouts();
    const followed = await this.followDue();
    return expired + handedOver + brought + followed;
  }

  owed(): Promise<Owed> {
    return this.parts.handOvers.owed();
  }

  /** Copies that nobody can need any more. */
  forgetOldCopies(): Promise<number> {
    const { clock, copies } = this.parts;
    return copies.forget(clock.nowMs() - COPIES_KEPT_MS, FORGET_AT_ONCE);
  }

  private async handOverDue(): Promise<number> {
    const { clock, handOvers } = this.parts;
    const due = await handOvers.claim(clock.nowMs(), CLAIM_MS, this.answers ? MOST_AT_ONCE : 1);
    const handed = await Promise.all(due.map((intent) => this.handOver(intent)));
    if (due.length > 0) this.answers = handed.some(Boolean);
    return handed.filter(Boolean).length;
  }

  /** Whether the owner answered. */
  private async handOver(intent: KeptIntent): Promise<boolean> {
    const { clock, copies, handOvers, intents, region, router } = this.parts;
    const { orderId, requestId, traceId } = intent;
    const copy = await copies.get(orderId);
    const brings = copy !== null && !copy.ownerHasIt;
    if (brings) await copies.sending(orderId);
    const request = requestOf(intent);
    const asked = { requestId, traceId, region, nowMs: clock.nowMs(), kept: keptElsewhere(intent, region) };
    const input = { request, asked, checkout: brings ? recordOf(copy) : null };
    const context = { requestId, traceparent: traceparentOf(traceId), remainingMs: CALL_MS };
    const placed = await router.ask(router.ownerOfOrder(orderId), 'order_place', input, context);
    const routed = await placedOrOwed(placed, input, context, this.parts);
    const nowMs = clock.nowMs();
    const again = (acted: 'no' | 'unknown', error: string, leastMs = 0) => {
      const waitMs = leastMs + backoffMs(RETRY, Math.min(intent.attempts, 10), this.parts.random.luck());
      return handOvers.putBack(orderId, acted, error, nowMs + waitMs, nowMs);
    };
    if (routed.kind === 'owner_unreachable') {
      if (brings && routed.acted === 'no') await copies.notSent(orderId);
      await again(routed.acted, routed.error);
      return false;
    }
    if (routed.kind === 'opener_unreachable') {
      await again('no', `its owner does not know the key, and ${routed.opener} is not reached: ${routed.error}`);
      return false;
    }
    if (brings) await copies.ownerHas(orderId);
    const { answer } = routed;
    switch (answer.kind) {
      case 'order':
        await this.heard(intent, answer.order);
        return true;
      case 'not_owner':
        await again('no', 'the shard is on its way between the regions');
        return true;
      case 'too_busy':
        // nothing was read or written there: its own time to come back
        await again('no', 'the owner takes no more orders at the moment', answer.retryAfterSeconds * 1000);
        return false;
      case 'unknown_key':
      case 'different_body':
      case 'cart_changed':
        await intents.refused(orderId, answer.kind, nowMs);
        return true;
      default:
        return answer satisfies never;
    }
  }

  /** Checkouts that were opened here while their owner could not be reached: its customer may go on in either region. */
  private async bringOwedCheckouts(): Promise<number> {
    const { clock, copies } = this.parts;
    const owed = await copies.owed(clock.nowMs() - COPIES_KEPT_MS, this.answers ? MOST_AT_ONCE : 1);
    const brought = await Promise.all(owed.map((copy) => this.bring(copy)));
    if (owed.length > 0) this.answers = brought.some(Boolean);
    return brought.filter(Boolean).length;
  }

  private async bring(copy: CheckoutCopy): Promise<boolean> {
    const { copies, router } = this.parts;
    const { orderId } = copy;
    await copies.sending(orderId);
    const context = { requestId: `checkout-${orderId}`.slice(0, 64), traceparent: '', remainingMs: CALL_MS };
    const input = { checkout: recordOf(copy) };
    const routed = await router.ask(router.ownerOfOrder(orderId), 'checkout_open', input, context);
    if (routed.kind === 'answered') await copies.ownerHas(orderId);
    else if (routed.acted === 'no') await copies.notSent(orderId);
    return routed.kind === 'answered';
  }

  private async followDue(): Promise<number> {
    const { clock, handOvers } = this.parts;
    const due = await handOvers.toFollow(clock.nowMs(), FOLLOW_REST_MS, MOST_AT_ONCE);
    const moved = await Promise.all(due.map((intent) => this.follow(intent)));
    return moved.filter(Boolean).length;
  }

  private async follow(intent: KeptIntent): Promise<boolean> {
    const { router } = this.parts;
    const { orderId, requestId, traceId } = intent;
    const context = { requestId, traceparent: traceparentOf(traceId), remainingMs: CALL_MS };
    const routed = await router.ask(router.ownerOfOrder(orderId), 'order_standing', { orderId }, context);
    if (routed.kind !== 'answered' || routed.answer === null) return false;
    if (routed.answer.version <= (intent.ownerVersion ?? 0)) return false;
    await this.heard(intent, routed.answer);
    return true;
  }

  private heard(intent: KeptIntent, order: OrderResource): Promise<void> {
    const nowMs = this.parts.clock.nowMs();
    return this.parts.intents.answered(intent, order, isFinal(order.state), nowMs + FOLLOW_REST_MS, nowMs);
  }
}

const requestOf = ({ orderId, cartId, cartVersion, email, paymentMethod }: KeptIntent) => ({
  orderId,
  cartId,
  cartVersion,
  email,
  paymentMethod,
});

/** The trace of the customer's own call goes on. */
const traceparentOf = (traceId: string): string => `00-${traceId}-${traceId.slice(0, 16)}-01`;
