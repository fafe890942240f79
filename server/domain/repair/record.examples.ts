/** Requests to the order owner for the tests of repairs. */
import type { DecisionContext, OrderToTell } from '../decision-record';
import { REPAIR_KINDS, type RepairKind } from './repair';
import type { RepairRequest } from './record';
import { CASE, NOW_MS, orderFor, TOTAL, WORDS } from './repair.examples';

export const orderToTell = (change: Partial<OrderToTell> = {}): OrderToTell => ({
  ...orderFor(),
  shard: 7,
  reference: 'R-42',
  email: 'ada@example.test',
  ...change,
});

export const requestFor = (kind: RepairKind, change: Partial<RepairRequest> = {}): RepairRequest => ({
  orderId: 'order-42',
  repairId: 'repair:order-42:click-1',
  kind,
  caseId: CASE.caseId,
  amount: kind === 'void' || kind === 'refund' ? TOTAL : null,
  operation: kind === 'void' || kind === 'refund' ? `${kind}:order-42:1` : null,
  expectedVersion: 5,
  provider: WORDS.held,
  reason: 'The bank confirmed it by phone.',
  askedBy: 'staff:ana@evident.test',
  approvedBy: null,
  ...change,
});

export const contextAt = (nowMs = NOW_MS): DecisionContext => ({
  nowMs,
  region: 'east',
  ownerEpoch: 3,
  decidedBy: 'system:order-owner',
  requestId: 'req_1',
  traceId: null,
  consumed: { messageId: 'msg:repair_requested:1', consumer: 'order-owner' },
  extendedHoldUntilMs: 0,
  nextCheckAtMs: null,
});

/** The word under which each kind is permitted while an order needs reconciliation; null where it needs a final order. */
export const PERMITTING: Record<RepairKind, Partial<RepairRequest> | null> = {
  confirm: {},
  fail_safely: { provider: WORDS.voided },
  void: {},
  refund: { provider: WORDS.captured },
  release: {},
  accept_difference: null,
};

export const DECIDING_KINDS = REPAIR_KINDS.filter((kind) => PERMITTING[kind] !== null);
