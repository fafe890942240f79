import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { money } from './money';
import { atMost, moneyPosition } from './money-position';
import {
  type MoneyOperation,
  PAYMENT_OPERATION_KINDS,
  PAYMENT_OPERATION_STATES,
  type PaymentOperationKind,
  type PaymentOperationState,
} from './payment-operation';

const op = (
  kind: PaymentOperationKind,
  state: PaymentOperationState,
  minor = 4_900,
  providerReference = 'pi_1',
): MoneyOperation => ({ kind, state, amount: money(minor, 'EUR'), providerReference });
const paid = op('authorize', 'authorized');
const captured = op('capture', 'acknowledged');

describe('money position', () => {
  it.each<[string, MoneyOperation[], string, number | null]>([
    ['no operation', [], 'not_moved', null],
    ['a durable intent to call', [op('authorize', 'intended')], 'unknown', 4_900],
    ['no answer', [op('authorize', 'unknown')], 'unknown', 4_900],
    ['the bank asks the customer', [op('authorize', 'requires_action')], 'unknown', 4_900],
    ['the provider does not know', [op('authorize', 'processing')], 'unknown', 4_900],
    ['a decline', [op('authorize', 'declined')], 'not_moved', null],
    ['proof that it never arrived', [op('authorize', 'never_accepted')], 'not_moved', null],
    ['an authorization', [paid], 'held', 4_900],
    ['a capture without an answer', [paid, op('capture', 'unknown')], 'held', 4_900],
    ['a capture', [paid, captured], 'captured', 4_900],
    ['a void under way', [paid, op('void', 'intended')], 'returning', 4_900],
    ['a refused void', [paid, op('void', 'failed')], 'held', 4_900],
    ['an acknowledged void', [paid, op('void', 'failed'), op('void', 'acknowledged')], 'returned', null],
    ['a refund without an answer', [paid, captured, op('refund', 'unknown')], 'returning', 4_900],
    ['half refunded', [paid, captured, op('refund', 'acknowledged', 2_000)], 'captured', 2_900],
    [
      'half refunded, half under way',
      [paid, captured, op('refund', 'acknowledged', 2_000), op('refund', 'intended', 2_900)],
      'returning',
      2_900,
    ],
    ['a small part on its way back', [paid, captured, op('refund', 'unknown', 500)], 'captured', 4_900],
    ['a duplicate that was voided', [paid, captured, op('void', 'acknowledged', 4_900, 'pi_2')], 'captured', 4_900],
    ['a duplicate on its way back', [paid, captured, op('refund', 'intended', 4_900, 'pi_2')], 'captured', 4_900],
    ['all refunded', [paid, captured, op('refund', 'acknowledged')], 'returned', null],
    ['voided at the provider', [op('authorize', 'voided')], 'returned', null],
  ])('of %s', (_, operations, position, most) => {
    const standing = moneyPosition(operations);
    expect(standing.position).toBe(position);
    expect(atMost(standing)?.amountMinor ?? null).toBe(most);
  });

  const operations = fc.array(
    fc.record({
      kind: fc.constantFrom(...PAYMENT_OPERATION_KINDS),
      state: fc.constantFrom(...PAYMENT_OPERATION_STATES),
      amount: fc.nat(9_999).map((minor) => money(minor, 'EUR')),
      providerReference: fc.constantFrom('pi_1', 'pi_2'),
    }),
    { maxLength: 6 },
  );

  it('never says unknown, held, captured or returning without the most at stake', () => {
    fc.assert(
      fc.property(operations, (all) => {
        const standing = moneyPosition(all);
        const settled = standing.position === 'not_moved' || standing.position === 'returned';
        return settled === (atMost(standing) === null);
      }),
    );
  });

  it('never says that nothing moved while the outcome of the call is open', () => {
    fc.assert(
      fc.property(
        operations,
        fc.constantFrom('intended', 'unknown', 'processing', 'requires_action'),
        (others, state) => {
          return moneyPosition([op('authorize', state), ...others]).position !== 'not_moved';
        },
      ),
    );
  });
});
