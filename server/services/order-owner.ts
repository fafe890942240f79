/**
 * The order owner: the only one who moves an order after it was placed. It decides from durable evidence, in batches, under the
 * epoch of the shard's lease; a decision that lost its lease changes nothing and leaves a `fenced` record.
 */
import { type MessageReader, readMessage } from '../contracts/envelope';
import type { Consumer } from '../contracts/messages';
import type { ParkedMessage } from '../contracts/parked';
import { backoffMs } from '../domain/backoff';
import type { DecisionContext, DecisionRecord } from '../domain/decision-record';
import { recordDecision } from '../domain/record-decision';
import { nextBatchSize, OWNER_BATCHES } from '../domain/batch-size';
import type { NewEvidence } from '../domain/evidence';
import type { FencedTry } from '../domain/fenced-try';
import { extendedHoldUntil } from '../domain/inventory';
import { INTENT_KEPT_MS } from '../domain/intent';
import { decide, type OrderCommand } from '../domain/order';
import type { OrderRecord } from '../domain/order-record';
import type { PaymentOutcome } from '../domain/payment';
import { LOOKUP_DELAYS_MS } from '../domain/reconciliation';
import { caseOpenedDetail, newCase } from '../domain/reconciliation-case';
import { recordRefusal, recordRepair } from '../domain/repair/record';
import type { Clock } from '../ports/clock';
import type { Random } from '../ports/random';
import type { WakeUp } from '../ports/wake-up';
import type { DeliveryStore, QueuedForOwner } from '../stores/deliveries';
import type { FencedTryStore } from '../stores/fenced-tries';
import type { DecideAnswer } from '../stores/decisions';
import type { OrderStore } from '../stores/orders';
import { type Said, saidBy } from './owner-message';

export interface OrderOwnerParts {
  readonly region: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly orders: OrderStore;
  readonly deliveries: DeliveryStore;
  readonly fenced: Pick<FencedTryStore, 'record'>;
  readonly wakeUp: WakeUp;
  /** Another than this build's only in a drill. */
  readonly read?: MessageReader;
}

/** The shards that this worker holds, with the epoch of each; changed only by the lease keeper. */
export type HeldShards = ReadonlyMap<number, number>;

const CONSUMER: Consumer = 'order-owner';
const OWNER = 'system:order-owner';
/** A message that cannot be acted on after so many tries is parked with its reason. */
const MOST_TRIES = 5;
const RETRY_BACKOFF = { baseMs: 200, capMs: 30_000 };

export interface OwnerResult {
  readonly decided: number;
  /** Shards under which a decision was fenced: the lease keeper takes them anew. */
  readonly fenced: readonly number[];
}

interface Written extends OwnerResult {
  readonly answers: ReadonlyMap<string, DecideAnswer>;
}

interface Ready {
  readonly message: QueuedForOwner;
  readonly record: DecisionRecord;
}

export class OrderOwner {
  /** How many orders at once, as the store bears it. */
  private batch = OWNER_BATCHES.most;

  constructor(private readonly parts: OrderOwnerParts) {}

  /** Decides what the confirmation queue holds for these shards: one read and one write for the batch. */
  async decideQueued(held: HeldShards): Promise<OwnerResult> {
    const beganAtMs = this.parts.clock.nowMs();
    const result = await this.decideBatch(held);
    if (result.decided > 0) this.batch = nextBatchSize(this.batch, this.parts.clock.nowMs() - beganAtMs, OWNER_BATCHES);
    return result;
  }

  private async decideBatch(held: HeldShards): Promise<OwnerResult> {
    const { clock, deliveries } = this.parts;
    const queued = await deliveries.forOwner([...held.keys()], clock.nowMs(), this.batch);
    const ready: Ready[] = [];
    for (const message of queued) {
      const judged = this.judge(message, held);
      if (judged.kind === 'parked') await this.park(message, judged);
      else if (judged.kind === 'failed') await this.failedTry(message, judged.error);
      else ready.push({ message, record: judged.record });
    }
    const result = await this.writeApart(ready);
    for (const { record, message } of ready) {
      const answer = result.answers.get(record.orderId);
      // an order that moved meanwhile is read again in the next round; one whose hold ended is decided anew against the clock
      if (answer === 'stale' || answer === 'hold_gone') await this.tryAgain(message, answer);
      if (answer === 'refused') await this.giveUp(message, record, held);
    }
    return { decided: result.decided, fenced: result.fenced };
  }

