/** Acts on what the other region publishes about this region's orders: each message once in effect, whatever the bus does with it. */
import { readMessage } from '../contracts/envelope';
import type { ParkedMessage } from '../contracts/parked';
import type { BusMessage } from '../domain/bus-message';
import type { Handled, HandledById, Subscription } from '../ports/bus';
import type { Clock } from '../ports/clock';
import type { ToldByPeerStore, ToldEvidence, Untaken } from '../stores/told-by-peer';

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
    const untaken = new Map(
      (await this.parts.told.consume(told, this.parts.clock.nowMs())).map(({ messageId, why }) => [messageId, why]),
    );
    for (const { messageId } of told) handled.set(messageId, handledAs(untaken.get(messageId)));
    return handled;
  }
}

/** So often it is looked whether a hand-over has ended. */
const HAND_OVER_MS = 1_000;

function handledAs(why: Untaken['why'] | undefined): Handled {
  switch (why) {
    case undefined:
      return { kind: 'acted_on' };
    case 'no_such_order':
      return { kind: 'refused', reason: 'there is no such order here' };
    case 'shard_closed':
      return { kind: 'later', delayMs: HAND_OVER_MS, why: 'its shard is being handed over' };
    default:
      return why satisfies never;
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
