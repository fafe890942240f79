/** What a person asks the repair desk, in plain data: it crosses regions. */
import type { RepairKind } from './repair';

export interface RepairQuestion {
  readonly orderId: string;
  /** The case that is worked; null for a repair without one. */
  readonly caseId: string | null;
}

export interface RepairProposal extends RepairQuestion {
  readonly kind: RepairKind;
  /** Of a refund; null for all of it. */
  readonly amountMinor: number | null;
  readonly reason: string;
  /** The order's version and the row of evidence that the person saw. */
  readonly expectedVersion: number;
  readonly restsOnSeq: number | null;
}

/** Bound to the snapshot that the second person saw. */
export interface RepairApproval {
  readonly orderId: string;
  readonly repairId: string;
  readonly basisHash: string;
}

export interface RepairEnding {
  readonly orderId: string;
  readonly repairId: string;
  readonly reason: string;
}
