/**
 * What customers were told, as evidence: the exact text, version and time. Written in batches a moment after the answer, because it
 * witnesses an answer and decides nothing; the same text for the same version is written once.
 */
import type { OrderResource } from '../domain/order-resource';
import type { NewEvidence } from '../domain/evidence';
import type { EvidenceStore } from '../stores/evidence';
import type { Exchange } from './exchange';

const FLUSH_MS = 250;
const MOST_WAITING = 5_000;
const MOST_REMEMBERED = 20_000;

export class ToldCustomers {
  private waiting: NewEvidence[] = [];
  private timer: NodeJS.Timeout | null = null;
  /** order id → the last text and version that were written here. */
  private readonly written = new Map<string, string>();

  constructor(
    private readonly parts: {
      readonly region: string;
      readonly evidence: EvidenceStore;
      onFailure(error: unknown): void;
    },
  ) {}

  remember(exchange: Exchange, order: OrderResource, httpStatus: number): void {
    if (order.owner_region !== this.parts.region) return;
    const text = `${order.version}:${httpStatus}:${order.customer_message}`;
    if (this.written.get(order.order_id) === text || this.waiting.length >= MOST_WAITING) return;
    this.written.set(order.order_id, text);
    if (this.written.size > MOST_REMEMBERED) this.forgetOldest();
    this.waiting.push({
      orderId: order.order_id,
      lane: 'customer',
      kind: 'customer_told',
      observedAtMs: Date.now(),
      region: this.parts.region,
      requestId: exchange.requestId,
      traceId: exchange.traceId,
      actor: 'system:checkout-gateway',
      detail: { http_status: httpStatus, state: order.state, version: order.version, message: order.customer_message },
    });
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS);
  }

  async flush(): Promise<void> {
    this.timer = null;
    const batch = this.waiting;
    this.waiting = [];
    await this.parts.evidence.append(batch).catch((error: unknown) => this.parts.onFailure(error));
  }

  private forgetOldest(): void {
    const oldest = this.written.keys().next().value;
    if (oldest !== undefined) this.written.delete(oldest);
  }
}
