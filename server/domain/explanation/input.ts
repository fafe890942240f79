/**
 * What an explanation is made from: the owner's record of one order, its operations and its cases, beside the evidence.
 */
import type { EvidenceRow } from '../evidence';
import type { WaitingCause } from './causes';
import type { Money } from '../money';
import type { OrderReason, OrderState } from '../order';
import type { MoneyOperation } from '../payment-operation';
import type { Region } from '../region';

export interface OrderForExplanation {
  readonly orderId: string;
  readonly state: OrderState;
  readonly version: number;
  readonly reason: OrderReason | null;
  readonly total: Money;
  readonly createdAtMs: number;
  /** When it came into its state. */
  readonly updatedAtMs: number;
  readonly region: Region;
  readonly shard: number;
  readonly ownerEpoch: number;
  /** Null when no hold stands. */
  readonly heldUntilMs: number | null;
}

export interface OperationForExplanation extends MoneyOperation {
  readonly operation: string;
  readonly firstAttemptAtMs: number | null;
  /** Calls made, or about to be made, under this operation; look-ups are none. */
  readonly attempts: number;
  readonly checksDone: number;
  readonly nextCheckAtMs: number | null;
  readonly providerReference: string | null;
}

export interface CaseForExplanation {
  readonly caseId: string;
  readonly reason: string;
  /** A person's name; null while nobody has taken it. */
  readonly owner: string | null;
  readonly openedAtMs: number;
  readonly dueAtMs: number;
  readonly closedAtMs: number | null;
  readonly atRisk: Money;
}

/** Everything that the parts of an explanation read, gathered once. */
export interface Facts {
  readonly order: OrderForExplanation;
  readonly evidence: readonly EvidenceRow[];
  readonly operations: readonly OperationForExplanation[];
  readonly cases: readonly CaseForExplanation[];
  readonly openCase: CaseForExplanation | null;
  readonly nowMs: number;
  readonly timeZone: string;
}

/** A cause, and the rows that show it. */
export interface Found {
  readonly cause: WaitingCause;
  readonly rows: readonly EvidenceRow[];
}

export function found(cause: WaitingCause, ...rows: readonly (EvidenceRow | null | undefined)[]): Found {
  return { cause, rows: rows.filter((row) => row !== null && row !== undefined) };
}

export function authorizeOperationOf(operations: readonly OperationForExplanation[]): OperationForExplanation | null {
  return operations.find(({ kind }) => kind === 'authorize') ?? null;
}
