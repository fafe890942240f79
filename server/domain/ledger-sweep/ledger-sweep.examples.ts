/** Orders and charges for the tests of the sweep, and every way in which an order and its charge agree. */
import fc from 'fast-check';
import type { ListedCharge, SweptOperation, SweptOrder } from './sides';
import type { SweptSides } from './ledger-sweep';
import type { OrderState } from '../order';
import type { ProviderPayment } from '../payment';

export const NOW = Date.UTC(2026, 10, 23, 12);
export const YOUNG_MS = 120_000;
const PLACED = NOW - 3_600_000;

export interface Pair {
  readonly order: SweptOrder;
  readonly charges: readonly ListedCharge[];
}

export const operation = (
  orderId: string,
  kind: SweptOperation['kind'],
  state: SweptOperation['state'],
  change: Partial<SweptOperation> = {},
): SweptOperation => ({
  operation:
    kind === 'authorize' ? `pay:${orderId}` : kind === 'capture' ? `capture:${orderId}` : `${kind}:${orderId}:1`,
  kind,
  state,
  amount: { amountMinor: 4_900, currency: 'EUR' },
  providerReference: `pi_${orderId}`,
  nextCheckAtMs: null,
  updatedAtMs: PLACED + 1_000,
  caseId: null,
  ...change,
});

export const order = (orderId: string, state: OrderState, change: Partial<SweptOrder> = {}): SweptOrder => ({
  orderId,
  state,
  total: { amountMinor: 4_900, currency: 'EUR' },
  createdAtMs: PLACED,
  updatedAtMs: PLACED + 1_000,
  operations: [],
  queued: false,
  openCases: [],
  accepted: [],
  ...change,
});

export const charge = (
  orderId: string | null,
  change: Partial<ProviderPayment> = {},
  more: Partial<ListedCharge> = {},
): ListedCharge => ({
  orderId,
  operation: orderId === null ? null : `pay:${orderId}`,
  createdAtMs: PLACED + 200,
  payment: {
    providerReference: `pi_${orderId}`,
    status: 'succeeded',
    amount: { amountMinor: 4_900, currency: 'EUR' },
    declineCode: null,
    refundedMinor: 0,
    ...change,
  },
  ...more,
});

/** Every way in which an order and its charge agree at rest. */
const AGREEING: readonly ((orderId: string) => Pair)[] = [
  (id) => ({
    order: order(id, 'order_confirmed', {
      operations: [operation(id, 'authorize', 'authorized'), operation(id, 'capture', 'acknowledged')],
    }),
    charges: [charge(id)],
  }),
  (id) => ({
    order: order(id, 'order_confirmed', {
      operations: [
        operation(id, 'authorize', 'authorized'),
        operation(id, 'capture', 'acknowledged'),
        operation(id, 'refund', 'acknowledged', { amount: { amountMinor: 900, currency: 'EUR' } }),
      ],
    }),
    charges: [charge(id, { refundedMinor: 900 })],
  }),
  (id) => ({
    order: order(id, 'failed_safely', { operations: [operation(id, 'authorize', 'declined')] }),
    charges: [charge(id, { status: 'requires_payment_method', declineCode: 'card_declined' })],
  }),
  (id) => ({
    order: order(id, 'failed_safely', {
      operations: [operation(id, 'authorize', 'voided'), operation(id, 'void', 'acknowledged')],
    }),
    charges: [charge(id, { status: 'canceled' })],
  }),
  (id) => ({
    order: order(id, 'failed_safely', {
      operations: [operation(id, 'authorize', 'never_accepted', { providerReference: null })],
    }),
    charges: [],
  }),
  (id) => ({ order: order(id, 'failed_safely'), charges: [] }),
  // a duplicate that was given back
  (id) => ({
    order: order(id, 'order_confirmed', {
      operations: [
        operation(id, 'authorize', 'authorized'),
        operation(id, 'capture', 'acknowledged'),
        operation(id, 'void', 'acknowledged', { providerReference: `pi_${id}_b` }),
      ],
    }),
    charges: [charge(id), charge(id, { status: 'canceled', providerReference: `pi_${id}_b` })],
  }),
];

export const anyAgreeing = fc
  .array(fc.nat(AGREEING.length - 1), { maxLength: 12 })
  .map((kinds) =>
    kinds.map((kind, at) => (AGREEING[kind] ?? AGREEING[0])?.(`order-${at}`)).filter((each) => each !== undefined),
  );

export const sides = (pairs: readonly Pair[], change: Partial<SweptSides> = {}): SweptSides => ({
  charges: pairs.flatMap(({ charges }) => charges),
  beside: [],
  orders: pairs.map((pair) => pair.order),
  absent: new Set(),
  youngMs: YOUNG_MS,
  nowMs: NOW,
  ...change,
});

export const confirmed = (
  id: string,
  more: readonly SweptOperation[] = [],
  change: Partial<SweptOrder> = {},
): SweptOrder =>
  order(id, 'order_confirmed', {
    operations: [operation(id, 'authorize', 'authorized'), operation(id, 'capture', 'acknowledged'), ...more],
    ...change,
  });
export const failed = (
  id: string,
  operations: readonly SweptOperation[],
  change: Partial<SweptOrder> = {},
): SweptOrder => order(id, 'failed_safely', { operations, ...change });
