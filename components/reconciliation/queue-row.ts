/** One case as the queue shows it; what the server sends has this shape. */
import type { AutomaticStep } from '@/server/domain/automatic-step';
import type { EvidenceKind } from '@/server/domain/evidence';
import type { Money } from '@/server/domain/money';
import type { OrderState } from '@/server/domain/order';
import { orderHref } from '@/server/domain/order-href';
import type { CaseReason, CaseSeverity } from '@/server/domain/reconciliation-case';
import type { Region } from '@/server/domain/region';

export interface QueueRow {
  readonly region: Region;
  /** Empty for money that names no order. */
  readonly orderId: string;
  readonly caseId: string;
  readonly reason: CaseReason;
  readonly severity: CaseSeverity;
  readonly atRisk: Money;
  /** Who holds it now; null for nobody. */
  readonly owner: string | null;
  readonly openedAtMs: number;
  readonly dueAtMs: number;
  readonly order: { readonly reference: string; readonly state: OrderState; readonly ownerEpoch: number } | null;
  readonly lastEvidence: { readonly seq: number; readonly kind: EvidenceKind; readonly observedAtMs: number } | null;
  readonly nextStep: AutomaticStep | null;
  readonly repair: { readonly repairId: string; readonly state: 'proposed' | 'requested' } | null;
}

/** A case's own address: where it is recorded, and what it is called there. */
export interface CaseAddress {
  readonly region: Region;
  readonly orderId: string;
  readonly caseId: string;
}

/** What a person repairs: an order for the sake of one of its cases, or for its own. */
export type RepairSubject = CaseAddress | { readonly orderId: string; readonly caseId: null };

/** One text for one case, for the address bar; a line feed is in no id. */
export const caseKeyOf = ({ caseId, orderId, region }: CaseAddress): string => `${region}\n${orderId}\n${caseId}`;

/** The row's element id: no white space is in it. */
export const rowIdOf = (caseKey: string): string => `case-${encodeURIComponent(caseKey)}`;

export function caseAddressOf(key: string | null): CaseAddress | null {
  const [region, orderId, caseId] = key?.split('\n') ?? [];
  if ((region !== 'east' && region !== 'west') || orderId === undefined || caseId === undefined) return null;
  return caseId === '' ? null : { region, orderId, caseId };
}

/** The case's own page; "-" stands for money that names no order, because a part of an address cannot be empty. */
export function caseHref({ caseId, orderId, region }: CaseAddress): string {
  return `/console/reconciliation/${region}/${orderId === '' ? '-' : encodeURIComponent(orderId)}/${encodeURIComponent(caseId)}`;
}

/** Where it is repaired. */
export function repairHref(subject: RepairSubject): string {
  return subject.caseId === null ? `${orderHref(subject.orderId)}/repair` : caseHref(subject);
}

/** What the case is about, without its order's name: an operation of it, or a provider reference. */
export function caseAbout({ caseId, orderId }: Pick<CaseAddress, 'caseId' | 'orderId'>): string {
  const prefix = `case:${orderId}:`;
  return caseId.startsWith(prefix) ? caseId.slice(prefix.length) : caseId;
}