  private saidBy(message: QueuedForOwner): ReturnType<typeof saidBy> {
    return saidBy(message, this.parts.read ?? readMessage);
  }

  private judge(
    message: QueuedForOwner,
    held: HeldShards,
  ):
    | { readonly kind: 'decided'; readonly record: DecisionRecord }
    | { readonly kind: 'failed'; readonly error: unknown }
    | ({ readonly kind: 'parked' } & ParkedMessage) {
    try {
      const said = this.saidBy(message);
      return said.kind === 'parked' ? said : { kind: 'decided', record: this.decideMessage(message, said, held) };
    } catch (error) {
      return { kind: 'failed', error };
    }
  }

  /**
   * The batch in one write; where that throws, each by itself, so that what makes it throw holds up no other. A try counts against a
   * message only where the records can be written meanwhile: otherwise it is they that fail, and nothing is counted.
   */
  private async writeApart(ready: readonly Ready[]): Promise<Written> {
    try {
      return await this.write(ready.map(({ record }) => record));
    } catch (error) {
      const answers = new Map<string, DecideAnswer>();
      const fenced: number[] = [];
      const failed: { readonly message: QueuedForOwner; readonly error: unknown }[] = [];
      let decided = 0;
      for (const { message, record } of ready) {
        const one = await this.write([record]).catch((failure: unknown) => ({ failure }));
        if ('failure' in one) failed.push({ message, error: one.failure });
        else {
          decided += one.decided;
          fenced.push(...one.fenced);
          for (const [orderId, answer] of one.answers) answers.set(orderId, answer);
        }
      }
      if (failed.length === ready.length && ready.length > 1) throw error;
      for (const each of failed) await this.failedTry(each.message, each.error);
      return { decided, fenced, answers };
    }
  }

  private async failedTry(message: QueuedForOwner, error: unknown): Promise<void> {
    const { clock, deliveries, random } = this.parts;
    const why = error instanceof Error ? error.message : String(error);
    const tries = message.attempts + 1;
    if (tries >= MOST_TRIES)
      return this.park(message, { code: 'tries_used_up', reason: `failed ${tries} times: ${why}` });
    await deliveries.postpone(
      { orderId: message.orderId, messageId: message.messageId, consumer: CONSUMER },
      why,
      clock.nowMs() + backoffMs(RETRY_BACKOFF, tries, random.luck()),
    );
  }

  private decideMessage(message: QueuedForOwner, said: Said, held: HeldShards): DecisionRecord {
    const nowMs = this.parts.clock.nowMs();
    // a hold that was gone when it should have been committed never comes back
    const order = message.lastError === 'hold_gone' ? { ...message.order, heldUntilMs: null } : message.order;
    if (said.kind === 'repair') return recordRepair(order, said.request, this.context(order, nowMs, held, message));
    const command: OrderCommand = { kind: 'payment_outcome', outcome: said.outcome, nowMs };
    return this.decideOne(order, command, said.outcome, held, message);
  }

  /** The database forbids it, now and later: a repair is refused and says so, a payment's message is parked with its case. */
  private async giveUp(message: QueuedForOwner, record: DecisionRecord, held: HeldShards): Promise<void> {
    const said = this.saidBy(message);
    if (said.kind !== 'repair' || record.repair?.state !== 'applied')
      return this.park(message, { code: 'refused', reason: 'the database refused the decision' });
    const context = this.context(message.order, this.parts.clock.nowMs(), held, message);
    await this.write([recordRefusal(message.order, said.request, 'The records do not allow it.', context)]);
  }

  /** Orders that time moves: the gateway's deadline passed, an intent was kept long enough, the look-ups are used up. */
  async decideOverdue(held: HeldShards): Promise<OwnerResult> {
    const { clock, orders } = this.parts;
    const shards = [...held.keys()];
    if (shards.length === 0) return { decided: 0, fenced: [] };
    const nowMs = clock.nowMs();
    const overdue = await orders.overdue(shards, nowMs, INTENT_KEPT_MS, this.batch);
    const ranOut = await orders.checksRanOut(shards, this.batch);
    const commands: [OrderRecord, OrderCommand][] = [
      ...overdue.map((order): [OrderRecord, OrderCommand] => [
        order,
        { kind: order.state === 'payment_authorizing' ? 'deadline_passed' : 'intent_expired', nowMs },
      ]),
      ...ranOut.map((order): [OrderRecord, OrderCommand] => [order, { kind: 'checks_ran_out', nowMs }]),
    ];
    const records = commands
      .map(([order, command]) => this.decideOne(order, command, null, held, null))
      .filter((record) => record.to !== null);
    const { decided, fenced } = await this.write(records);
    return { decided, fenced };
  }

