/**
 * What a verdict rests on, read anew: the case, the charge that it is about, the provider's last word on it; and the question to the
 * provider that makes that word. A page never sends any of it along.
 */
import { type VerdictBasis, verdictText } from '../domain/case-verdict';
import type { NewEvidence } from '../domain/evidence';
import { providerSaid, saidSince } from '../domain/provider-said';
import type { Region } from '../domain/region';
import type { ProviderSaid } from '../domain/repair/repair';
import { type StaffAsked, staffActor } from '../domain/staff';
import type { Clock } from '../ports/clock';
import type { AuditStore, NewAuditEntry } from '../stores/audit';
import type { CaseKey } from '../stores/case-claims';
import type { CaseVerdictStore, NewVerdict, VerdictGround } from '../stores/case-verdicts';
import type { EvidenceStore } from '../stores/evidence-rows';
import type { PaymentReceiver } from './payment-receiver';
import { notDone } from './repair-follower';
import { staffEntry } from './staff-entry';

export interface VerdictReaderParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly verdicts: CaseVerdictStore;
  readonly evidence: Pick<EvidenceStore, 'append'>;
  readonly audit: Pick<AuditStore, 'append' | 'ofOperation'>;
  readonly receiver: Pick<PaymentReceiver, 'inspectCharge'>;
}

export const NO_SUCH_CASE = notDone('case_not_found', 'There is no such case without an order in this region.');
export const OVERTAKEN = notDone(
  'overtaken',
  'Somebody decided or took the case meanwhile. Nothing was done; look at it again.',
);

type Decided = Pick<NewVerdict, 'orderId' | 'caseId' | 'number' | 'kind' | 'reason' | 'basisHash' | 'proposedBy'>;

export class VerdictReader {
  constructor(private readonly parts: VerdictReaderParts) {}

  /** Null: no such case, or an order of ours claims its money. */
  async read(key: CaseKey): Promise<{ readonly ground: VerdictGround; readonly basis: VerdictBasis } | null> {
    const ground = await this.parts.verdicts.ground(key);
    return ground === null ? null : { ground, basis: basisOf(ground) };
  }

  /** The provider's answer is a row of evidence that a verdict may rest on for some minutes. It cannot charge. */
  async ask(key: CaseKey, reference: string, asked: StaffAsked): Promise<ProviderSaid | null> {
    const { clock, evidence, receiver, region, verdicts } = this.parts;
    const by = { requestId: asked.requestId, traceId: asked.traceId ?? '', region, nowMs: clock.nowMs() };
    const actor = staffActor(asked.staff.email);
    await evidence.append([await receiver.inspectCharge(key.orderId, reference, by, actor)]);
    return providerSaid((await verdicts.ground(key))?.evidence ?? [], reference);
  }

  /** Whether this click did the same before, or something else; null when it did nothing yet. */
  async known({ caseId, orderId }: CaseKey, action: string, asked: StaffAsked): Promise<'same' | 'other' | null> {
    const click = await this.parts.audit.ofOperation(asked.operationId);
    if (click === null) return null;
    return click.object === caseId && click.action === action && click.detail.order_id === orderId ? 'same' : 'other';
  }

  /** The case's end as the evidence of its charge has it. */
  closing(
    decided: Decided,
    basis: VerdictBasis,
    approvedBy: string | null,
    asked: StaffAsked,
    nowMs: number,
  ): NewEvidence {
    const { provider, providerReference, statement } = basis;
    const { caseId, kind, orderId, proposedBy, reason } = decided;
    return {
      orderId,
      lane: 'operator',
      kind: 'case_closed',
      observedAtMs: nowMs,
      region: this.parts.region,
      requestId: asked.requestId,
      traceId: asked.traceId,
      providerReference,
      actor: staffActor(asked.staff.email),
      detail: {
        case_id: caseId,
        verdict: verdictText(kind, reason),
        rests_on: provider?.seq ?? null,
        statement_id: statement?.statementId ?? null,
        line: statement?.lineId ?? null,
        asked_by: proposedBy,
        approved_by: approvedBy,
      },
    };
  }
}

export function verdictEntry(
  action: string,
  { basisHash, caseId, kind, number, orderId }: Omit<Decided, 'reason' | 'proposedBy'>,
  asked: StaffAsked,
  reason: string,
): NewAuditEntry {
  return staffEntry(action, caseId, asked, reason, { order_id: orderId, verdict: kind, number, basis_hash: basisHash });
}

function basisOf({ evidence, found, providerReference, statement }: VerdictGround): VerdictBasis {
  const provider = providerReference === null ? null : providerSaid(evidence, providerReference);
  return {
    caseId: found.caseId,
    atRisk: found.atRisk,
    providerReference,
    provider,
    newerWord: saidSince(evidence, provider),
    statement,
  };
}
