/** Cases for the tests of the desk, opened as their causes open them, and the click of a person. */
import { type CaseReason, CASE_KINDS, type NewCase } from '@/server/domain/reconciliation-case';
import type { StaffAsked } from '@/server/domain/staff';
import type { CaseKey } from '../case-claims';
import { closeCases, closedCasesJson, insertCases, newCasesJson } from '../new-cases';
import { type GivenStore, T0 } from './given-store';
import { orderAt } from './walk';

export type GivenCase = Partial<NewCase> & { readonly about?: string; readonly openedAtMs?: number };

/** One open case, of an order that needs a person unless `orderId` names another. */
export async function givenCase(store: GivenStore, change: GivenCase = {}): Promise<CaseKey> {
  const { about = 'v5', openedAtMs = T0, ...given } = change;
  const orderId = given.orderId ?? (await orderAt(store, 'needs_reconciliation')).orderId;
  const reason: CaseReason = given.reason ?? 'hold_gone';
  const opened: NewCase = {
    orderId,
    caseId: `case:${orderId}:${about}`,
    reason,
    severity: CASE_KINDS[reason].severity,
    atRisk: { amountMinor: 4_900, currency: 'EUR' },
    dueAtMs: openedAtMs + 30 * 60_000,
    openedBy: 'system:order-owner',
    ...given,
  };
  const [row] = await store.app(`${insertCases('$1', '$2')} returning order_id as "orderId", case_id as "caseId"`, [
    newCasesJson([opened]),
    openedAtMs,
  ]);
  if (row === undefined) throw new Error(`${opened.caseId} is open already`);
  return row as CaseKey;
}

export const closeCase = (store: GivenStore, key: CaseKey, nowMs: number, closedBy = 'system:order-owner') =>
  store.app(closeCases('$1', '$2'), [closedCasesJson([{ ...key, verdict: 'both sides agree', closedBy }]), nowMs]);

let clicks = 0;

/** A click of its own by an operator. */
export const clickOf = (name: string, operationId = `click-of-${name}-${++clicks}`): StaffAsked => ({
  staff: { email: `${name}@evident.test`, role: 'operator' },
  operationId,
  requestId: 'req_desk',
  traceId: null,
});