  private decideOne(
    order: OrderRecord,
    command: OrderCommand,
    outcome: PaymentOutcome | null,
    held: HeldShards,
    message: QueuedForOwner | null,
  ): DecisionRecord {
    const context = this.context(order, command.nowMs, held, message);
    return recordDecision(order, decide(order, command), outcome, context);
  }

  private context(
    order: OrderRecord,
    nowMs: number,
    held: HeldShards,
    message: QueuedForOwner | null,
  ): DecisionContext {
    return {
      nowMs,
      region: this.parts.region,
      ownerEpoch: held.get(order.shard) ?? 0,
      decidedBy: OWNER,
      requestId: message?.requestId ?? null,
      traceId: message?.traceId ?? null,
      consumed: message === null ? null : { messageId: message.messageId, consumer: CONSUMER },
      extendedHoldUntilMs: extendedHoldUntil(order.createdAtMs, order.heldUntilMs, nowMs),
      nextCheckAtMs: order.deadlineAtMs === null ? null : order.deadlineAtMs + LOOKUP_DELAYS_MS[0],
    };
  }

  private async write(records: readonly DecisionRecord[]): Promise<Written> {
    const { clock, orders, wakeUp } = this.parts;
    const answers = await orders.decide(records, clock.nowMs());
    const fenced = new Set<number>();
    const refused: FencedTry[] = [];
    let decided = 0;
    for (const record of records) {
      const answer = answers.get(record.orderId);
      if (answer === 'applied') {
        decided++;
        if (record.to !== null) wakeUp.hint('order_moved', record.orderId);
        if (record.operations.length > 0) wakeUp.hint('money_due', record.orderId);
      } else if (answer === 'fenced') {
        fenced.add(record.shard);
        refused.push(this.fencedTry(record));
      }
    }
    if (refused.length > 0) await this.parts.fenced.record(refused);
    return { decided, fenced: [...fenced], answers };
  }

  private fencedTry({ decidedBy, orderId, ownerEpoch, shard, to }: DecisionRecord): FencedTry {
    const { clock, region } = this.parts;
    return {
      orderId,
      shard,
      region,
      triedEpoch: ownerEpoch,
      triedState: to,
      actor: decidedBy,
      observedAtMs: clock.nowMs(),
    };
  }

  private async tryAgain(message: QueuedForOwner, why: string): Promise<void> {
    const { clock, deliveries, random } = this.parts;
    if (message.attempts + 1 >= MOST_TRIES * 4)
      return this.park(message, {
        code: 'tries_used_up',
        reason: `not decided after ${message.attempts + 1} tries: ${why}`,
      });
    const waitMs = message.attempts === 0 ? 0 : backoffMs(RETRY_BACKOFF, message.attempts, random.luck());
    await deliveries.postpone(
      { orderId: message.orderId, messageId: message.messageId, consumer: CONSUMER },
      why,
      clock.nowMs() + waitMs,
    );
  }

  /** A parked payment message may hold money: a person must look. */
  private async park(message: QueuedForOwner, why: ParkedMessage): Promise<void> {
    const { clock, deliveries, region } = this.parts;
    const nowMs = clock.nowMs();
    const { messageId, order, orderId, paymentOperation, schema } = message;
    const opened = newCase(orderId, `parked:${schema}`, 'message_parked', order.total, OWNER, nowMs);
    const witness = { orderId, observedAtMs: nowMs, region, messageId, paymentOperation, actor: OWNER };
    const evidence: NewEvidence[] = [
      {
        ...witness,
        lane: 'queue',
        kind: 'message_parked',
        detail: { consumer: CONSUMER, schema, code: why.code, reason: why.reason.slice(0, 300) },
      },
      { ...witness, lane: 'operator', kind: 'case_opened', detail: caseOpenedDetail(opened) },
    ];
    await deliveries.park({ orderId, messageId, consumer: CONSUMER }, why, evidence, nowMs, opened);
  }
}
