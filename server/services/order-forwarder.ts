/**
 * The gateway's side of an order that another region owns: it is forwarded to its owner, and kept here durably where the owner cannot
 * be reached or did not answer. Nothing is decided in the owner's place, nothing is charged, and nothing earlier is ever told than what
 * the owner has said.
 */
import { timingSafeEqual } from 'node:crypto';
import { intentExpiresAt } from '../domain/intent';
import { bodyText, differingFields } from '../domain/kept-intent';
import { keptIntentResource, lastKnown } from '../domain/kept-intent-resource';
import { isFinal } from '../domain/order';
import type { OrderResource } from '../domain/order-resource';
import type { Asked } from '../domain/placement';
import { type Region, referenceOf } from '../domain/ids';
import type { Clock } from '../ports/clock';
import type { CheckoutCopy, CheckoutCopyStore } from '../stores/checkout-copies';
import type { KeptIntent, KeptIntentStore, NewIntent } from '../stores/kept-intents';
import type { OrderRequest } from './checkout-gateway';
import { sha256 } from './sha256';
import type { StatusRequest } from './order-status-reader';
import { type PlacedOrOwed, placedOrOwed, recordOf } from './owed-checkout';
import type { CallContext, RegionRouter, Routed } from './region-router';
import type { PlaceAnswer, StatusAnswer } from './storefront';

export interface OrderForwarderParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly router: Pick<RegionRouter, 'ask' | 'otherRegion' | 'ownerOfOrder' | 'peerReach'>;
  readonly intents: KeptIntentStore;
  readonly copies: CheckoutCopyStore;
  /** How the order stands by its copy here: then its owner has it, and there is nothing to keep. */
  copied(orderId: string): Promise<OrderResource | null>;
  /** IANA zone for times inside customer messages. */
  readonly timeZone: string;
}

type Unreachable = Extract<Routed<never>, { kind: 'owner_unreachable' }>;

export type Forwarded =
  | { readonly kind: 'answered'; readonly answer: PlaceAnswer }
  /** Kept here: the order as saved and not decided. */
  | { readonly kind: 'kept'; readonly order: OrderResource; readonly replayed: boolean }
  /** Kept here, but its checkout is not known here, so that nothing more can be told. */
  | { readonly kind: 'kept_unseen'; readonly owner: Region; readonly reference: string; readonly untilMs: number }
  /** The owner's own earlier answer. */
  | { readonly kind: 'last_known'; readonly order: OrderResource }
  /** Neither asked nor kept. */
  | { readonly kind: 'unreachable'; readonly owner: Region }
  /** Its owner has no such checkout; `opener` may have opened it and not have brought it yet, and cannot be asked. */
  | { readonly kind: 'key_not_known_yet'; readonly opener: Region };

export type ForwardedStatus =
  | { readonly kind: 'answered'; readonly answer: StatusAnswer }
  | { readonly kind: 'unreachable'; readonly owner: Region };

/** So many intents are owed at once at most; those whose checkout nobody here knows, far fewer. */
const MOST_OWED = 10_000;
const MOST_UNVOUCHED = 500;
/** A status is not waited for long where its owner was not reached lately. */
const SHORT_PATIENCE_MS = 2_000;
const FOLLOW_AFTER_MS = 5_000;
const MOST_HEARD = 20_000;

export class OrderForwarder {
  /** order id → the version that was last written down here; saves the statement that would change nothing. */
  private readonly heard = new Map<string, number>();

  constructor(private readonly parts: OrderForwarderParts) {}

  /** @param seenVersion what the customer's session has been shown of the order: nothing earlier is told. */
  async place(request: OrderRequest, asked: Asked, context: CallContext, seenVersion: number): Promise<Forwarded> {
    const { copies, intents, region, router } = this.parts;
    const owner = router.ownerOfOrder(request.orderId);
    if (owner === region) return this.placeHere(request, asked, context, seenVersion);
    const [known, copy] = await Promise.all([intents.get(request.orderId), copies.get(request.orderId)]);
    if (known !== null && known.ownerRefusal === null) {
      const fields = differingFields(request, known);
      if (fields.length > 0) return { kind: 'answered', answer: { kind: 'different_body', fields } };
    }
    const routed = await this.forward(request, asked, context, known, copy);
    if (routed.kind === 'opener_unreachable') return { kind: 'key_not_known_yet', opener: routed.opener };
    if (routed.kind === 'answered') return this.heardFrom(routed.answer, request, asked, known, copy);
    return notBefore(seenVersion, await this.keep(request, asked, known, copy, routed, seenVersion), owner);
  }

