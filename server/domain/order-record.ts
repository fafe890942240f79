/** An order as it is stored and read; what each reader shows is derived from it and from evidence. */
import type { Money } from './money';
import type { OrderReason, OrderState } from './order';

export interface OrderRecord {
  readonly orderId: string;
  readonly shard: number;
  readonly region: string;
  readonly reference: string;
  readonly state: OrderState;
  readonly version: number;
  readonly reason: OrderReason | null;
  readonly ownerEpoch: number;
  readonly total: Money;
  readonly email: string;
  readonly cartId: string;
  readonly cartVersion: number;
  readonly paymentMethod: string;
  readonly payloadFingerprint: string;
  /** SHA-256, hex. */
  readonly statusTokenHash: string;
  readonly heldUntilMs: number | null;
  readonly deadlineAtMs: number | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** The money operations of an order, as the payment receiver stores them. */
export interface OperationRecord {
  readonly orderId: string;
  readonly operation: string;
  readonly kind: 'authorize' | 'capture' | 'void' | 'refund';
  readonly state: OperationState;
  readonly amount: Money;
  readonly paymentMethod: string | null;
  /** What the provider says it holds, once it said so. */
  readonly authorized: Money | null;
  readonly providerReference: string | null;
  readonly declineCode: string | null;
  readonly unknownCause: string | null;
  readonly attempts: number;
  readonly firstAttemptAtMs: number | null;
  readonly lastSendAtMs: number | null;
  readonly checksDone: number;
  readonly nextCheckAtMs: number | null;
  readonly intendedAtMs: number;
  readonly updatedAtMs: number;
  /** The case that it settles once the provider acknowledges it; null for none. */
  readonly caseId: string | null;
}

export type OperationState =
  | 'intended'
  | 'unknown'
  | 'requires_action'
  | 'processing'
  | 'authorized'
  | 'declined'
  | 'never_accepted'
  | 'voided'
  | 'refunded'
  | 'acknowledged'
  | 'failed';
