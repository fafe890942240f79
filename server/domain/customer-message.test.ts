import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CustomerFacts, customerMessage } from './customer-message';
import { MONEY_POSITIONS } from './money-position';
import { ORDER_REASONS, ORDER_STATES } from './order';
import { MONEY_POSITION_WORDS, ORDER_STATE_WORDS } from './order-state-words';

const facts = (change: Partial<CustomerFacts>): CustomerFacts => ({
  state: 'payment_pending',
  reason: null,
  moneyPosition: 'unknown',
  heldUntilMs: Date.UTC(2025, 10, 24, 13, 32, 5),
  compensationReference: null,
  timeZone: 'Europe/Paris',
  ...change,
});
const says = (change: Partial<CustomerFacts>) => customerMessage(facts(change));

describe('what the customer reads', () => {
  it.each<[Partial<CustomerFacts>, string, string]>([
    [{ state: 'order_intent_saved', moneyPosition: 'not_moved' }, 'Saved, not charged yet.', 'possible'],
    [
      { state: 'inventory_reserved', moneyPosition: 'not_moved' },
      'Saved, not charged yet. Items held until 14:32.',
      'possible',
    ],
    [
      { state: 'payment_authorizing' },
      'Contacting your bank. You do not need to pay again; this page updates itself.',
      'not_needed',
    ],
    [{}, 'Your payment is being confirmed. You do not need to pay again; this page updates itself.', 'not_needed'],
    [
      { state: 'needs_reconciliation' },
      'We are checking your payment. A person is looking at it. You do not need to pay again.',
      'not_needed',
    ],
    [
      { heldUntilMs: null, reason: 'requires_action' },
      'We are still checking your payment. Your items are no longer held: if the payment went through, you get it back. You do not need to pay again; this page updates itself.',
      'not_needed',
    ],
    [
      { state: 'needs_reconciliation', heldUntilMs: null },
      'We are checking your payment. A person is looking at it. Your items are no longer held: if the payment went through, you get it back. You do not need to pay again.',
      'not_needed',
    ],
    [
      { state: 'inventory_reserved', moneyPosition: 'not_moved', heldUntilMs: null },
      'Saved, not charged yet.',
      'possible',
    ],
    [
      { state: 'failed_safely', reason: 'never_accepted', moneyPosition: 'not_moved' },
      'Not completed. You were not charged.',
      'possible',
    ],
    [
      { state: 'failed_safely', reason: 'declined', moneyPosition: 'not_moved' },
      'Not completed. Your bank declined the payment. You were not charged.',
      'possible',
    ],
    [
      { state: 'failed_safely', reason: 'compensated', moneyPosition: 'returned', compensationReference: 're_1' },
      'Not completed. The hold on your card was released (reference re_1).',
      'possible',
    ],
  ])('%j', (change, message, payAgain) => {
    expect(says(change)).toEqual({ message, payAgain });
  });

  const any = fc.record({
    state: fc.constantFrom(...ORDER_STATES),
    reason: fc.option(fc.constantFrom(...ORDER_REASONS), { nil: null }),
    moneyPosition: fc.constantFrom(...MONEY_POSITIONS),
    heldUntilMs: fc.option(fc.constant(Date.UTC(2025, 10, 24, 13, 32, 5)), { nil: null }),
  });

  it('never says "not charged" unless no charge exists', () => {
    fc.assert(
      fc.property(any, (change) => !/not charged/.test(says(change).message) || change.moneyPosition === 'not_moved'),
    );
  });

  it('never offers a second payment while money is or may be with us', () => {
    fc.assert(
      fc.property(
        any,
        (change) => says(change).payAgain === 'not_needed' || ['not_moved', 'returned'].includes(change.moneyPosition),
      ),
    );
  });

  it('never says that items are held, or that a payment is being confirmed, once nothing is held', () => {
    fc.assert(
      fc.property(any, (change) => {
        const { message } = says({ ...change, heldUntilMs: null });
        expect(message).not.toMatch(/held until|is being confirmed/);
        const waits = change.state === 'payment_pending' || change.state === 'needs_reconciliation';
        expect(/no longer held/.test(message)).toBe(waits);
        expect(says({ ...change, heldUntilMs: Date.UTC(2025, 10, 24) }).message).not.toMatch(/no longer held/);
      }),
    );
  });

  it('never says confirmed or completed of another state', () => {
    fc.assert(
      fc.property(any, (change) => {
        const { message } = says(change);
        expect(/order is confirmed/.test(message)).toBe(change.state === 'order_confirmed');
        expect(/Not completed/.test(message)).toBe(change.state === 'failed_safely');
        expect(message).not.toMatch(/undefined|null|error|failed/i);
      }),
    );
  });

  it('has words and one tone for every state, and settled marks only for what is settled', () => {
    expect(Object.keys(ORDER_STATE_WORDS).sort()).toEqual([...ORDER_STATES].sort());
    expect(Object.keys(MONEY_POSITION_WORDS).sort()).toEqual([...MONEY_POSITIONS].sort());
    expect(ORDER_STATES.filter((state) => ORDER_STATE_WORDS[state].settled)).toEqual([
      'order_confirmed',
      'failed_safely',
    ]);
    expect(MONEY_POSITION_WORDS.unknown.settled).toBe(false);
  });
});
