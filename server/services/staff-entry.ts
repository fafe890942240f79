/** A person's click, as the audit and the evidence name it. */
import type { Region } from '../domain/ids';
import type { RepairWitness } from '../domain/repair/evidence';
import { confirmationOf, type StaffAsked, staffActor } from '../domain/staff';
import type { NewAuditEntry } from '../stores/audit';

/** @param action as the permission that allowed it. @param object what it was done to: an order, a case, a switch. */
export function staffEntry(
  action: string,
  object: string,
  asked: StaffAsked,
  reason: string | null = null,
  detail: NewAuditEntry['detail'] = {},
): NewAuditEntry {
  const { operationId, requestId, staff } = asked;
  return {
    actor: staffActor(staff.email),
    role: staff.role,
    action,
    object,
    operationId,
    requestId,
    reason,
    detail: { ...detail, ...confirmationOf(asked) },
  };
}

export function witnessBy(region: Region, { requestId, staff, traceId }: StaffAsked, nowMs: number): RepairWitness {
  return { observedAtMs: nowMs, region, requestId, traceId, actor: staffActor(staff.email) };
}
