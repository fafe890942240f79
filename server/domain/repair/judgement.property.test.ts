import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameMoney } from '../money';
import { holdStands, isFinal } from '../order';
import { EVIDENCE_FRESH_MS, REPAIR_KINDS, type RepairBasis, type RepairKind } from './repair';
import { judgeRepair } from './judgement';
import { likelyBasis, NOW_MS } from './repair.examples';

// of these one basis in 130 permits to confirm
const runs = { numRuns: 20_000 };
const anyAmount = fc.option(
  fc.record({ amountMinor: fc.integer({ min: 1, max: 5_000 }), currency: fc.constantFrom('EUR', 'USD') }),
  { nil: null },
);

/** Whenever it is permitted, this holds; and it is permitted now and then, or nothing would be shown. */
function assertPermittedOnlyIf(kind: RepairKind, holds: (basis: RepairBasis) => boolean): void {
  let permitted = 0;
  fc.assert(
    fc.property(likelyBasis, (basis) => {
      if (!judgeRepair(kind, null, basis, NOW_MS).permitted) return true;
      permitted++;
      return holds(basis);
    }),
    runs,
  );
  expect(permitted).toBeGreaterThan(20);
}

describe('every permitted repair', () => {
  it('to confirm has amount, currency, reference and hold, of the order’s own payment', () => {
    assertPermittedOnlyIf(
      'confirm',
      ({ order, provider }) =>
        order.state === 'needs_reconciliation' &&
        provider !== null &&
        !provider.ofOtherCharge &&
        !provider.holdsNothing &&
        provider.providerReference !== null &&
        provider.amount !== null &&
        sameMoney(provider.amount, order.total) &&
        provider.refundedMinor === 0 &&
        holdStands(order, NOW_MS),
    );
  });

  it('to fail safely has no money at the provider', () => {
    assertPermittedOnlyIf(
      'fail_safely',
      ({ order, provider }) =>
        order.state === 'needs_reconciliation' && provider?.holdsNothing === true && !provider.ofOtherCharge,
    );
  });

  it('to void has a reference, and money that was not taken', () => {
    assertPermittedOnlyIf(
      'void',
      ({ order, provider }) =>
        provider?.answer === 'found' &&
        provider.providerReference !== null &&
        !provider.captured &&
        !provider.holdsNothing &&
        (provider.ofOtherCharge || order.state === 'needs_reconciliation' || order.state === 'failed_safely'),
    );
  });

  it('to refund has a reference, and captured money that is left', () => {
    assertPermittedOnlyIf(
      'refund',
      ({ provider }) =>
        provider?.captured === true &&
        provider.providerReference !== null &&
        provider.amount !== null &&
        provider.amount.amountMinor > provider.refundedMinor,
    );
  });

  it('to accept a difference leaves no money with us that failed, or that is not the order’s', () => {
    assertPermittedOnlyIf(
      'accept_difference',
      ({ openCase, order, provider }) =>
        openCase !== null &&
        ((order.state === 'order_confirmed' && provider?.ofOtherCharge === false) || provider?.holdsNothing === true),
    );
  });

  it('never refunds more than is left', () => {
    fc.assert(
      fc.property(likelyBasis, anyAmount, (basis, amount) => {
        if (amount === null || !judgeRepair('refund', amount, basis, NOW_MS).permitted) return true;
        const { provider } = basis;
        return (
          provider?.amount?.currency === amount.currency &&
          amount.amountMinor + provider.refundedMinor <= provider.amount.amountMinor
        );
      }),
      runs,
    );
  });

  it('rests on a word that is there, fresh, and the last', () => {
    fc.assert(
      fc.property(likelyBasis, fc.constantFrom(...REPAIR_KINDS), (basis, kind) => {
        if (!judgeRepair(kind, null, basis, NOW_MS).permitted) return true;
        const { newerWord, provider } = basis;
        return (
          provider !== null &&
          !newerWord &&
          NOW_MS - provider.observedAtMs <= EVIDENCE_FRESH_MS &&
          (provider.answer !== 'unanswered' || kind === 'release')
        );
      }),
      runs,
    );
  });

  it('leaves final orders final and orders at work to the machines', () => {
    fc.assert(
      fc.property(likelyBasis, fc.constantFrom(...REPAIR_KINDS), (basis, kind) => {
        if (!judgeRepair(kind, null, basis, NOW_MS).permitted) return true;
        const { order, provider } = basis;
        const moves = kind === 'confirm' || kind === 'fail_safely' || kind === 'release';
        if (isFinal(order.state)) return !moves;
        return order.state === 'needs_reconciliation' || provider?.ofOtherCharge === true;
      }),
      runs,
    );
  });
});
