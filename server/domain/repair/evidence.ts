/** What is witnessed of a repair while people are at it; what the order owner makes of it stands in `record.ts`. */
import type { EvidenceDetail, NewEvidence } from '../evidence';
import { paymentOperation } from '../ids';
import type { RepairKind } from './repair';
import type { RepairRequest } from './record';

/** Who did it, and where. */
export interface RepairWitness {
  readonly observedAtMs: number;
  readonly region: string;
  /** Null when no person asked. */
  readonly requestId: string | null;
  readonly traceId: string | null;
  readonly actor: string;
}

export function repairProposed(request: RepairRequest, secondPerson: boolean, by: RepairWitness): NewEvidence {
  return askedFor('repair_proposed', request, { second_person: secondPerson }, by);
}

export function repairApproved(request: RepairRequest, by: RepairWitness): NewEvidence {
  return askedFor('repair_approved', request, {}, by);
}

export function repairEnded(
  { kind, orderId, repairId }: { readonly orderId: string; readonly repairId: string; readonly kind: RepairKind },
  why: string,
  by: RepairWitness,
): NewEvidence {
  return { ...row(orderId, 'repair_refused', by), detail: { repair_id: repairId, repair: kind, why } };
}

function askedFor(
  kind: 'repair_proposed' | 'repair_approved',
  request: RepairRequest,
  more: EvidenceDetail,
  by: RepairWitness,
): NewEvidence {
  const { amount, caseId, orderId, provider, reason, repairId } = request;
  return {
    ...row(orderId, kind, by),
    providerReference: provider?.providerReference ?? null,
    detail: {
      repair_id: repairId,
      repair: request.kind,
      reason,
      case_id: caseId,
      amount_minor: amount?.amountMinor ?? null,
      currency: amount?.currency ?? null,
      rests_on: provider?.seq ?? null,
      ...more,
    },
  };
}

function row(orderId: string, kind: NewEvidence['kind'], by: RepairWitness): Omit<NewEvidence, 'detail'> {
  return { orderId, lane: 'operator', kind, paymentOperation: paymentOperation(orderId), ...by };
}
