import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differingFields, type KeptFacts, keptIntentMessage } from './kept-intent';
import { keptIntentResource } from './kept-intent-resource';

const facts = (change: Partial<KeptFacts> = {}): KeptFacts => ({
  expired: false,
  sent: 'never',
  unknownToOwner: false,
  untilClock: '14:32',
  ...change,
});

describe('what the customer of a kept intent reads', () => {
  it.each<[Partial<KeptFacts>, RegExp]>([
    [{ unknownToOwner: true }, /^Your order is kept, not charged yet\./],
    [{}, /^Your order is kept, and keeping it charged nothing\./],
    [{ sent: 'maybe' }, /did not answer, so it may have your order already\./],
    [{ sent: 'maybe', unknownToOwner: true }, /did not answer, so it may have your order already\./],
    [{ expired: true, unknownToOwner: true }, /^Not placed, and not charged\..* You may order again\.$/],
    [{ expired: true }, /We still ask whether it went through before\. You do not need to pay again/],
  ])('%j', (change, words) => {
    expect(keptIntentMessage(facts(change))).toMatch(words);
  });

  const any = fc.record({
    expired: fc.boolean(),
    sent: fc.constantFrom('never' as const, 'maybe' as const),
    unknownToOwner: fc.boolean(),
    untilClock: fc.constant('14:32'),
  });

  it('says "not charged" and offers a new order only where nobody can have placed this one', () => {
    fc.assert(
      fc.property(any, (change) => {
        const message = keptIntentMessage(change);
        const proven = change.sent === 'never' && change.unknownToOwner;
        if (/not charged/.test(message)) expect(proven).toBe(true);
        expect(/order again\.$/.test(message)).toBe(proven && change.expired);
      }),
    );
  });

  it('never says pending, confirmed, failed or declined', () => {
    fc.assert(fc.property(any, (change) => !/pending|confirmed|failed|declined/i.test(keptIntentMessage(change))));
  });

  it('says until when it is placed, so that nobody is charged later without having been told so', () => {
    fc.assert(fc.property(any, (change) => change.expired || keptIntentMessage(change).includes('until 14:32')));
  });
});

describe('the resource of a kept intent', () => {
  const intent = {
    orderId: 'ord_1',
    reference: 'AAAAA-AAAAA-A',
    total: { amountMinor: 4_900, currency: 'EUR' },
    lines: [],
    keptAtMs: 1_000,
    expiresAtMs: 61_000,
    nextTryAtMs: 2_000,
    expired: false,
    mayBeSent: false,
    unknownToOwner: false,
  };
  const at = (nowMs: number, change = {}) =>
    keptIntentResource({ ...intent, ...change }, { region: 'east', owner: 'west', nowMs, timeZone: 'UTC' });

  it('stands before every version of its owner, saved and nothing more', () => {
    expect(at(1_500)).toMatchObject({
      state: 'order_intent_saved',
      version: 0,
      money_position: 'unknown',
      pay_again: 'not_needed',
      owner_region: 'west',
      kept: { by: 'east', expired: false, sent: 'never', until: '1970-01-01T00:01:01.000Z' },
    });
  });

  it('is not promised to be placed from the very millisecond of its end on', () => {
    expect(at(60_999).kept?.expired).toBe(false);
    expect(at(61_000)).toMatchObject({ pay_again: 'not_needed', kept: { expired: true } });
    expect(at(61_000, { unknownToOwner: true })).toMatchObject({ money_position: 'not_moved', pay_again: 'possible' });
    expect(at(61_000, { unknownToOwner: true, mayBeSent: true })).toMatchObject({
      money_position: 'unknown',
      pay_again: 'not_needed',
    });
  });
});

it('names the fields that differ, not their values', () => {
  const body = { cartId: 'crt_e_1', cartVersion: 2, email: 'ada@example.test', paymentMethod: 'pm_card_visa' };
  expect(differingFields(body, body)).toEqual([]);
  expect(differingFields({ ...body, cartVersion: 3, paymentMethod: 'pm_x' }, body)).toEqual([
    'cart_version',
    'payment_method',
  ]);
});
