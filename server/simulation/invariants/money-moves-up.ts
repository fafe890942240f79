/** What the provider said is never taken back: an operation's state only rises (S12, and the ground under S3 and S4). */
import type { OperationRecord, OperationState } from '../../domain/order-record';
import type { Report } from './violation';

const RANK: Record<OperationState, number> = {
  intended: 0,
  unknown: 1,
  requires_action: 2,
  processing: 2,
  never_accepted: 3,
  declined: 4,
  authorized: 5,
  voided: 6,
  refunded: 7,
  acknowledged: 7,
  failed: 7,
};

export function checkOperationMove(before: OperationRecord | null, after: OperationRecord, report: Report): void {
  if (before === null || before.state === after.state) return;
  if (RANK[after.state] <= RANK[before.state]) report('S12', `${after.operation}: ${before.state} > ${after.state}`);
}
