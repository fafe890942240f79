/** Acts on what the other region publishes about this region's orders: each message once in effect, whatever the bus does with it. */
import { readMessage } from '../contracts/envelope';
import type { ParkedMessage } from '../contracts/parked';
import type { BusMessage } from '../domain/bus-message';
import type { Handled, HandledById, Subscription } from '../ports/bus';
import type { Clock } from '../ports/clock';
import type { ToldByPeerStore, ToldEvidence } from '../stores/told-by-peer';

export interface PeerReceiverParts {
  readonly clock: Clock;
  readonly told: ToldByPeerStore;
}

const CONCURRENCY = 400;

export class PeerReceiver {
  constructor(private readonly parts: PeerReceiverParts) {}

  readonly subscription: Subscription = {
    topic: 'orders',
    durableName: 'order-messages',
    concurrency: CONCURRENCY,
    handle: (messages) => this.receive(messages),
  };

  /** @throws when the effects could not be made durable: nothing is acknowledged then. */
  async receive(messages: readonly BusMessage[]): Promise<HandledById> {
    const handled = new Map<string, Handled>();
    const told: ToldEvidence[] = [];
    for (const message of messages) {
      const read = readMessage(message);
      if (read.kind === 'parked') handled.set(message.messageId, refusedAs(read));
      else if (read.schema === 'customer_told') told.push(toldEvidence(message, read.payload));
      else handled.set(message.messageId, { kind: 'refused', reason: `${read.schema} does not cross regions` });
    }
    const strangers = new Set(await this.parts.told.consume(told, this.parts.clock.nowMs()));
    for (const { messageId } of told)
      handled.set(
        messageId,
        strangers.has(messageId) ? { kind: 'refused', reason: 'there is no such order here' } : { kind: 'acted_on' },
      );
    return handled;
  }
}

/** Parked by its sender, who has its row. */
export const refusedAs = ({ code, reason }: ParkedMessage): Handled => ({
  kind: 'refused',
  reason,
  ...(code === 'unknown_version' ? { code } : {}),
});

type Told = Extract<ReturnType<typeof readMessage>, { readonly kind: 'read'; readonly schema: 'customer_told' }>;

const toldEvidence = (message: BusMessage, payload: Told['payload']): ToldEvidence => ({
  orderId: message.orderId,
  lane: 'customer',
  kind: 'customer_told',
  observedAtMs: payload.told_at_ms,
  region: message.region,
  requestId: message.requestId,
  traceId: message.traceId,
  messageId: message.messageId,
  actor: 'system:checkout-gateway',
  detail: {
    http_status: payload.http_status,
    state: payload.state,
    version: payload.version,
    message: payload.message,
  },
});
