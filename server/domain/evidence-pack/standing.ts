/** A pack read as the order that it holds, for whoever explains or prints it from the file alone. */
import type { EvidenceRow } from '../evidence';
import type { EvidencePack } from './evidence-pack';
import type { PackedCase, PackedOperation, PackedOrder } from './records';
import type {
  CaseForExplanation,
  OperationForExplanation,
  OrderForExplanation,
} from '@/server/domain/explanation/input';
import type { OperationState } from '../order-record';
import type { OrderReason, OrderState } from '../order';
import { evidenceRowOf, type RecordedEvidence } from '../recorded-evidence';
import { isRegion, type Region } from '../region';

export interface PackStanding {
  readonly order: OrderForExplanation;
  readonly evidence: readonly EvidenceRow[];
  readonly operations: readonly OperationForExplanation[];
  readonly cases: readonly CaseForExplanation[];
  /** When the records were read. */
  readonly atMs: number;
}

/** @param pack as our own store made it: its words are taken as they are. */
export function standingOf({ made, records }: EvidencePack): PackStanding {
  return {
    order: orderOf(records.order, made.region),
    evidence: evidenceOf(records.order.order_id, records.evidence),
    operations: records.operations.map(operationOf),
    cases: records.cases.map(caseOf),
    atMs: Date.parse(made.at),
  };
}

export function evidenceOf(orderId: string, rows: readonly RecordedEvidence[]): readonly EvidenceRow[] {
  return rows.map((row) => evidenceRowOf(orderId, row));
}

function orderOf(order: PackedOrder, madeIn: Region): OrderForExplanation {
  return {
    orderId: order.order_id,
    state: order.state as OrderState,
    version: order.version,
    reason: order.reason as OrderReason | null,
    total: { amountMinor: order.total_minor, currency: order.currency },
    createdAtMs: order.created_at_ms,
    updatedAtMs: order.updated_at_ms,
    region: isRegion(order.region) ? order.region : madeIn,
    shard: order.shard,
    ownerEpoch: order.owner_epoch,
    heldUntilMs: order.held_until_ms,
  };
}

/** What the provider reported, and what was asked for while it has reported nothing. */
function operationOf(each: PackedOperation): OperationForExplanation {
  const { authorized_currency, authorized_minor } = each;
  return {
    operation: each.operation,
    kind: each.kind as OperationForExplanation['kind'],
    state: each.state as OperationState,
    amount:
      authorized_minor === null || authorized_currency === null
        ? { amountMinor: each.amount_minor, currency: each.currency }
        : { amountMinor: authorized_minor, currency: authorized_currency },
    firstAttemptAtMs: each.first_attempt_at_ms,
    attempts: each.attempts,
    checksDone: each.checks_done,
    nextCheckAtMs: each.next_check_at_ms,
    providerReference: each.provider_reference,
  };
}

const caseOf = (each: PackedCase): CaseForExplanation => ({
  caseId: each.case_id,
  reason: each.reason,
  owner: each.owner,
  openedAtMs: each.opened_at_ms,
  dueAtMs: each.due_at_ms,
  closedAtMs: each.closed_at_ms,
  atRisk: { amountMinor: each.at_risk_minor, currency: each.currency },
});
