/**
 * Orders and commands for the tests of the state machine: every kind of each, so that a new one cannot be left untested.
 */
import fc from 'fast-check';
import { money } from './money';
import { ORDER_STATES, type OrderCommand, type OrderFacts, type OrderState } from './order';
import type { PaymentOutcome } from './payment';

export const TOTAL = money(4_900, 'EUR');

export function orderIn(state: OrderState, change: Partial<OrderFacts> = {}): OrderFacts {
  return { orderId: 'order-42', state, version: 4, shard: 7, total: TOTAL, heldUntilMs: 1_800_000, ...change };
}

const OUTCOMES: { readonly [K in PaymentOutcome['kind']]: Extract<PaymentOutcome, { kind: K }> } = {
  authorized: { kind: 'authorized', providerReference: 'pi_1', amount: TOTAL },
  declined: { kind: 'declined', providerReference: 'pi_1', declineCode: 'insufficient_funds' },
  requires_action: { kind: 'requires_action', providerReference: 'pi_1' },
  processing: { kind: 'processing', providerReference: 'pi_1' },
  voided: { kind: 'voided', providerReference: 'pi_1' },
  refunded: { kind: 'refunded', providerReference: 'pi_1' },
  never_accepted: { kind: 'never_accepted' },
  unknown: { kind: 'unknown', cause: 'timeout' },
};

export const allOutcomes = (): PaymentOutcome[] => Object.values(OUTCOMES);

export function allCommands(nowMs = 1_000): OrderCommand[] {
  return [
    ...allOutcomes().map((outcome): OrderCommand => ({ kind: 'payment_outcome', outcome, nowMs })),
    { kind: 'deadline_passed', nowMs },
    { kind: 'checks_ran_out', nowMs },
    { kind: 'intent_expired', nowMs },
    { kind: 'withdrawn', nowMs },
    { kind: 'compensated', providerReference: 're_1', nowMs },
    { kind: 'payment_admitted', nowMs },
  ];
}

const amount = fc.record({
  amountMinor: fc.constantFrom(0, 4_899, 4_900, 4_901),
  currency: fc.constantFrom('EUR', 'USD'),
});

/** Outcomes with right and wrong amounts, currencies and references. */
export const anyOutcome: fc.Arbitrary<PaymentOutcome> = fc.oneof(
  fc.constantFrom(...allOutcomes()),
  fc.record({ kind: fc.constant('authorized' as const), providerReference: fc.constantFrom('pi_1', ''), amount }),
);

export const anyCommand: fc.Arbitrary<OrderCommand> = fc.nat(4_000).chain((nowMs) =>
  fc.oneof(
    fc.constantFrom(...allCommands(nowMs)),
    anyOutcome.map((outcome): OrderCommand => ({ kind: 'payment_outcome', outcome, nowMs })),
  ),
);

export const anyOrder: fc.Arbitrary<OrderFacts> = fc
  .record({
    state: fc.constantFrom(...ORDER_STATES),
    heldUntilMs: fc.option(fc.nat(4_000), { nil: null }),
    version: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ state, ...change }) => orderIn(state, change));
