/** How an order stands, as much of it as its customer reads: what a copy in the other region keeps. No e-mail, no cart, no payment method. */
import type { OperationRecord, OrderRecord } from './order-record';
import type { OrderLine } from './placement';

export type OrderToShow = Pick<
  OrderRecord,
  'orderId' | 'reference' | 'state' | 'version' | 'reason' | 'total' | 'heldUntilMs' | 'createdAtMs' | 'updatedAtMs'
>;

export type OperationToShow = Pick<
  OperationRecord,
  'operation' | 'kind' | 'state' | 'amount' | 'providerReference' | 'nextCheckAtMs'
>;

export interface StatusToShow {
  readonly order: OrderToShow;
  readonly operations: readonly OperationToShow[];
  readonly lines: readonly OrderLine[];
}
