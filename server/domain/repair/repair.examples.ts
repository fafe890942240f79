/** Orders and words of the provider for the tests of repairs: every kind of word, so that a new one cannot be left untested. */
import fc from 'fast-check';
import { money } from '../money';
import { ORDER_STATES } from '../order';
import { PAYMENT_OPERATION_STATES } from '../payment-operation';
import type { ProviderSaid, RepairBasis, RepairOperation, RepairOrder } from './repair';

export const NOW_MS = 1_000_000;
export const TOTAL = money(4_900, 'EUR');
export const OWN = 'pi_1';
export const OTHER = 'pi_2';
export const CASE = { caseId: 'case:order-42:v5', reason: 'checks_ran_out' };

const SAID: ProviderSaid = {
  seq: 12,
  observedAtMs: NOW_MS - 1_000,
  answer: 'found',
  ofOtherCharge: false,
  providerReference: OWN,
  amount: TOTAL,
  captured: false,
  refundedMinor: 0,
  holdsNothing: false,
};
const nothing = { amount: null, holdsNothing: true };

export const WORDS = {
  held: SAID,
  held_more: { ...SAID, amount: money(5_000, 'EUR') },
  held_dollars: { ...SAID, amount: money(4_900, 'USD') },
  captured: { ...SAID, captured: true },
  partly_refunded: { ...SAID, captured: true, refundedMinor: 900 },
  wholly_refunded: { ...SAID, captured: true, refundedMinor: 4_900, holdsNothing: true },
  voided: { ...SAID, ...nothing },
  declined: { ...SAID, ...nothing },
  still_open: { ...SAID, amount: null },
  not_found: { ...SAID, answer: 'not_found', providerReference: null, amount: null },
  proven_absent: { ...SAID, answer: 'not_found', providerReference: null, ...nothing },
  silent: { ...SAID, answer: 'unanswered', providerReference: null, amount: null },
} as const satisfies Record<string, ProviderSaid>;

export type Word = keyof typeof WORDS;

export const orderFor = (change: Partial<RepairOrder> = {}): RepairOrder => ({
  orderId: 'order-42',
  state: 'needs_reconciliation',
  version: 5,
  total: TOTAL,
  heldUntilMs: NOW_MS + 60_000,
  ...change,
});

export const operation = (kind: RepairOperation['kind'], change: Partial<RepairOperation> = {}): RepairOperation => ({
  operation: kind === 'authorize' ? 'pay:order-42' : `${kind}:order-42:1`,
  kind,
  state: kind === 'authorize' ? 'authorized' : 'acknowledged',
  amount: TOTAL,
  providerReference: OWN,
  planned: false,
  ...change,
});

export const basisOf = (change: Partial<RepairBasis> = {}): RepairBasis => ({
  order: orderFor(),
  provider: WORDS.held,
  newerWord: false,
  operations: [operation('authorize')],
  openCase: CASE,
  ...change,
});

const anyMoney = fc.record({
  amountMinor: fc.constantFrom(1, 4_899, 4_900, 4_901),
  currency: fc.constantFrom('EUR', 'USD'),
});

const anySaid: fc.Arbitrary<ProviderSaid> = fc.record({
  seq: fc.integer({ min: 1, max: 40 }),
  observedAtMs: fc.integer({ min: NOW_MS - 400_000, max: NOW_MS }),
  answer: fc.constantFrom('found', 'found', 'found', 'not_found', 'unanswered'),
  ofOtherCharge: fc.boolean(),
  providerReference: fc.constantFrom(OWN, OWN, OTHER, null),
  amount: fc.option(anyMoney, { nil: null }),
  captured: fc.boolean(),
  refundedMinor: fc.constantFrom(0, 0, 1, 4_899, 4_900),
  holdsNothing: fc.boolean(),
});

const anyReturn: fc.Arbitrary<RepairOperation> = fc
  .record({
    kind: fc.constantFrom('void' as const, 'refund' as const, 'capture' as const),
    state: fc.constantFrom(...PAYMENT_OPERATION_STATES),
    providerReference: fc.constantFrom(OWN, OTHER),
    planned: fc.boolean(),
  })
  .map(({ kind, ...change }) => operation(kind, change));

export const anyBasis: fc.Arbitrary<RepairBasis> = fc.record({
  order: fc
    .record({
      state: fc.constantFrom(...ORDER_STATES),
      heldUntilMs: fc.constantFrom(null, NOW_MS - 1, NOW_MS, NOW_MS + 1),
    })
    .map(orderFor),
  provider: fc.option(fc.oneof(anySaid, fc.constantFrom(...Object.values(WORDS))), { nil: null, freq: 9 }),
  newerWord: fc.constantFrom(false, false, false, true),
  operations: fc.array(anyReturn, { maxLength: 3 }).map((returns) => [operation('authorize'), ...returns]),
  openCase: fc.constantFrom(null, CASE),
});

/** The right word at the right time more often than chance would have it. */
export const likelyBasis: fc.Arbitrary<RepairBasis> = fc.oneof(
  anyBasis,
  fc
    .record({
      basis: anyBasis,
      word: fc.constantFrom(...Object.values(WORDS)),
      state: fc.constantFrom('needs_reconciliation' as const, 'order_confirmed' as const, 'failed_safely' as const),
    })
    .map(({ basis, state, word }) => ({
      ...basis,
      newerWord: false,
      operations: [operation('authorize')],
      order: { ...basis.order, state },
      provider: word,
    })),
);
