/**
 * Hands queued messages to their consumers. A consumer's effect, its memory of the message and the message's leaving the queue are
 * one transaction, so a message that comes twice acts once; one that cannot be read is parked with its reason.
 */
import { type MessageReader, readMessage } from '../contracts/envelope';
import type { Consumer } from '../contracts/messages';
import type { ParkedMessage } from '../contracts/parked';
import { backoffMs } from '../domain/backoff';
import type { Clock } from '../ports/clock';
import type { Random } from '../ports/random';
import type { DeliveryStore, QueuedMessage } from '../stores/deliveries';
import type { SalesStore } from '../stores/sales';

export type ConsumeResult = { readonly kind: 'consumed' | 'duplicate' } | ({ readonly kind: 'parked' } & ParkedMessage);

export interface MessageConsumersParts {
  readonly region: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly deliveries: DeliveryStore;
  readonly consumers: Readonly<
    Record<Exclude<Consumer, 'order-owner'>, (message: QueuedMessage) => Promise<ConsumeResult>>
  >;
}

const BATCH = 50;
const MOST_TRIES = 5;
const RETRY_BACKOFF = { baseMs: 500, capMs: 60_000 };

export class MessageConsumers {
  constructor(private readonly parts: MessageConsumersParts) {}

  /** Delivers what is due to one consumer; returns how many were tried. */
  async deliver(consumer: Exclude<Consumer, 'order-owner'>): Promise<number> {
    const { clock, deliveries } = this.parts;
    const queued = await deliveries.forConsumer(consumer, clock.nowMs(), BATCH);
    await Promise.all(byOrder(queued).map((messages) => this.inTurn(messages, consumer)));
    return queued.length;
  }

  /** The messages of one order, one after the other. */
  private async inTurn(messages: readonly QueuedMessage[], consumer: Exclude<Consumer, 'order-owner'>): Promise<void> {
    const { consumers } = this.parts;
    for (const message of messages) {
      const result = await consumers[consumer](message).catch((error: unknown) => ({
        kind: 'failed' as const,
        error: error instanceof Error ? error.message : String(error),
      }));
      if (result.kind === 'parked') await this.park(message, consumer, result);
      if (result.kind === 'failed') await this.again(message, consumer, result.error);
    }
  }

  private async again(message: QueuedMessage, consumer: Consumer, error: string): Promise<void> {
    const { clock, deliveries, random } = this.parts;
    if (message.attempts + 1 >= MOST_TRIES)
      return this.park(message, consumer, {
        code: 'tries_used_up',
        reason: `failed ${message.attempts + 1} times: ${error}`,
      });
    await deliveries.postpone(
      { orderId: message.orderId, messageId: message.messageId, consumer },
      error,
      clock.nowMs() + backoffMs(RETRY_BACKOFF, message.attempts + 1, random.luck()),
    );
  }

  private async park(message: QueuedMessage, consumer: Consumer, why: ParkedMessage): Promise<void> {
    const { clock, deliveries, region } = this.parts;
    const nowMs = clock.nowMs();
    await deliveries.park(
      { orderId: message.orderId, messageId: message.messageId, consumer },
      why,
      [
        {
          orderId: message.orderId,
          lane: 'queue',
          kind: 'message_parked',
          observedAtMs: nowMs,
          region,
          messageId: message.messageId,
          actor: `system:${consumer}`,
          detail: { consumer, schema: message.schema, code: why.code, reason: why.reason.slice(0, 300) },
        },
      ],
      nowMs,
    );
  }
}

/** Parallel across orders, in order within one. */
function byOrder(queued: readonly QueuedMessage[]): readonly (readonly QueuedMessage[])[] {
  const orders = new Map<string, QueuedMessage[]>();
  for (const message of queued) orders.set(message.orderId, [...(orders.get(message.orderId) ?? []), message]);
  return [...orders.values()];
}

export function notFor(consumer: Consumer, schema: string): ConsumeResult {
  return { kind: 'parked', code: 'not_for_consumer', reason: `${schema} is not for ${consumer}` };
}

/** The sales rollup's consumer. */
export function salesConsumer(
  sales: SalesStore,
  clock: Clock,
  reader: MessageReader = readMessage,
): (message: QueuedMessage) => Promise<ConsumeResult> {
  return async (message) => {
    const read = reader(message);
    if (read.kind === 'parked') return read;
    if (read.schema !== 'order_confirmed') return notFor('sales', read.schema);
    const { total_minor, currency, confirmed_at_ms } = read.payload;
    const counted = await sales.consume(
      message.orderId,
      message.messageId,
      total_minor,
      currency,
      confirmed_at_ms,
      clock.nowMs(),
    );
    return { kind: counted ? 'consumed' : 'duplicate' };
  };
}
