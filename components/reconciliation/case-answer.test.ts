import { describe, expect, it } from 'vitest';
import { type AnswerInput, caseAnswer } from './case-answer';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

const input: AnswerInput = {
  reason: 'amount_mismatch',
  atRisk: eur(9_400),
  dueAtMs: 600_000,
  state: 'open',
  verdict: null,
  owner: 'ana@evident.test',
  ownerUntilMs: 540_000,
  total: eur(4_900),
  provider: {
    seq: 9,
    observedAtMs: 0,
    answer: 'found',
    providerReference: 'pi_1',
    amount: eur(9_400),
    captured: false,
    refundedMinor: 0,
    holdsNothing: false,
    ofOtherCharge: false,
  },
  who: 'ana@evident.test',
  nowMs: 0,
};

describe('the answer of a case', () => {
  it('says what differs, both amounts, the due time and whose it is', () => {
    expect(caseAnswer(input)).toEqual({
      lead: 'The amounts differ.',
      rest: 'We asked for 49.00 EUR. The provider holds 94.00 EUR; money is held, not captured.',
      due: { text: 'Due in 10 min.', past: false },
      claim: 'You hold the case for 9 min.',
    });
  });

  it('never says that nothing is held while nobody knows', () => {
    const silent = { ...input, provider: { ...(input.provider as object), answer: 'unanswered' } } as AnswerInput;
    expect(caseAnswer(silent).rest).toContain('nobody knows');
    expect(caseAnswer({ ...input, provider: null }).rest).toContain('not asked');
  });

  it('says that it is past due, from the millisecond on', () => {
    expect(caseAnswer({ ...input, nowMs: 600_000 }).due?.past).toBe(true);
    expect(caseAnswer({ ...input, nowMs: 599_999 }).due?.past).toBe(false);
  });

  it('of money that names no order asks nobody', () => {
    expect(caseAnswer({ ...input, total: null, provider: null }).rest).toBe('94.00 EUR at risk, at most.');
  });

  it('of a closed case gives its verdict', () => {
    expect(caseAnswer({ ...input, state: 'closed', verdict: 'the money was given back' }).rest).toContain('given back');
  });
});
