import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allOutcomes, anyOutcome, TOTAL } from './order.examples';
import {
  isDefinite,
  maySend,
  notFoundMeans,
  outcomeOf,
  PAYMENT_INTENT_STATUSES,
  type ProviderPayment,
  SEND_WINDOW_MS,
  SETTLE_TIME_MS,
  supersedes,
} from './payment';

const intent = (change: Partial<ProviderPayment>): ProviderPayment => ({
  providerReference: 'pi_1',
  status: 'requires_capture',
  amount: TOTAL,
  declineCode: null,
  refundedMinor: 0,
  ...change,
});

describe("the provider's own record", () => {
  it.each([
    ['requires_payment_method', 'processing'],
    ['requires_confirmation', 'processing'],
    ['requires_action', 'requires_action'],
    ['processing', 'processing'],
    ['requires_capture', 'authorized'],
    ['canceled', 'voided'],
    ['succeeded', 'authorized'],
  ] as const)('%s means %s', (status, kind) => {
    expect(outcomeOf(intent({ status })).kind).toBe(kind);
  });

  it('is read in every status, and never as unknown or never accepted: it exists', () => {
    for (const status of PAYMENT_INTENT_STATUSES)
      expect(['unknown', 'never_accepted']).not.toContain(outcomeOf(intent({ status })).kind);
  });

  it('says declined only with a refusal in it', () => {
    const declined = outcomeOf(intent({ status: 'requires_payment_method', declineCode: 'card_declined' }));
    expect(declined).toEqual({ kind: 'declined', providerReference: 'pi_1', declineCode: 'card_declined' });
  });

  it('says refunded only when all of it went back', () => {
    expect(outcomeOf(intent({ status: 'succeeded', refundedMinor: 4_899 })).kind).toBe('authorized');
    expect(outcomeOf(intent({ status: 'succeeded', refundedMinor: 4_900 })).kind).toBe('refunded');
  });

  it("keeps the provider's amount, so that a wrong one is seen", () => {
    expect(outcomeOf(intent({ amount: { amountMinor: 1, currency: 'USD' } }))).toMatchObject({
      amount: { amountMinor: 1, currency: 'USD' },
    });
  });
});

describe('an outcome', () => {
  it('replaces another only upwards: duplicates and late reports change nothing', () => {
    fc.assert(
      fc.property(anyOutcome, anyOutcome, (a, b) => {
        expect(supersedes(a, a)).toBe(false);
        expect(supersedes(a, b) && supersedes(b, a)).toBe(false);
      }),
    );
  });

  it('ends up the same in whatever order its reports arrive', () => {
    const last = (reports: ReturnType<typeof allOutcomes>) =>
      reports.reduce(
        (known, next) => (supersedes(next, known) ? next : known),
        reports[0] ?? { kind: 'never_accepted' },
      );
    const distinct = allOutcomes().filter(({ kind }) => kind !== 'processing');
    fc.assert(
      fc.property(fc.subarray(distinct, { minLength: 1 }), fc.infiniteStream(fc.nat()), (reports, luck) => {
        const shuffled = reports.map((report) => ({ report, key: luck.next().value })).sort((a, b) => a.key - b.key);
        expect(last(shuffled.map(({ report }) => report))).toEqual(last(reports));
      }),
    );
  });

  it('that is definite never becomes unknown again', () => {
    fc.assert(
      fc.property(
        anyOutcome,
        anyOutcome,
        (next, known) => !(isDefinite(known) && !isDefinite(next)) || !supersedes(next, known),
      ),
    );
  });
});

describe('not found', () => {
  it('proves nothing 1 ms before the settle time, and everything at it', () => {
    expect(notFoundMeans(0, SETTLE_TIME_MS - 1)).toEqual({ kind: 'unknown', cause: 'not_found_yet' });
    expect(notFoundMeans(0, SETTLE_TIME_MS)).toEqual({ kind: 'never_accepted' });
  });

  it('is never asked for by sending again once the key may be forgotten', () => {
    expect(maySend(0, SEND_WINDOW_MS - 1)).toBe(true);
    expect(maySend(0, SEND_WINDOW_MS)).toBe(false);
    expect(SEND_WINDOW_MS).toBeLessThan(24 * 3_600_000);
  });
});
