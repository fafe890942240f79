/**
 * One external side effect as we have recorded it. Its states keep "made durable, perhaps sent" and "nobody knows" apart from
 * every definite word, and none of them is ever guessed.
 */
import type { Money } from './money';

export const PAYMENT_OPERATION_KINDS = ['authorize', 'capture', 'void', 'refund'] as const;

export type PaymentOperationKind = (typeof PAYMENT_OPERATION_KINDS)[number];

export const PAYMENT_OPERATION_STATES = [
  /** Durable before its call; the call may or may not have left. */
  'intended',
  'unknown',
  'requires_action',
  'processing',
  'authorized',
  'declined',
  'never_accepted',
  'voided',
  'refunded',
  /** A capture, void or refund that the provider has confirmed. */
  'acknowledged',
  /** A capture, void or refund that the provider has refused for good. */
  'failed',
] as const;

export type PaymentOperationState = (typeof PAYMENT_OPERATION_STATES)[number];

/** What of an operation bears on where the money is. */
export interface MoneyOperation {
  readonly kind: PaymentOperationKind;
  readonly state: PaymentOperationState;
  /** What the provider reported; what was asked for while it has reported nothing. */
  readonly amount: Money;
  /** The charge that it made, or that it takes or gives back. */
  readonly providerReference: string | null;
}

/** The call may be under way or its answer lost: only evidence ends this, never time. */
export function isOpen(state: PaymentOperationState): boolean {
  switch (state) {
    case 'intended':
    case 'unknown':
    case 'requires_action':
    case 'processing':
      return true;
    case 'authorized':
    case 'declined':
    case 'never_accepted':
    case 'voided':
    case 'refunded':
    case 'acknowledged':
    case 'failed':
      return false;
    default:
      return state satisfies never;
  }
}
