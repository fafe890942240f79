import { describe, expect, it } from 'vitest';
import { money } from '../money';
import { needsSecondPerson, REPAIR_KINDS, saysWhy } from './repair';
import { amountOf, operationOf, repairOffers } from './offer';
import { basisOf, NOW_MS, operation, orderFor, OTHER, TOTAL, WORDS } from './repair.examples';

describe('a reason', () => {
  it.each(['.', '..........', 'aaaaaaaaaaaa', '          ', 'ok ok ok ok', '1111111112', 'too short'])(
    'is not %j',
    (reason) => expect(saysWhy(reason)).toBe(false),
  );

  it.each(['The lamp came broken.', 'Банк подтвердил.', 'refund per ticket 4711'])('is %j', (reason) =>
    expect(saysWhy(reason)).toBe(true),
  );
});

describe('a second person', () => {
  const SMALL = money(10, 'EUR');
  const takes = (
    kind: (typeof REPAIR_KINDS)[number],
    amount = TOTAL,
    atRisk = TOTAL,
    limit = 4_899,
    basis = basisOf(),
  ) => needsSecondPerson(kind, amount, basis, atRisk, limit);

  it('is asked over the limit and not at it', () => {
    expect(takes('void', TOTAL, SMALL, 4_900)).toBe(false);
    expect(takes('void', TOTAL, SMALL, 4_899)).toBe(true);
  });

  it('is asked for what decides the order, however small the case is', () => {
    expect(takes('confirm', TOTAL, SMALL)).toBe(true);
    expect(takes('fail_safely', TOTAL, SMALL)).toBe(true);
    expect(takes('accept_difference', TOTAL, SMALL)).toBe(false);
    expect(takes('release')).toBe(false);
  });

  it('is asked for a refund in parts as for one at once', () => {
    const basis = basisOf({ provider: { ...WORDS.captured, refundedMinor: 4_000 } });
    expect(takes('refund', money(899, 'EUR'), SMALL, 4_899, basis)).toBe(false);
    expect(takes('refund', money(900, 'EUR'), SMALL, 4_899, basis)).toBe(true);
  });
});

describe('an offer', () => {
  it('is made of every kind, with what would change or why it may not be', () => {
    const offers = repairOffers(basisOf(), TOTAL, 5_000, NOW_MS);
    expect(offers.map(({ kind }) => kind)).toEqual(REPAIR_KINDS);
    expect(offers.find(({ kind }) => kind === 'void')).toMatchObject({
      judgement: { permitted: true },
      amount: TOTAL,
      operation: 'void:order-42:1',
      before: { state: 'needs_reconciliation', money: '49.00 EUR held' },
      after: { state: 'failed_safely' },
    });
    expect(offers.find(({ kind }) => kind === 'refund')?.judgement).toMatchObject({ permitted: false });
  });

  it('counts its operation on from what was ever intended', () => {
    const operations = [operation('authorize'), operation('void'), operation('refund'), operation('refund')];
    expect(operationOf('void', basisOf({ operations }))).toBe('void:order-42:2');
    expect(operationOf('refund', basisOf({ operations }))).toBe('refund:order-42:3');
    expect(operationOf('confirm', basisOf({ operations }))).toBeNull();
  });

  it('gives back what is held, what is left, or at most what was asked for', () => {
    expect(amountOf('void', basisOf({ provider: WORDS.held_more }))).toEqual(money(5_000, 'EUR'));
    expect(amountOf('void', basisOf({ provider: WORDS.still_open }))).toEqual(TOTAL);
    expect(amountOf('void', basisOf({ provider: WORDS.voided }))).toBeNull();
    expect(amountOf('refund', basisOf({ provider: WORDS.partly_refunded }))).toEqual(money(4_000, 'EUR'));
    expect(amountOf('refund', basisOf({ provider: WORDS.held }))).toBeNull();
  });

  it('of another charge leaves the order as it is', () => {
    const provider = { ...WORDS.held, ofOtherCharge: true, providerReference: OTHER };
    const order = orderFor({ state: 'needs_reconciliation' });
    const offer = repairOffers(basisOf({ provider, order }), TOTAL, 5_000, NOW_MS).find(({ kind }) => kind === 'void');
    expect(offer?.after.state).toBe('needs_reconciliation');
  });
});
