import { describe, expect, it } from 'vitest';
import type { RepairOffer } from '@/server/domain/repair/offer';
import { EMPTY_DRAFT, type RepairDraft, type RepairGround, repairPlan } from './repair-plan';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

const offer = (kind: RepairOffer['kind'], permitted: boolean, amount: RepairOffer['amount'] = null): RepairOffer => ({
  kind,
  words: kind,
  judgement: permitted ? { permitted } : { permitted, code: 'money_held', text: 'money is held' },
  amount,
  operation: null,
  needsSecondPerson: false,
  before: { state: 'needs_reconciliation', money: '' },
  after: { state: 'failed_safely', money: '' },
  unchanged: '',
});

const ground: RepairGround = {
  order: { orderId: 'order-1', state: 'order_confirmed', version: 3, total: eur(4_900), heldUntilMs: null },
  provider: null,
  offers: [offer('confirm', false), offer('refund', true, eur(4_900))],
  atRisk: eur(4_900),
  secondPersonOverMinor: 1_000,
};

const draft: RepairDraft = { ...EMPTY_DRAFT, kind: 'refund', reason: 'The customer sent one back.' };

describe('the repair that the form asks for', () => {
  it('is the whole refund until a part is typed', () => {
    expect(repairPlan(draft, ground)).toMatchObject({
      amount: eur(4_900),
      amountProblem: null,
      does: 'Refund 49.00 EUR',
    });
    expect(repairPlan({ ...draft, amount: '12.5' }, ground)).toMatchObject({
      amount: eur(1_250),
      does: 'Refund 12.50 EUR',
    });
  });

  it.each([
    ['49.01', 'At most 49.00 EUR can go back.'],
    ['0', 'Type more than nothing.'],
    ['12,505', 'Type an amount in EUR, like 12.50.'],
  ])('refuses %s', (amount, problem) =>
    expect(repairPlan({ ...draft, amount }, ground)).toMatchObject({ amount: null, amountProblem: problem }),
  );

  it('takes a second person from the amount that is typed', () => {
    expect(repairPlan({ ...draft, amount: '10.00' }, ground).needsSecondPerson).toBe(false);
    expect(repairPlan({ ...draft, amount: '10.01' }, ground).needsSecondPerson).toBe(true);
  });

  it('needs no choosing where one is permitted, and takes back what no longer is', () => {
    expect(repairPlan(EMPTY_DRAFT, ground).offer?.kind).toBe('refund');
    const both = { ...ground, offers: [offer('confirm', true), offer('void', true, eur(1)), offer('refund', false)] };
    expect(repairPlan(draft, both)).toMatchObject({ offer: null, does: 'Choose a repair' });
  });

  it.each(['', 'test', 'aaaaaaaaaaaaaa', '..........'])('wants a reason in words, not “%s”', (reason) =>
    expect(repairPlan({ ...draft, reason }, ground).reasonProblem).toContain('in words'),
  );
});
