/**
 * The two sides that the ledger sweep compares: the provider's own list, and the orders with their money operations as we recorded
 * them. Neither side reads the other.
 */
import type { Money } from '../money';
import { orderIdOfOperation } from '../operation';
import type { OrderState } from '../order';
import type { OperationRecord } from '../order-record';
import type { ProviderPayment } from '../payment';
import type { Region } from '../region';
import type { ShardOwners } from '../ownership';
import { shardOf } from '../shard';

/** A payment of the provider's list, whoever made it. */
export interface ListedCharge {
  /** The order that it names; null when it names none. */
  readonly orderId: string | null;
  /** The payment operation that it names; null when it names none. */
  readonly operation: string | null;
  /** The store that it says it was made by, where accounts are shared; absent or null: none. */
  readonly mark?: string | null;
  /** By the provider's clock. */
  readonly createdAtMs: number;
  readonly payment: ProviderPayment;
}

export type SweptOperation = Pick<
  OperationRecord,
  'operation' | 'kind' | 'state' | 'amount' | 'providerReference' | 'nextCheckAtMs' | 'updatedAtMs' | 'caseId'
>;

export interface SweptOrder {
  readonly orderId: string;
  readonly state: OrderState;
  readonly total: Money;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly operations: readonly SweptOperation[];
  /** A message waits for its order owner. */
  readonly queued: boolean;
  readonly openCases: readonly { readonly caseId: string; readonly about: string; readonly reason: string }[];
  /** What cases were about whose difference a person has accepted. */
  readonly accepted: readonly string[];
}

/** The order that a charge's metadata names: by its id, else by its payment operation. An id that no order can have is none. */
export function namedOrder(orderId: string | null, operation: string | null): string | null {
  const named = orderId ?? (operation === null ? null : orderIdOfOperation(operation));
  return named !== null && /^[^\p{Cc}\p{Cs}]{1,255}$/u.test(named) ? named : null;
}

/**
 * Whether a charge is this store's to compare: on a shared account what carries its mark or names an order that it has. Another system's
 * charge is neither agreed nor a finding.
 * @param accountMark null: the account is this store's alone.
 */
export function isOurs(
  { mark = null, orderId }: Pick<ListedCharge, 'mark' | 'orderId'>,
  accountMark: string | null,
  known: ReadonlySet<string>,
): boolean {
  return accountMark === null || mark === accountMark || (orderId !== null && known.has(orderId));
}

/** Whose sweep compares a charge: the region that owns its order; what names no order is for the owner of the first shard. */
export function sweepingRegion(charge: ListedCharge, owners: Pick<ShardOwners, 'ownerOf'>): Region {
  return owners.ownerOf(shardOfCharge(charge));
}

export const shardOfCharge = ({ orderId }: Pick<ListedCharge, 'orderId'>): number =>
  orderId === null ? 0 : shardOf(orderId);

/** What the provider has of the customer's money, in minor units. */
export function heldMinor(payment: ProviderPayment): number {
  switch (payment.status) {
    case 'requires_capture':
      return payment.amount.amountMinor;
    case 'succeeded':
      return Math.max(0, payment.amount.amountMinor - payment.refundedMinor);
    case 'canceled':
    case 'processing':
    case 'requires_action':
    case 'requires_confirmation':
    case 'requires_payment_method':
      return 0;
    default:
      return payment.status satisfies never;
  }
}

/** What the provider has acknowledged to have given back of one charge. */
export function refundedMinor(operations: readonly SweptOperation[], providerReference: string): number {
  return operations
    .filter((each) => each.kind === 'refund' && each.state === 'acknowledged')
    .filter((each) => each.providerReference === providerReference)
    .reduce((sum, { amount }) => sum + amount.amountMinor, 0);
}