  /** Reads at the owner; where it is not reached, what is kept or was last known here, never older than the caller has seen. */
  async status(request: StatusRequest, context: CallContext): Promise<ForwardedStatus> {
    const { intents, region, router } = this.parts;
    const owner = router.ownerOfOrder(request.orderId);
    const doubtful = owner !== region && router.peerReach().sinceMs !== null;
    const waits = doubtful ? { waitMs: 0 } : {};
    const remainingMs = doubtful ? SHORT_PATIENCE_MS : context.remainingMs;
    const routed = await router.ask(owner, 'order_status', { ...request, ...waits }, { ...context, remainingMs });
    if (routed.kind === 'answered' && routed.answer.kind === 'status') {
      await this.remember(routed.answer.order);
      return { kind: 'answered', answer: routed.answer };
    }
    if (routed.kind === 'answered' && (routed.answer.kind === 'behind' || owner === region))
      return { kind: 'answered', answer: routed.answer };
    const copy = await this.parts.copies.get(request.orderId);
    const isTheirs = copy !== null && sameHash(copy.statusTokenHash, sha256(request.statusToken));
    const known = isTheirs ? await intents.get(request.orderId) : null;
    const order = isTheirs && known !== null ? this.orderOf(known, copy, owner) : null;
    if (order !== null && order.version >= request.minVersion)
      return { kind: 'answered', answer: { kind: 'status', order } };
    return routed.kind === 'answered'
      ? { kind: 'answered', answer: routed.answer }
      : copy !== null && !isTheirs
        ? { kind: 'answered', answer: { kind: 'not_found' } }
        : { kind: 'unreachable', owner };
  }

  private async placeHere(
    request: OrderRequest,
    asked: Asked,
    context: CallContext,
    seenVersion: number,
  ): Promise<Forwarded> {
    const { intents, copies, region, router } = this.parts;
    const input = { request, asked };
    const placed = await router.ask(region, 'order_place', input, context);
    const routed = await placedOrOwed(placed, input, context, this.parts);
    if (routed.kind === 'opener_unreachable') return { kind: 'key_not_known_yet', opener: routed.opener };
    if (routed.kind === 'answered') return { kind: 'answered', answer: routed.answer };
    const [known, copy] = await Promise.all([intents.get(request.orderId), copies.get(request.orderId)]);
    return notBefore(seenVersion, await this.keep(request, asked, known, copy, routed, seenVersion), routed.owner);
  }

  /** Counted before the call where it is not known that nobody can have placed it; taken back when it is known not to have been acted on. */
  private async forward(
    request: OrderRequest,
    asked: Asked,
    context: CallContext,
    known: KeptIntent | null,
    copy: CheckoutCopy | null,
  ): Promise<PlacedOrOwed> {
    const { copies, intents, router } = this.parts;
    const { orderId } = request;
    const isKept = known?.state === 'kept' || known?.state === 'expired';
    const brings = copy !== null && !copy.ownerHasIt;
    if (isKept) await intents.sending(orderId);
    if (brings) await copies.sending(orderId);
    const kept = isKept ? { kept: keptElsewhere(known, this.parts.region) } : {};
    const input = { request, asked: { ...asked, ...kept }, checkout: brings ? recordOf(copy) : null };
    const placed = await router.ask(router.ownerOfOrder(orderId), 'order_place', input, context);
    const routed = await placedOrOwed(placed, input, context, this.parts);
    if (routed.kind === 'answered' && brings) await copies.ownerHas(orderId);
    if (routed.kind === 'owner_unreachable' && routed.acted === 'no') {
      if (isKept) await intents.notSent(orderId);
      if (brings) await copies.notSent(orderId);
    }
    return routed;
  }

  private async heardFrom(
    answer: PlaceAnswer,
    request: OrderRequest,
    asked: Asked,
    known: KeptIntent | null,
    copy: CheckoutCopy | null,
  ): Promise<Forwarded> {
    const { clock, intents } = this.parts;
    const nowMs = clock.nowMs();
    if (answer.kind !== 'order') {
      const isFinalRefusal = answer.kind !== 'not_owner' && answer.kind !== 'too_busy';
      if (known !== null && isFinalRefusal) await intents.refused(request.orderId, answer.kind, nowMs);
      return { kind: 'answered', answer };
    }
    const intent = intentOf(request, asked, copy !== null);
    await intents.answered(intent, answer.order, isFinal(answer.order.state), nowMs + FOLLOW_AFTER_MS, nowMs);
    this.note(answer.order);
    // its first answer was that it is kept
    return { kind: 'answered', answer: { ...answer, replayed: answer.replayed || known !== null } };
  }

