/**
 * Keeps, beside the stores, when each evidence row was written by the story's clock. The database stamps the real time of the
 * seed; the last step of seeding puts these in its place.
 */
import type { Clock } from '../../server/ports/clock';
import type { QueuedMessage } from '../../server/stores/deliveries';
import type { EvidenceStore } from '../../server/stores/evidence-rows';
import type { OrderStore } from '../../server/stores/orders';
import type { PaymentOperationStore } from '../../server/stores/payment-operations';

/** Rows are numbered in the order in which they are written: the nth instant is of seq n. */
export class RecordedTimes {
  readonly byOrder = new Map<string, number[]>();
  /** What the last decisions published, as a subscriber would get it. */
  published: QueuedMessage[] = [];

  note(orderId: string, rows: number, atMs: number): void {
    const times = this.byOrder.get(orderId) ?? [];
    this.byOrder.set(orderId, times);
    for (let i = 0; i < rows; i++) times.push(atMs);
  }
}

export function recordingOrders(orders: OrderStore, times: RecordedTimes): OrderStore {
  return {
    ...orders,
    async place(placement) {
      const answer = await orders.place(placement);
      if (answer.kind === 'placed') times.note(placement.intent.orderId, placement.evidence.length, placement.nowMs);
      return answer;
    },
    async decide(records, nowMs) {
      const answers = await orders.decide(records, nowMs);
      for (const record of records) {
        const answer = answers.get(record.orderId);
        if (answer !== 'applied')
          throw new Error(`a past decision on ${record.orderId} was ${answer ?? 'not answered'}`);
        times.note(record.orderId, record.evidence.length, nowMs);
        times.published.push(
          ...record.messages.map((message) => ({ ...message, attempts: 0, lastError: null, recordedAtMs: nowMs })),
        );
      }
      return answers;
    },
  };
}

export function recordingOperations(operations: PaymentOperationStore, times: RecordedTimes): PaymentOperationStore {
  return {
    ...operations,
    // a story looks its own order up, in its own time: another one's, brought forward, would be told this story's answer
    bringForward: async () => 0,
    async record(report) {
      const answer = await operations.record(report);
      if (answer === 'taken' || answer === 'known') times.note(report.orderId, report.evidence.length, report.nowMs);
      return answer;
    },
  };
}

export function recordingEvidence(evidence: EvidenceStore, times: RecordedTimes, clock: Clock): EvidenceStore {
  return {
    ...evidence,
    async append(rows) {
      await evidence.append(rows);
      for (const row of rows) times.note(row.orderId, 1, clock.nowMs());
    },
  };
}
