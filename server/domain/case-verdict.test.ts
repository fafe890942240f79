import { describe, expect, it } from 'vitest';
import {
  judgeVerdict,
  VERDICT_KINDS,
  type VerdictBasis,
  type VerdictKind,
  verdictNeedsSecondPerson,
} from './case-verdict';
import { EVIDENCE_FRESH_MS, type ProviderSaid } from './repair/repair';

const NOW = 1_000_000;
const EUR = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const said: ProviderSaid = {
  seq: 4,
  observedAtMs: NOW,
  answer: 'found',
  ofOtherCharge: true,
  providerReference: 'pi_1',
  amount: EUR(4900),
  captured: false,
  refundedMinor: 0,
  holdsNothing: false,
};
const line = {
  statementId: 'st_1',
  fileName: 'november.csv',
  lineId: 'txn_1',
  lineNo: 7,
  verdict: 'missing_ours',
  category: 'charge',
  operation: null,
  paymentIntentId: null,
  createdAtMs: 0,
  theirs: { minor: 4900, currency: 'EUR' },
  ours: null,
  differences: [],
} as const;
const basis = (change: Partial<VerdictBasis> = {}): VerdictBasis => ({
  caseId: 'case::sweep:payment_without_order:pi_1',
  atRisk: EUR(4900),
  providerReference: 'pi_1',
  provider: said,
  newerWord: false,
  statement: null,
  ...change,
});
/** Which are permitted, and why the others are not. */
const judged = (given: VerdictBasis, nowMs = NOW) =>
  VERDICT_KINDS.map((kind) => {
    const judgement = judgeVerdict(kind, given, nowMs);
    return judgement.permitted ? kind : judgement.code;
  });

describe('a verdict about money that names no order', () => {
  it('is never permitted without the fresh word of the provider', () => {
    for (const [given, code] of [
      [{ provider: null }, 'evidence_missing'],
      [{ newerWord: true }, 'evidence_stale'],
      [{ provider: { ...said, answer: 'unanswered' } }, 'provider_silent'],
      [{ providerReference: null }, 'evidence_missing'],
    ] as const)
      expect(judged(basis(given))).toEqual([code, code, code]);
    expect(judged(basis(), NOW + EVIDENCE_FRESH_MS)).toContain('other_system');
    expect(new Set(judged(basis(), NOW + EVIDENCE_FRESH_MS + 1))).toEqual(new Set(['evidence_stale']));
  });

  it('says that it was given back only when the provider holds nothing', () => {
    expect(judged(basis())).toEqual(['money_held', 'other_system', 'accounted_for']);
    expect(judged(basis({ provider: { ...said, amount: null } }))[0]).toBe('not_known_yet');
    expect(judged(basis({ provider: { ...said, holdsNothing: true } }))[0]).toBe('given_back');
    // not found proves nothing of money that was seen
    const notFound = { ...said, answer: 'not_found', amount: null, holdsNothing: false } as const;
    expect(judged(basis({ provider: notFound }))).toEqual(['not_found', 'not_found', 'accounted_for']);
  });

  it('rests on the line of a statement that names no payment', () => {
    expect(judged(basis({ providerReference: null, provider: null, statement: line }))).toEqual([
      'evidence_missing',
      'other_system',
      'accounted_for',
    ]);
    // one that names a payment is looked up like any other
    expect(judged(basis({ provider: null, statement: line }))).not.toContain('accounted_for');
  });

  it.each([
    ['given_back', 1_000_000, false],
    ['other_system', 10_000, false],
    ['other_system', 10_001, true],
    ['accounted_for', 10_000, false],
    ['accounted_for', 10_001, true],
  ] as const)('%s of %i takes a second person: %s', (kind: VerdictKind, minor, second) => {
    expect(verdictNeedsSecondPerson(kind, EUR(minor), 10_000)).toBe(second);
  });
});