  private async keep(
    request: OrderRequest,
    asked: Asked,
    known: KeptIntent | null,
    copy: CheckoutCopy | null,
    unreachable: Unreachable,
    seenVersion: number,
  ): Promise<Forwarded> {
    const { clock, intents } = this.parts;
    const { owner } = unreachable;
    const nowMs = clock.nowMs();
    const refusal = known === null ? refusalBy(request, copy) : null;
    if (refusal !== null) return { kind: 'answered', answer: refusal };
    if (known !== null && known.ownerRefusal !== null) return { kind: 'unreachable', owner };
    const isToldHere = known !== null && known.ownerAnswer !== null;
    const copied = isToldHere ? null : await this.parts.copied(request.orderId);
    if (copied !== null) return { kind: 'last_known', order: copied };
    // who was shown it was shown its owner's word: there is nothing left to keep
    if (seenVersion > 0 && !isToldHere) return { kind: 'unreachable', owner };
    const stored = await intents.keep(
      {
        intent: intentOf(request, asked, copy !== null),
        expiresAtMs: intentExpiresAt(nowMs),
        sends: unreachable.acted === 'no' ? 0 : 1,
        error: unreachable.error,
        most: MOST_OWED,
        mostUnvouched: MOST_UNVOUCHED,
      },
      nowMs,
    );
    if (stored === 'full') return { kind: 'unreachable', owner };
    if (stored === 'known') await intents.askedAgain(request.orderId, asked.requestId, nowMs);
    const [now, copyNow] = await Promise.all([intents.get(request.orderId), this.parts.copies.get(request.orderId)]);
    if (now === null) throw new Error(`intent ${request.orderId} was kept but cannot be read`);
    const fields = differingFields(request, now);
    if (fields.length > 0) return { kind: 'answered', answer: { kind: 'different_body', fields } };
    if (now.ownerRefusal !== null) return { kind: 'unreachable', owner };
    const order = this.orderOf(now, copyNow, owner);
    if (order === null)
      return { kind: 'kept_unseen', owner, reference: now.reference, untilMs: now.expiresAtMs ?? nowMs };
    return now.ownerAnswer !== null
      ? { kind: 'last_known', order }
      : { kind: 'kept', order, replayed: stored === 'known' };
  }

  /** As it can be told here now; null where nothing of it is known here. */
  private orderOf(known: KeptIntent, copy: CheckoutCopy | null, owner: Region): OrderResource | null {
    const { clock, region, timeZone } = this.parts;
    const nowMs = clock.nowMs();
    if (known.ownerAnswer !== null) return lastKnown(known.ownerAnswer, region, known.answeredAtMs ?? nowMs, timeZone);
    if (copy === null || known.keptAtMs === null || known.expiresAtMs === null || known.ownerRefusal !== null)
      return null;
    return keptIntentResource(
      {
        orderId: known.orderId,
        reference: known.reference,
        total: { amountMinor: copy.totalMinor, currency: copy.currency },
        lines: copy.lines,
        keptAtMs: known.keptAtMs,
        expiresAtMs: known.expiresAtMs,
        nextTryAtMs: known.nextTryAtMs,
        expired: known.state === 'expired',
        mayBeSent: known.sends > 0,
        unknownToOwner: !copy.ownerHasIt && copy.sends === 0,
      },
      { region, owner, nowMs, timeZone },
    );
  }

  /** What the owner said, for whoever asks while it cannot be reached; only of orders that went through here. */
  private async remember(order: OrderResource): Promise<void> {
    const { clock, intents, region } = this.parts;
    if (order.owner_region === region || (this.heard.get(order.order_id) ?? -1) >= order.version) return;
    const known = await intents.get(order.order_id);
    const nowMs = clock.nowMs();
    if (known !== null && (known.ownerVersion ?? -1) < order.version)
      await intents.answered(known, order, isFinal(order.state), nowMs + FOLLOW_AFTER_MS, nowMs);
    this.note(order);
  }

  private note(order: OrderResource): void {
    this.heard.set(order.order_id, order.version);
    const oldest = this.heard.size > MOST_HEARD ? this.heard.keys().next().value : undefined;
    if (oldest !== undefined) this.heard.delete(oldest);
  }
}

/** An earlier state than was shown is not told: it is as if nothing of the order were known here. */
function notBefore(seenVersion: number, told: Forwarded, owner: Region): Forwarded {
  const isEarlier = (told.kind === 'kept' || told.kind === 'last_known') && told.order.version < seenVersion;
  return isEarlier ? { kind: 'unreachable', owner } : told;
}

/** What the owner would refuse by the checkout alone is refused here too. */
function refusalBy(request: OrderRequest, copy: CheckoutCopy | null): PlaceAnswer | null {
  if (copy === null) return null;
  if (request.cartId !== copy.cartId)
    return request.email === copy.email ? { kind: 'different_body', fields: ['cart_id'] } : { kind: 'unknown_key' };
  return request.cartVersion === copy.cartVersion ? null : { kind: 'cart_changed', cartVersion: copy.cartVersion };
}

export function intentOf(request: OrderRequest, asked: Asked, vouched: boolean): NewIntent {
  return {
    ...request,
    reference: referenceOf(request.orderId),
    payloadFingerprint: sha256(bodyText(request)),
    vouched,
    requestId: asked.requestId,
    traceId: asked.traceId,
  };
}

/** How a kept intent names itself to its owner. Once it is expired here it is only to be refused there. */
export const keptElsewhere = (intent: KeptIntent, by: Region) => ({
  by,
  atMs: intent.keptAtMs ?? 0,
  placeUntilMs: intent.state === 'expired' ? 0 : (intent.expiresAtMs ?? 0),
});

function sameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')];
  return left.length === right.length && timingSafeEqual(left, right);
}
