/** What people do to an order: a repair asked for, approved, refused, and written by the owner. */
import type { History } from './history.examples';
import { anyConflict, confirmed, refused, VOID } from './returned.examples';
import { checksRunOut } from './uncertain.examples';
import { recordRepair, type RepairRequest } from '@/server/domain/repair/record';

export function repairAsked(h: History, secondPerson: boolean): string {
  checksRunOut(h);
  h.decideOverdue('checks_ran_out');
  h.pass(1_000, 600_000);
  const repairId = `repair:${h.rows.length}`;
  operatorRow(h, 'repair_proposed', { repair_id: repairId, repair: 'fail_safely', second_person: secondPerson });
  return repairId;
}

export function operatorRow(
  h: History,
  kind: 'repair_proposed' | 'repair_approved' | 'repair_refused',
  detail: Record<string, string | boolean>,
): void {
  const { orderId } = h.order;
  h.append([
    {
      orderId,
      lane: 'operator',
      kind,
      observedAtMs: h.nowMs,
      region: 'east',
      actor: 'staff:mara@evident.test',
      detail,
    },
  ]);
}

/** A repair that the owner has written: the void or refund is durable. */
export function repairWritten(h: History, kind: 'void' | 'refund'): string {
  if (kind === 'refund') confirmed(h);
  else {
    anyConflict(h);
    h.followUp(VOID, refused);
    h.pass(60_000, 600_000);
  }
  const operation = kind === 'void' ? 'void:order-42:2' : 'refund:order-42:1';
  const repairId = `repair:${operation}`;
  const amount = h.pay().amount;
  operatorRow(h, 'repair_proposed', { repair_id: repairId, repair: kind, second_person: false });
  const request: RepairRequest = {
    orderId: h.order.orderId,
    repairId,
    kind,
    caseId: null,
    amount,
    operation,
    expectedVersion: h.order.version,
    provider: {
      seq: 1,
      observedAtMs: h.nowMs,
      answer: 'found',
      ofOtherCharge: false,
      providerReference: h.reference,
      amount,
      captured: kind === 'refund',
      refundedMinor: 0,
      holdsNothing: false,
    },
    reason: 'the customer sent the goods back',
    askedBy: 'staff:mara@evident.test',
    approvedBy: null,
  };
  h.apply(recordRepair(h.order, request, h.context(null)));
  return operation;
}
