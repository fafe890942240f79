/**
 * Tells the other region how carts and orders of this one stand, whenever they changed, and how complete its copies are. Each round
 * tells the newest and no history; what is not acknowledged is told again, as it stands then.
 */
import { cartMessage } from '../contracts/cart-changed';
import { copiesCompleteMessage } from '../contracts/copies-complete';
import { orderStatusMessage } from '../contracts/order-status-changed';
import { batchesOf, MOST_BUS_MESSAGES } from '../domain/bus-message';
import type { Region } from '../domain/ids';
import type { Bus, HandledById, Published } from '../ports/bus';
import type { Clock } from '../ports/clock';
import type { CartCopyStore, ToldCart } from '../stores/cart-copies';
import type { CopiesStore } from '../stores/copies';
import type { StatusChangeStore, UntoldStatus } from '../stores/status-changes';

export interface CopyTellerParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly bus: Bus;
  readonly statuses: StatusChangeStore;
  readonly carts: Pick<CartCopyStore, 'untold' | 'told'>;
  readonly copies: Pick<CopiesStore, 'look'>;
}

/** What a transport holds is told again, as it stands then, when nothing was heard of it for so long. */
const IN_TRANSIT_MS = 10_000;
/** A build that cannot read it may be replaced meanwhile. */
const PUT_ASIDE_MS = 30_000;
/** How often the peer hears how complete its copies are, when nothing changes. */
export const COMPLETE_EVERY_MS = 1_000;

export class CopyTeller {
  private completeToldAtMs = 0;
  private readonly stopListening: () => void;
  /** Of a transport that answers later: what its messages told, by their ids. */
  private readonly inTransit = new Map<string, { readonly told: Told; readonly untilMs: number }>();
  /** What the peer refused, by its order or cart, and until when it is not told again. */
  private readonly refused = new Map<string, number>();

  constructor(private readonly parts: CopyTellerParts) {
    this.stopListening = parts.bus.onHandled(async (topic, handled) => {
      if (topic !== 'copies') return;
      const told = [...handled.keys()].flatMap((id): [string, Told][] => {
        const sent = this.inTransit.get(id);
        return sent === undefined ? [] : [[id, sent.told]];
      });
      for (const [id] of told) this.inTransit.delete(id);
      await this.settle(new Map(told), handled);
    });
  }

  /** Returns how many orders and carts the peer now keeps as they are. */
  async tell(): Promise<number> {
    const { bus, carts, region, statuses } = this.parts;
    const [orders, changed] = await Promise.all([
      statuses.untold(MOST_BUS_MESSAGES, this.putAside()),
      carts.untold(MOST_BUS_MESSAGES, this.putAside()),
    ]);
    const told = new Map<string, Told>();
    const messages = [
      ...orders.map(({ readAtMs, status }) => orderStatusMessage(status, region, readAtMs)),
      ...changed.map((cart) =>
        cartMessage(cart.cartId, { version: cart.version, lines: [...cart.items] }, region, cart.toldAtMs),
      ),
    ];
    messages.forEach((message, index) => {
      const order = orders[index];
      const cart = changed[index - orders.length];
      if (order !== undefined) told.set(message.messageId, { kind: 'order', order });
      else if (cart !== undefined) told.set(message.messageId, { kind: 'cart', cart });
    });
    let kept = 0;
    for (const batch of batchesOf(messages)) kept += await this.settleNow(told, await bus.publish('copies', batch));
    await this.tellHowComplete();
    return kept;
  }

  close(): void {
    this.stopListening();
  }

  private async settleNow(told: ReadonlyMap<string, Told>, published: Published): Promise<number> {
    switch (published.kind) {
      case 'unreachable':
        return 0;
      case 'in_transit':
        for (const [messageId, each] of told)
          this.inTransit.set(messageId, { told: each, untilMs: this.parts.clock.nowMs() + IN_TRANSIT_MS });
        return 0;
      case 'delivered':
        return this.settle(told, published.handled);
      default:
        return published satisfies never;
    }
  }

  /** What was refused stays untold, so nobody takes the copies for complete; it is put aside, so that nobody waits behind it. */
  private async settle(told: ReadonlyMap<string, Told>, handled: HandledById): Promise<number> {
    const { carts, statuses } = this.parts;
    const kept = [...told].flatMap(([messageId, each]) => (handled.get(messageId)?.kind === 'acted_on' ? [each] : []));
    await statuses.told(
      kept.flatMap((each) =>
        each.kind === 'order' ? [{ orderId: each.order.status.order.orderId, change: each.order.status.change }] : [],
      ),
    );
    for (const [messageId, each] of told)
      if (handled.get(messageId)?.kind === 'refused')
        this.refused.set(idOf(each), this.parts.clock.nowMs() + PUT_ASIDE_MS);
    await carts.told(
      kept.flatMap((each) => (each.kind === 'cart' ? [{ cartId: each.cart.cartId, version: each.cart.version }] : [])),
    );
    return kept.length;
  }

  private putAside(): readonly string[] {
    const nowMs = this.parts.clock.nowMs();
    for (const [id, untilMs] of this.refused) if (untilMs <= nowMs) this.refused.delete(id);
    for (const [id, { untilMs }] of this.inTransit) if (untilMs <= nowMs) this.inTransit.delete(id);
    return [...this.refused.keys(), ...[...this.inTransit.values()].map(({ told }) => idOf(told))];
  }

  private async tellHowComplete(): Promise<void> {
    const { bus, clock, copies, region } = this.parts;
    if (clock.nowMs() - this.completeToldAtMs < COMPLETE_EVERY_MS) return;
    this.completeToldAtMs = clock.nowMs();
    const { atMs, untoldSinceMs } = await copies.look();
    // entered at the millisecond itself: not yet
    const completeUntilMs = untoldSinceMs === null ? atMs : Math.min(atMs, untoldSinceMs - 1);
    await bus.publish('copies', [copiesCompleteMessage(completeUntilMs, region, atMs)]);
  }
}

type Told =
  | { readonly kind: 'order'; readonly order: UntoldStatus }
  | { readonly kind: 'cart'; readonly cart: ToldCart };

const idOf = (told: Told): string => (told.kind === 'order' ? told.order.status.order.orderId : told.cart.cartId);
