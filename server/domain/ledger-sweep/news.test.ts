import { describe, expect, it } from 'vitest';
import { compareWindow } from './ledger-sweep';
import { charge, confirmed, failed, NOW, operation, order, type Pair, sides } from './ledger-sweep.examples';
import type { SweptOrder } from './sides';
import type { OrderState } from '../order';

describe('news', () => {
  const ended = [
    ['authorized', charge('x', { status: 'requires_capture' })],
    ['declined', charge('x', { status: 'requires_payment_method', declineCode: 'card_declined' })],
    ['voided', charge('x', { status: 'canceled' })],
    ['refunded', charge('x', { refundedMinor: 4_900 })],
  ] as const;
  const waiting: readonly OrderState[] = ['payment_authorizing', 'payment_pending', 'needs_reconciliation'];

  it.each(ended)(
    'are of a payment that we hold open and that the provider knows to be %s: evidence, never a case',
    (kind, listed) => {
      for (const state of waiting) {
        const pay = operation('x', 'authorize', 'unknown', { providerReference: null, nextCheckAtMs: NOW + 60_000 });
        const result = compareWindow(sides([{ order: order('x', state, { operations: [pay] }), charges: [listed] }]));
        expect(result).toMatchObject({
          findings: [],
          waiting: 1,
          news: [{ kind: 'payment_outcome', orderId: 'x', outcome: { kind } }],
        });
      }
    },
  );

  it('are of a charge that came after "never accepted": the order owner sends it back', () => {
    const pay = operation('x', 'authorize', 'never_accepted', { providerReference: null });
    const result = compareWindow(sides([{ order: failed('x', [pay]), charges: [charge('x')] }]));
    expect(result).toMatchObject({ findings: [], news: [{ outcome: { kind: 'authorized' } }] });
  });

  it('are of the charge that holds money, when the provider has several under one name; the other one is a duplicate', () => {
    const pay = operation('x', 'authorize', 'unknown', { providerReference: null, nextCheckAtMs: NOW + 60_000 });
    const charges = [
      charge('x', { providerReference: 'pi_a', status: 'canceled' }),
      charge('x'),
      charge('x', { providerReference: 'pi_y' }),
    ];
    const result = compareWindow(sides([{ order: order('x', 'payment_pending', { operations: [pay] }), charges }]));
    expect(result.news).toMatchObject([{ outcome: { kind: 'authorized', providerReference: 'pi_x' } }]);
    expect(result.findings).toMatchObject([{ reason: 'duplicate_authorization', providerReference: 'pi_y' }]);
  });

  it('are none while the provider does not know itself, nor of what we know already, nor of a confirmed order', () => {
    const pay = operation('x', 'authorize', 'unknown', { nextCheckAtMs: NOW + 60_000 });
    const pending = order('x', 'payment_pending', { operations: [pay] });
    const none = (pair: Pair) => expect(compareWindow(sides([pair])).news).toEqual([]);
    none({ order: pending, charges: [charge('x', { status: 'processing' })] });
    none({ order: confirmed('x'), charges: [charge('x')] });
    // its own next try will tell
    const tried = order('x', 'order_confirmed', {
      operations: [
        operation('x', 'authorize', 'authorized'),
        operation('x', 'capture', 'unknown', { nextCheckAtMs: NOW + 1 }),
      ],
    });
    none({ order: tried, charges: [charge('x')] });
    none({ order: confirmed('x'), charges: [charge('x', { status: 'canceled' })] });
  });

  it('are of a capture, a void or a refund that was given up and that was made after all', () => {
    const givenUp = (kind: 'capture' | 'void' | 'refund') =>
      operation('x', kind, 'unknown', { amount: { amountMinor: kind === 'refund' ? 900 : 4_900, currency: 'EUR' } });
    const openCases = [{ caseId: 'case:x:capture:x', about: 'case:x:capture:x', reason: 'capture_failed' }];
    const authorized = operation('x', 'authorize', 'authorized');
    const done = (it: SweptOrder, listed: ReturnType<typeof charge>) =>
      compareWindow(sides([{ order: it, charges: [listed] }])).news;
    expect(
      done(order('x', 'order_confirmed', { operations: [authorized, givenUp('capture')], openCases }), charge('x')),
    ).toEqual([
      {
        kind: 'follow_up_done',
        orderId: 'x',
        operation: 'capture:x',
        providerReference: 'pi_x',
        settles: ['case:x:capture:x'],
      },
    ]);
    expect(done(confirmed('x', [givenUp('refund')]), charge('x', { refundedMinor: 900 }))).toMatchObject([
      { operation: 'refund:x:1' },
    ]);
    // the 900 that the provider gave back were another refund's
    const first = operation('x', 'refund', 'acknowledged', {
      operation: 'refund:x:2',
      amount: { amountMinor: 900, currency: 'EUR' },
    });
    expect(done(confirmed('x', [first, givenUp('refund')]), charge('x', { refundedMinor: 900 }))).toEqual([]);
    // nobody knows which of two it was
    const other = { ...givenUp('refund'), operation: 'refund:x:2' };
    expect(done(confirmed('x', [other, givenUp('refund')]), charge('x', { refundedMinor: 900 }))).toEqual([]);
    expect(done(confirmed('x', [other, givenUp('refund')]), charge('x', { refundedMinor: 1_800 }))).toHaveLength(2);
    expect(done(failed('x', [authorized, givenUp('void')]), charge('x', { status: 'canceled' }))).toMatchObject([
      { kind: 'payment_outcome', outcome: { kind: 'voided' } },
      { kind: 'follow_up_done', operation: 'void:x:1' },
    ]);
  });
});
