/** Keeps this region's copies of the other one's carts and orders: the newest that was told, whatever order it comes in. */
import { readMessage } from '../contracts/envelope';
import type { BusMessage } from '../domain/bus-message';
import type { Handled, HandledById, Subscription } from '../ports/bus';
import type { Clock } from '../ports/clock';
import type { CartCopyStore, ToldCart } from '../stores/cart-copies';
import type { CopiesStore } from '../stores/copies';
import { refusedAs } from './peer-receiver';
import type { StatusCopyStore, ToldStatus } from '../stores/status-copies';

export interface CopyKeeperParts {
  readonly clock: Clock;
  readonly statuses: Pick<StatusCopyStore, 'keep'>;
  readonly carts: Pick<CartCopyStore, 'keep'>;
  readonly copies: Pick<CopiesStore, 'keep'>;
}

const CONCURRENCY = 400;

export class CopyKeeper {
  constructor(private readonly parts: CopyKeeperParts) {}

  readonly subscription: Subscription = {
    topic: 'copies',
    durableName: 'copies',
    concurrency: CONCURRENCY,
    handle: (messages) => this.keep(messages),
  };

  /** @throws when they could not be made durable: nothing is acknowledged then. */
  async keep(messages: readonly BusMessage[]): Promise<HandledById> {
    const { carts, clock, copies, statuses } = this.parts;
    const handled = new Map<string, Handled>();
    const newestStatus = new Map<string, ToldStatus>();
    const newestCart = new Map<string, ToldCart>();
    for (const message of messages) {
      const { messageId, orderId, recordedAtMs: toldAtMs } = message;
      const read = readMessage(message);
      handled.set(messageId, { kind: 'acted_on' });
      if (read.kind === 'parked') handled.set(messageId, refusedAs(read));
      else if (read.schema === 'order_status_changed') {
        if (read.payload.change > (newestStatus.get(orderId)?.payload.change ?? 0))
          newestStatus.set(orderId, { orderId, payload: read.payload, toldAtMs });
      } else if (read.schema === 'cart_changed') {
        if (read.payload.version > (newestCart.get(orderId)?.version ?? 0))
          newestCart.set(orderId, {
            cartId: orderId,
            version: read.payload.version,
            items: read.payload.lines,
            toldAtMs,
          });
      } else if (read.schema === 'copies_complete')
        await copies.keep({ completeUntilMs: read.payload.complete_until_ms, saidAtMs: toldAtMs }, clock.nowMs());
      else handled.set(messageId, { kind: 'refused', reason: `${read.schema} is not a copy` });
    }
    await statuses.keep([...newestStatus.values()], clock.nowMs());
    await carts.keep([...newestCart.values()], clock.nowMs());
    return handled;
  }
}
