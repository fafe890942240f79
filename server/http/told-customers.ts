/**
 * What customers were told, as evidence: the exact text, version and time. Written in batches a moment after the answer, because it
 * witnesses an answer and decides nothing; the same text for the same version is written once. Of another region's order it goes to
 * the owner's evidence as a message.
 */
import { createHash } from 'node:crypto';
import { customerToldMessage } from '../contracts/customer-told-message';
import type { BusMessage } from '../domain/bus-message';
import type { NewEvidence } from '../domain/evidence';
import type { Region } from '../domain/ids';
import type { OrderResource } from '../domain/order-resource';
import type { Clock } from '../ports/clock';
import { isRefusedAsClosed } from '../services/owned-service';
import type { EvidenceStore } from '../stores/evidence-rows';
import type { PeerMessageStore } from '../stores/peer-messages';
import type { Exchange } from './exchange';

const FLUSH_MS = 250;
const MOST_WAITING = 5_000;
const MOST_REMEMBERED = 20_000;
const HASH_CHARACTERS = 16;

/** What was told, as this region's own evidence, and as a message to whoever owns the order by then. */
interface Told {
  readonly row: NewEvidence;
  readonly message: BusMessage;
}

export class ToldCustomers {
  private waiting: Told[] = [];
  private forPeer: BusMessage[] = [];
  private timer: NodeJS.Timeout | null = null;
  /** order id → the last text and version that were written here. */
  private readonly written = new Map<string, string>();

  constructor(
    private readonly parts: {
      readonly region: Region;
      readonly clock: Clock;
      readonly evidence: EvidenceStore;
      readonly peerMessages: Pick<PeerMessageStore, 'publish'>;
      onFailure(error: unknown): void;
    },
  ) {}

  remember(exchange: Exchange, order: OrderResource, httpStatus: number): void {
    const text = `${order.version}:${httpStatus}:${order.customer_message}`;
    if (this.written.get(order.order_id) === text || this.waiting.length + this.forPeer.length >= MOST_WAITING) return;
    this.written.set(order.order_id, text);
    if (this.written.size > MOST_REMEMBERED) this.forgetOldest();
    const message = this.message(exchange, order, httpStatus, text);
    if (order.owner_region === this.parts.region)
      this.waiting.push({ row: this.evidence(exchange, order, httpStatus), message });
    else this.forPeer.push(message);
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS);
  }

  async flush(): Promise<void> {
    const { clock, evidence, peerMessages } = this.parts;
    const onFailure = (error: unknown) => this.parts.onFailure(error);
    this.timer = null;
    const [batch, forPeer] = [this.waiting, this.forPeer];
    this.waiting = [];
    this.forPeer = [];
    await Promise.all([
      evidence.append(batch.map(({ row }) => row)).catch(() => this.appendSingly(batch)),
      peerMessages.publish(forPeer, clock.nowMs()).catch(onFailure),
    ]);
  }

  /** One order may have been handed over since it was answered: its row is refused here and goes to the new owner, the others are kept. */
  private async appendSingly(batch: readonly Told[]): Promise<void> {
    const { clock, evidence, onFailure, peerMessages } = this.parts;
    for (const { message, row } of batch)
      await evidence
        .append([row])
        .catch((error: unknown) =>
          isRefusedAsClosed(error) ? peerMessages.publish([message], clock.nowMs()) : onFailure(error),
        )
        .catch(onFailure);
  }

  private evidence(exchange: Exchange, order: OrderResource, httpStatus: number): NewEvidence {
    return {
      orderId: order.order_id,
      lane: 'customer',
      kind: 'customer_told',
      observedAtMs: this.parts.clock.nowMs(),
      region: this.parts.region,
      requestId: exchange.requestId,
      traceId: exchange.traceId,
      actor: 'system:checkout-gateway',
      detail: { http_status: httpStatus, state: order.state, version: order.version, message: order.customer_message },
    };
  }

  private message(exchange: Exchange, order: OrderResource, httpStatus: number, text: string): BusMessage {
    const { requestId, traceId } = exchange;
    return customerToldMessage(
      { orderId: order.order_id, region: this.parts.region, requestId, traceId },
      {
        http_status: httpStatus,
        state: order.state,
        version: order.version,
        message: order.customer_message,
        told_at_ms: this.parts.clock.nowMs(),
      },
      createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARACTERS),
    );
  }

  private forgetOldest(): void {
    const oldest = this.written.keys().next().value;
    if (oldest !== undefined) this.written.delete(oldest);
  }
}
