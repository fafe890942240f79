/**
 * What one sweep makes durable, in one transaction: that the window was compared, the cases of its findings, the end of those that
 * are over, and their evidence. Evidence names its case, because it is written only if that case is really opened or closed.
 */
import type { EvidenceDetail, NewEvidence } from '../evidence';
import type { SweepResult } from './ledger-sweep';
import { aboutFinding, type Finding, type SettledCase } from './finding';
import type { SweepWindow } from './window';
import { paymentOperation } from '../operation';
import { outcomeOf } from '../payment';
import { caseOpenedDetail, type NewCase, newCase } from '../reconciliation-case';
import type { Region } from '../region';

export interface SweepRecord {
  readonly region: Region;
  readonly window: SweepWindow;
  readonly sweptAtMs: number;
  readonly charges: number;
  readonly agreed: number;
  readonly waiting: number;
  readonly findings: number;
  readonly opens: readonly NewCase[];
  readonly closes: readonly {
    readonly orderId: string;
    readonly caseId: string;
    readonly verdict: string;
    readonly closedBy: string;
  }[];
  readonly evidence: readonly NewEvidence[];
}

export const SWEEPER = 'system:ledger-sweeper';
const AGREED_AGAIN = 'a later sweep found both sides agree';
/** The widest amount that a case can keep. */
const MOST_MINOR = 2_147_483_647;

export function recordSweep(region: Region, window: SweepWindow, result: SweepResult, nowMs: number): SweepRecord {
  const opened = result.findings
    .filter(({ isKnown }) => !isKnown)
    .map((finding) => ({ finding, opens: caseOf(finding, nowMs) }));
  return {
    region,
    window,
    sweptAtMs: nowMs,
    charges: result.charges,
    agreed: result.agreed,
    waiting: result.waiting,
    findings: result.findings.length,
    opens: opened.map(({ opens }) => opens),
    closes: result.settled.map(({ caseId, orderId }) => ({
      orderId,
      caseId,
      verdict: AGREED_AGAIN,
      closedBy: SWEEPER,
    })),
    evidence: [
      ...opened.flatMap(({ finding, opens }) => evidenceOfFinding(region, window, finding, opens, nowMs)),
      ...result.settled.map((each) => evidenceOfSettled(region, each, nowMs)),
    ],
  };
}

function caseOf(finding: Finding, nowMs: number): NewCase {
  const { amountMinor, currency } = finding.atRisk;
  const atRisk = { amountMinor: Math.min(amountMinor, MOST_MINOR), currency };
  return newCase(finding.orderId, aboutFinding(finding), finding.reason, atRisk, SWEEPER, nowMs);
}

function evidenceOfFinding(
  region: Region,
  window: SweepWindow,
  finding: Finding,
  opens: NewCase,
  nowMs: number,
): NewEvidence[] {
  const { orderId, providerReference } = finding;
  const base = {
    orderId,
    observedAtMs: nowMs,
    region,
    paymentOperation: orderId === '' ? null : paymentOperation(orderId),
    providerReference,
    actor: SWEEPER,
  };
  return [
    {
      ...base,
      lane: 'provider',
      kind: 'ledger_swept',
      detail: { ...listedDetail(finding), ...passDetail(window), case_id: opens.caseId },
    },
    { ...base, lane: 'operator', kind: 'case_opened', detail: caseOpenedDetail(opens) },
  ];
}

function listedDetail({ isOwn, listed, orderId, providerReference }: Finding): EvidenceDetail {
  return {
    operation: orderId === '' ? null : paymentOperation(orderId),
    ...(listed === null
      ? { outcome: 'not_found' }
      : {
          outcome: outcomeOf(listed).kind,
          amount_minor: listed.amount.amountMinor,
          currency: listed.amount.currency,
          refunded_minor: listed.refundedMinor,
        }),
    // what another charge's record says is not the payment's own story
    ...(isOwn ? {} : { asked_reference: providerReference }),
  };
}

export const passDetail = ({ fromMs, pass, toMs }: SweepWindow): EvidenceDetail => ({
  pass,
  window_from_ms: fromMs,
  window_to_ms: toMs,
});

const evidenceOfSettled = (region: Region, settled: SettledCase, nowMs: number): NewEvidence => ({
  orderId: settled.orderId,
  lane: 'operator',
  kind: 'case_closed',
  observedAtMs: nowMs,
  region,
  paymentOperation: paymentOperation(settled.orderId),
  providerReference: settled.providerReference,
  actor: SWEEPER,
  detail: { case_id: settled.caseId, verdict: AGREED_AGAIN },
});
