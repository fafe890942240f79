/**
 * Carries what was published for the other region over the bus. A message stays in the queue until its consumer says that the effect is
 * durable; it comes twice rather than never, one that cannot be acted on is parked with its reason, and nothing waits behind it but
 * later messages of its own order. An order may have come over here while its message was on the way there: then its consumer is here.
 */
import { backoffMs } from '../domain/backoff';
import { batchesOf, type BusMessage, MOST_BUS_MESSAGES, peerConsumer } from '../domain/bus-message';
import { otherRegion, type Region } from '../domain/ids';
import type { Bus, Handled, HandledById } from '../ports/bus';
import type { Clock } from '../ports/clock';
import type { Random } from '../ports/random';
import type { DeliveryStore } from '../stores/deliveries';
import type { PeerMessageStore, QueuedForPeer } from '../stores/peer-messages';

export interface PeerMessengerParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly random: Random;
  readonly bus: Bus;
  readonly messages: PeerMessageStore;
  readonly deliveries: Pick<DeliveryStore, 'park'>;
  /** This region's own consumer of such messages. */
  readonly atHome: { receive(messages: readonly BusMessage[]): Promise<HandledById> };
}

const RETRY_BACKOFF = { baseMs: 500, capMs: 60_000 };
/** A message that a transport holds is published again when nothing was heard of it for so long. */
const IN_TRANSIT_MS = 30_000;
/** More is not handed to a transport until it is heard of: what is lost with its store is few, and a round looks at few. */
const MOST_IN_TRANSIT = 2_000;

export class PeerMessenger {
  private readonly stopListening: () => void;
  /** What is known of messages in transit, to be found by the id that the bus knows; in the order in which they were sent. */
  private readonly inTransit = new Map<string, { readonly message: QueuedForPeer; readonly sentAtMs: number }>();

  constructor(private readonly parts: PeerMessengerParts) {
    this.stopListening = parts.bus.onHandled(async (topic, handled) => {
      if (topic !== 'orders') return;
      const sent = [...handled.keys()].flatMap((id) => this.inTransit.get(id)?.message ?? []);
      await this.settle(sent, handled);
    });
  }

  /** Returns how many left the queue. */
  async carry(): Promise<number> {
    const { bus, clock, messages } = this.parts;
    this.forgetUnheard();
    if (this.inTransit.size >= MOST_IN_TRANSIT) return 0;
    const [queued] = batchesOf(await messages.due(clock.nowMs(), MOST_BUS_MESSAGES));
    if (queued === undefined) return 0;
    const published = await bus.publish('orders', queued.map(envelopeOf));
    switch (published.kind) {
      case 'unreachable':
        return 0;
      case 'in_transit':
        for (const message of queued) this.sent(message);
        await messages.postpone(queued.map((message) => this.again(message, IN_TRANSIT_MS, 'in transit')));
        return queued.length;
      case 'delivered':
        return this.settle(queued, published.handled);
      default:
        return published satisfies never;
    }
  }

  close(): void {
    this.stopListening();
  }

  private sent(message: QueuedForPeer): void {
    // one that is sent again is the last again
    this.inTransit.delete(message.messageId);
    this.inTransit.set(message.messageId, { message, sentAtMs: this.parts.clock.nowMs() });
  }

  /** Lost, or settled by another worker: its row tells. */
  private forgetUnheard(): void {
    const longAgoMs = this.parts.clock.nowMs() - IN_TRANSIT_MS;
    for (const [messageId, { sentAtMs }] of this.inTransit) {
      if (sentAtMs > longAgoMs) return;
      this.inTransit.delete(messageId);
    }
  }

  private async settle(sent: readonly QueuedForPeer[], told: HandledById): Promise<number> {
    const { messages, random } = this.parts;
    const handled = await this.withThoseThatCameOver(sent, told);
    const acted: QueuedForPeer[] = [];
    const late: ReturnType<PeerMessenger['again']>[] = [];
    let parked = 0;
    for (const message of sent) {
      const answer = handled.get(message.messageId);
      if (answer === undefined) continue;
      this.inTransit.delete(message.messageId);
      switch (answer.kind) {
        case 'acted_on':
          acted.push(message);
          break;
        case 'refused':
          await this.park(message, answer);
          parked++;
          break;
        case 'later': {
          const waitMs = Math.max(answer.delayMs, backoffMs(RETRY_BACKOFF, message.attempts + 1, random.luck()));
          late.push(this.again(message, waitMs, answer.why));
          break;
        }
        default:
          answer satisfies never;
      }
    }
    await messages.acknowledge(acted);
    await messages.postpone(late);
    return acted.length + parked;
  }

  /** What is refused there is tried here, and only what both refuse stays refused, for the reason that was given there. */
  private async withThoseThatCameOver(sent: readonly QueuedForPeer[], told: HandledById): Promise<HandledById> {
    const refused = sent.filter(({ messageId }) => told.get(messageId)?.kind === 'refused');
    if (refused.length === 0) return told;
    const here = await this.parts.atHome.receive(refused.map(envelopeOf));
    return new Map([...told, ...[...here].filter(([, answer]) => answer.kind !== 'refused')]);
  }

  private again({ orderId, messageId }: QueuedForPeer, waitMs: number, why: string) {
    return { orderId, messageId, why, notBeforeMs: this.parts.clock.nowMs() + waitMs };
  }

  private park(
    { orderId, messageId }: QueuedForPeer,
    { code, reason }: Extract<Handled, { kind: 'refused' }>,
  ): Promise<void> {
    const { clock, deliveries, region } = this.parts;
    // no evidence: the order is not this region's
    const consumer = peerConsumer(otherRegion(region));
    return deliveries.park({ orderId, messageId, consumer }, { code: code ?? 'refused', reason }, [], clock.nowMs());
  }
}

const envelopeOf = ({ attempts: _attempts, ...message }: QueuedForPeer): BusMessage => message;
