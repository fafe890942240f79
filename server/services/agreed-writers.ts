/**
 * The two places where messages are made durable, writing the versions that their readers have reported. The version is brought about
 * at the instant of writing, so that what a message says of that instant is what the record says.
 */
import type { DecisionRecord } from '../domain/decision-record';
import { inVersion } from '../contracts/written-version';
import type { OrderStore } from '../stores/orders';
import type { PaymentOperationStore } from '../stores/payment-operations';
import type { WrittenVersions } from './version-keeper';

export function agreedOrders(orders: OrderStore, written: WrittenVersions): OrderStore {
  return {
    ...orders,
    decide: (records, nowMs) =>
      orders.decide(
        records.map((record) => agreedRecord(record, written, nowMs)),
        nowMs,
      ),
  };
}

export function agreedOperations(operations: PaymentOperationStore, written: WrittenVersions): PaymentOperationStore {
  return {
    ...operations,
    record: (report) => {
      const { message, nowMs } = report;
      return operations.record(
        message === null ? report : { ...report, message: inVersion(message, written.versions(), nowMs) },
      );
    },
  };
}

function agreedRecord(record: DecisionRecord, written: WrittenVersions, nowMs: number): DecisionRecord {
  if (record.messages.length === 0) return record;
  const versions = written.versions();
  return { ...record, messages: record.messages.map((message) => inVersion(message, versions, nowMs)) };
}
