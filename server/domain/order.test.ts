import { describe, expect, it } from 'vitest';
import {
  decide,
  holdStands,
  isFinal,
  isLegal,
  LEGAL_TRANSITIONS,
  ORDER_STATES,
  type OrderFacts,
  type OrderState,
} from './order';
import { allCommands, orderIn, TOTAL } from './order.examples';
import type { PaymentOutcome } from './payment';

const authorized: PaymentOutcome = { kind: 'authorized', providerReference: 'pi_1', amount: TOTAL };
const learn = (order: OrderFacts, outcome: PaymentOutcome, nowMs = 1_000) =>
  decide(order, { kind: 'payment_outcome', outcome, nowMs });

describe('the table of legal moves', () => {
  it('names every move once, and none out of a final state', () => {
    expect(new Set(LEGAL_TRANSITIONS.map(String)).size).toBe(LEGAL_TRANSITIONS.length);
    expect(LEGAL_TRANSITIONS.filter(([from]) => from !== null && isFinal(from))).toEqual([]);
    expect(ORDER_STATES.filter((from) => isFinal(from) && ORDER_STATES.some((to) => isLegal(from, to)))).toEqual([]);
  });

  it('refuses every pair that is not in it', () => {
    const pairs = [null, ...ORDER_STATES].flatMap((from) => ORDER_STATES.map((to) => [from, to] as const));
    expect(pairs.filter(([from, to]) => isLegal(from, to))).toHaveLength(LEGAL_TRANSITIONS.length);
  });

  it('is reached in full: each move is some decision, but for the two that a placement makes', () => {
    const reached = new Set<string>();
    for (const state of ORDER_STATES)
      for (const command of allCommands())
        for (const heldUntilMs of [null, 1_000_000]) {
          const decision = decide(orderIn(state, { heldUntilMs }), command);
          if (decision.kind === 'move') reached.add(`${state},${decision.to}`);
        }
    const byPlacement = [',order_intent_saved', 'order_intent_saved,inventory_reserved'];
    expect([...reached, ...byPlacement].sort()).toEqual(
      LEGAL_TRANSITIONS.map(([from, to]) => `${from ?? ''},${to}`).sort(),
    );
  });
});

describe('an authorization', () => {
  const open: OrderState[] = ['payment_authorizing', 'payment_pending', 'needs_reconciliation'];

  it.each(open)('confirms from %s when amount, currency, reference and hold are right', (state) => {
    expect(learn(orderIn(state), authorized)).toEqual({
      kind: 'move',
      to: 'order_confirmed',
      reason: null,
      hold: 'commit',
      money: 'capture',
    });
  });

  it('confirms 1 ms before the hold ends, and not at its end', () => {
    const order = orderIn('payment_pending', { heldUntilMs: 5_000 });
    expect(learn(order, authorized, 4_999)).toMatchObject({ to: 'order_confirmed' });
    expect(learn(order, authorized, 5_000)).toMatchObject({
      to: 'needs_reconciliation',
      reason: 'hold_gone',
      money: 'void',
    });
    expect(learn(order, authorized, 5_001)).toMatchObject({ to: 'needs_reconciliation', reason: 'hold_gone' });
    expect(holdStands({ heldUntilMs: null }, 0)).toBe(false);
  });

  it.each([
    ['another amount', { ...authorized, amount: { ...TOTAL, amountMinor: 4_901 } }, 'amount_mismatch', 'void'],
    ['a smaller amount', { ...authorized, amount: { ...TOTAL, amountMinor: 1 } }, 'amount_mismatch', 'void'],
    ['another currency', { ...authorized, amount: { ...TOTAL, currency: 'USD' } }, 'currency_mismatch', 'void'],
    ['no reference', { ...authorized, providerReference: '' }, 'reference_missing', 'none'],
  ] as const)('with %s is never confirmed', (_, outcome, reason, money) => {
    for (const state of ['payment_authorizing', 'payment_pending'] as const)
      expect(learn(orderIn(state), outcome)).toMatchObject({ to: 'needs_reconciliation', reason, money });
    expect(learn(orderIn('needs_reconciliation'), outcome)).not.toMatchObject({ to: 'order_confirmed' });
  });

  it('after a safe failure opens a case and is voided, and the order stays failed', () => {
    expect(learn(orderIn('failed_safely'), authorized)).toEqual({ kind: 'stray_money', money: 'void' });
  });

  it('told twice changes nothing', () => {
    expect(learn(orderIn('order_confirmed'), authorized)).toEqual({ kind: 'stay', because: 'already_final' });
  });
});

describe('no answer', () => {
  it('makes the order pending and keeps its items, never failed', () => {
    for (const cause of [
      'timeout',
      'connection_lost',
      'provider_error',
      'rate_limited',
      'not_found_yet',
      'caller_died',
    ] as const)
      expect(learn(orderIn('payment_authorizing'), { kind: 'unknown', cause })).toMatchObject({
        to: 'payment_pending',
        hold: 'extend',
        money: 'none',
      });
    expect(decide(orderIn('payment_authorizing'), { kind: 'deadline_passed', nowMs: 0 })).toMatchObject({
      to: 'payment_pending',
    });
  });

  it('again changes nothing', () => {
    expect(learn(orderIn('payment_pending'), { kind: 'unknown', cause: 'timeout' })).toEqual({
      kind: 'stay',
      because: 'nothing_new',
    });
  });

  it('to the last check hands the order to a person, with its items still held', () => {
    expect(decide(orderIn('payment_pending'), { kind: 'checks_ran_out', nowMs: 0 })).toMatchObject({
      to: 'needs_reconciliation',
      hold: 'keep',
    });
  });
});

describe('money returned', () => {
  it('after a confirmation opens a case', () => {
    for (const kind of ['voided', 'refunded'] as const)
      expect(learn(orderIn('order_confirmed'), { kind, providerReference: 'pi_1' })).toMatchObject({
        kind: 'stray_money',
      });
  });

  it('ends a reconciliation only by its acknowledgement', () => {
    const acknowledged = { kind: 'compensated', providerReference: 're_1', nowMs: 0 } as const;
    expect(decide(orderIn('needs_reconciliation'), acknowledged)).toMatchObject({
      to: 'failed_safely',
      reason: 'compensated',
    });
    expect(decide(orderIn('payment_pending'), acknowledged)).toMatchObject({ kind: 'stay' });
  });
});

describe('an intent', () => {
  it('can expire or be withdrawn only before a payment operation was ever sent', () => {
    for (const kind of ['intent_expired', 'withdrawn'] as const)
      for (const state of ORDER_STATES) {
        const decision = decide(orderIn(state), { kind, nowMs: 0 });
        const unsent = state === 'order_intent_saved' || state === 'inventory_reserved';
        expect(decision).toMatchObject(
          unsent ? { to: 'failed_safely', reason: kind, hold: 'release' } : { kind: 'stay' },
        );
      }
  });

  it('is not paid for after its hold has ended', () => {
    const order = orderIn('inventory_reserved', { heldUntilMs: 5_000 });
    expect(decide(order, { kind: 'payment_admitted', nowMs: 4_999 })).toMatchObject({
      to: 'payment_authorizing',
      hold: 'extend',
    });
    expect(decide(order, { kind: 'payment_admitted', nowMs: 5_000 })).toMatchObject({ kind: 'stay' });
  });
});
