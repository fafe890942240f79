/**
 * Whether our record of a payment and the provider's own word on it say the same. Ignorance agrees with nothing that exists: a charge that
 * we do not know of is a disagreement, a charge that neither knows of is none. No answer proves nothing.
 */
import { type Money, sameMoney } from './money';
import type { OperationState } from './order-record';
import type { PaymentOutcomeKind } from './payment';

export interface OurWord {
  readonly state: OperationState;
  /** What the order asks for. */
  readonly amount: Money;
  /** What we recorded that the provider holds; null: nothing yet. */
  readonly authorized: Money | null;
}

export type TheirWord =
  | { readonly kind: Exclude<PaymentOutcomeKind, 'unknown' | 'never_accepted'>; readonly amount: Money | null }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'no_answer' };

export function agrees(ours: OurWord, theirs: TheirWord): boolean {
  if (theirs.kind === 'no_answer') return false;
  switch (ours.state) {
    case 'authorized':
      return (
        theirs.kind === 'authorized' &&
        theirs.amount !== null &&
        sameMoney(ours.authorized ?? ours.amount, theirs.amount)
      );
    case 'declined':
      return theirs.kind === 'declined' || theirs.kind === 'voided' || theirs.kind === 'not_found';
    case 'never_accepted':
      return theirs.kind === 'not_found' || theirs.kind === 'voided' || theirs.kind === 'declined';
    case 'voided':
      return theirs.kind === 'voided';
    case 'refunded':
      return theirs.kind === 'refunded' || theirs.kind === 'voided';
    case 'intended':
    case 'unknown':
      return theirs.kind === 'not_found';
    case 'requires_action':
    case 'processing':
      return theirs.kind === ours.state;
    // the states of captures, voids and refunds: no authorization has them
    case 'acknowledged':
    case 'failed':
      return false;
    default:
      return ours.state satisfies never;
  }
}
