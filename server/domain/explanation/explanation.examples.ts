/**
 * Records to explain in tests: order-42 as the seed tells it, and any combination at all.
 */
import fc from 'fast-check';
import { START_MS } from '../evidence.examples';
import type { CaseForExplanation, OperationForExplanation, OrderForExplanation } from './input';
import { money } from '../money';
import { ORDER_REASONS, ORDER_STATES } from '../order';
import { PAYMENT_OPERATION_KINDS, PAYMENT_OPERATION_STATES } from '../payment-operation';

export const order42: OrderForExplanation = {
  orderId: 'order-42',
  state: 'payment_pending',
  version: 4,
  reason: 'deadline_passed',
  total: money(4_900, 'EUR'),
  createdAtMs: START_MS + 8,
  updatedAtMs: START_MS + 2_008,
  region: 'east',
  shard: 20,
  ownerEpoch: 12,
  heldUntilMs: START_MS + 1_800_000,
};

export const pay42: OperationForExplanation = {
  operation: 'pay:order-42',
  kind: 'authorize',
  state: 'unknown',
  amount: money(4_900, 'EUR'),
  firstAttemptAtMs: START_MS + 33,
  attempts: 1,
  checksDone: 5,
  nextCheckAtMs: START_MS + 408_000,
  providerReference: null,
};

export const case42: CaseForExplanation = {
  caseId: 'case:order-42:v5',
  reason: 'checks_ran_out',
  owner: null,
  openedAtMs: START_MS + 300_000,
  dueAtMs: START_MS + 2_100_000,
  closedAtMs: null,
  atRisk: money(4_900, 'EUR'),
};

export const anyOrderToExplain = fc
  .record({
    state: fc.constantFrom(...ORDER_STATES),
    reason: fc.option(fc.constantFrom(...ORDER_REASONS), { nil: null }),
    heldUntilMs: fc.option(
      fc.nat(9_000_000).map((afterMs) => START_MS + afterMs),
      { nil: null },
    ),
  })
  .map((change): OrderForExplanation => ({ ...order42, ...change }));

export const anyOperations = fc.array(
  fc
    .record({
      kind: fc.constantFrom(...PAYMENT_OPERATION_KINDS),
      state: fc.constantFrom(...PAYMENT_OPERATION_STATES),
      attempts: fc.nat(3),
      checksDone: fc.nat(8),
      nextCheckAtMs: fc.option(
        fc.nat(9_000_000).map((afterMs) => START_MS + afterMs),
        { nil: null },
      ),
    })
    .map((change): OperationForExplanation => ({ ...pay42, ...change })),
  { maxLength: 4 },
);

export const anyCases = fc.array(
  fc
    .record({ owner: fc.constantFrom(null, 'Mara Lind'), closedAtMs: fc.constantFrom(null, START_MS + 400_000) })
    .map((change): CaseForExplanation => ({ ...case42, ...change })),
  { maxLength: 2 },
);
