/** What may go wrong between the provider's list and our records, each with what the sweep must say of it. */
import { charge, confirmed, failed, operation, order, type Pair } from './ledger-sweep.examples';

/** Each injury, what must be found, and the money at risk. */
export const INJURIES: readonly (readonly [name: string, pair: Pair, reason: string, atRiskMinor: number])[] = [
  [
    'a charge that names no order',
    { order: confirmed('x'), charges: [charge('x'), charge(null)] },
    'payment_without_order',
    4_900,
  ],
  [
    'a charge of an order that is nowhere',
    { order: confirmed('x'), charges: [charge('x'), charge('nowhere')] },
    'payment_without_order',
    4_900,
  ],
  [
    'a charge of an order that never asked for one',
    { order: order('x', 'failed_safely'), charges: [charge('x')] },
    'payment_without_order',
    4_900,
  ],
  [
    'cancelled behind our back',
    { order: confirmed('x'), charges: [charge('x', { status: 'canceled' })] },
    'order_without_payment',
    4_900,
  ],
  [
    'wholly refunded behind our back',
    { order: confirmed('x'), charges: [charge('x', { refundedMinor: 4_900 })] },
    'order_without_payment',
    4_900,
  ],
  [
    'partly refunded behind our back',
    { order: confirmed('x'), charges: [charge('x', { refundedMinor: 900 })] },
    'amount_mismatch',
    900,
  ],
  [
    'captured for more',
    { order: confirmed('x'), charges: [charge('x', { amount: { amountMinor: 5_000, currency: 'EUR' } })] },
    'amount_mismatch',
    100,
  ],
  [
    'captured in another currency',
    { order: confirmed('x'), charges: [charge('x', { amount: { amountMinor: 4_900, currency: 'USD' } })] },
    'currency_mismatch',
    4_900,
  ],
  [
    'acknowledged and not captured',
    { order: confirmed('x'), charges: [charge('x', { status: 'requires_capture' })] },
    'capture_failed',
    4_900,
  ],
  [
    'confirmed and never captured',
    {
      order: order('x', 'order_confirmed', { operations: [operation('x', 'authorize', 'authorized')] }),
      charges: [charge('x', { status: 'requires_capture' })],
    },
    'capture_failed',
    4_900,
  ],
  [
    'charged twice',
    { order: confirmed('x'), charges: [charge('x'), charge('x', { providerReference: 'pi_b' })] },
    'duplicate_authorization',
    4_900,
  ],
  [
    'charged under another operation',
    {
      order: confirmed('x'),
      charges: [
        charge('x'),
        charge('x', { providerReference: 'pi_b', status: 'requires_capture' }, { operation: 'pay:y' }),
      ],
    },
    'duplicate_authorization',
    4_900,
  ],
  [
    'a duplicate whose void is acknowledged and did not happen',
    {
      order: confirmed('x', [operation('x', 'void', 'acknowledged', { providerReference: 'pi_b' })]),
      charges: [charge('x'), charge('x', { providerReference: 'pi_b' })],
    },
    'compensation_failed',
    4_900,
  ],
  [
    'void acknowledged and still held',
    {
      order: failed('x', [operation('x', 'authorize', 'voided'), operation('x', 'void', 'acknowledged')]),
      charges: [charge('x', { status: 'requires_capture' })],
    },
    'compensation_failed',
    4_900,
  ],
  [
    'refund acknowledged and not made',
    {
      order: confirmed('x', [
        operation('x', 'refund', 'acknowledged', { amount: { amountMinor: 900, currency: 'EUR' } }),
      ]),
      charges: [charge('x')],
    },
    'compensation_failed',
    900,
  ],
  [
    'a void that failed, and no case',
    {
      order: failed('x', [operation('x', 'authorize', 'authorized'), operation('x', 'void', 'failed')]),
      charges: [charge('x', { status: 'requires_capture' })],
    },
    'compensation_failed',
    4_900,
  ],
  [
    'money kept of a failed order',
    {
      order: failed('x', [operation('x', 'authorize', 'authorized')]),
      charges: [charge('x', { status: 'requires_capture' })],
    },
    'stray_authorization',
    4_900,
  ],
  [
    'another charge of an order that failed',
    {
      order: failed('x', [operation('x', 'authorize', 'voided'), operation('x', 'void', 'acknowledged')]),
      charges: [charge('x', { status: 'canceled' }), charge('x', { providerReference: 'pi_b' })],
    },
    'stray_authorization',
    4_900,
  ],
];

/** The same pair under another order's name. */
export function renamed({ order: its, charges }: Pair, orderId: string): Pair {
  const rename = (text: string) => text.replaceAll(/\bx\b|(?<=_)x\b/g, orderId);
  const reference = (text: string | null) =>
    text === null
      ? null
      : text === 'pi_null'
        ? `pi_null_${orderId}`
        : `${rename(text)}${text === 'pi_b' ? `_${orderId}` : ''}`;
  return {
    order: {
      ...its,
      orderId,
      operations: its.operations.map((each) => ({
        ...each,
        operation: rename(each.operation),
        providerReference: reference(each.providerReference),
      })),
    },
    charges: charges.map((each) => ({
      ...each,
      orderId: each.orderId === 'x' ? orderId : each.orderId,
      operation: each.operation === null ? null : rename(each.operation),
      payment: { ...each.payment, providerReference: reference(each.payment.providerReference) ?? '' },
    })),
  };
}
