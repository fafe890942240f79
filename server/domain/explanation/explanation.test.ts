import { describe, expect, it } from 'vitest';
import {
  capturedAfter,
  chained,
  confirmedLate,
  lookup,
  resubmit,
  START_MS,
  unansweredStory,
} from '../evidence.examples';
import { type Explanation, explain, explanationText } from './explanation';
import { case42, order42, pay42 } from './explanation.examples';
import type { OrderReason } from '../order';
import type { PaymentOperationState } from '../payment-operation';

const NOW = START_MS + 367_000 + 2_008 - 2_000;
const rows = chained([...unansweredStory, lookup(1, 4_000), ...resubmit(2, 16_362), lookup(2, 16_500)]);
const why = (change: Partial<typeof order42>, evidence = rows, pay: Partial<typeof pay42> = {}): Explanation =>
  explain({ ...order42, ...change }, evidence, [{ ...pay42, ...pay }], [], NOW);

describe('why is order-42 pending?', () => {
  const answer = why({});

  it('is answered in words that can be read out', () => {
    expect(explanationText(answer)).toBe(
      'Pending 6 min. The gateway stopped waiting at 10:02:07; the provider has not told us the outcome. ' +
        'Money: unknown, at most one charge of 49.00 EUR. Next check in 41 s (6 of 8). Nobody is assigned.',
    );
    expect(answer.tone).toBe('amber');
  });

  it('backs each claim about the past with rows', () => {
    expect(answer.sentences.map(({ evidenceSeqs }) => evidenceSeqs)).toEqual([[6], [9, 12], [4], [], []]);
  });

  it('tells what is known from what cannot be known yet, and what would settle it', () => {
    expect(answer.known.map(({ text, source }) => `${text} | ${source}`)).toEqual([
      'One intent; no final decision has been made | orders, version 4',
      'The provider was called once, never again | payments, pay:order-42, 10:02:07',
      'Looked up 2 times, the last time: not found, which is no proof yet | provider, 10:02:21',
      'Held for this order until 10:32:05: 1 × sku-9 | inventory, reserve:order-42',
    ]);
    expect(answer.cause).toEqual({ cause: 'not_found_yet', before: ['provider_timeout'], evidenceSeqs: [12] });
    expect(answer.unknown).toEqual([
      {
        text: 'Whether the provider accepted the charge',
        settledBy: 'settled by a webhook, a look-up that finds it, or the ledger sweep',
      },
      {
        text: 'Whether “not found” means that it never arrived',
        settledBy: 'provable from 10:17:07, settle time 15 min',
      },
    ]);
  });

  it('says that the items went back, once they did, whatever end their hold had', () => {
    const released = {
      lane: 'inventory',
      kind: 'hold_released',
      observedAtMs: START_MS + 60_000,
      detail: { why: 'the hold ended', skus: '1 × sku-9' },
    } as const;
    const known = why({}, chained([...unansweredStory, released])).known;
    expect(known.map(({ text }) => text)).toContain('Back in stock since 10:03:05: 1 × sku-9');
    expect(known.map(({ text }) => text).join()).not.toMatch(/Held for this order/);
  });

  it('counts submits against calls that could charge', () => {
    expect(answer.submits).toMatchObject({ count: 2, providerCalls: 1 });
    expect(answer.submits.rows.map(({ n, text }) => `${n} ${text}`)).toEqual([
      '1 provider called',
      '2 answered from the record',
    ]);
  });

  it('does not count the void of a payment as a call that could charge', () => {
    const voided = {
      lane: 'provider',
      kind: 'call_answered',
      paymentOperation: 'pay:order-42',
      attempt: 1,
      detail: { outcome: 'voided', operation: 'pay:order-42', by: 'void:order-42:1' },
    } as const;
    expect(why({}, chained([...unansweredStory, voided])).submits.providerCalls).toBe(1);
  });

  it('quotes what the customer was told, names the silence and the next step', () => {
    expect(answer.customerSees).toMatchObject({ version: 4, message: expect.stringContaining('is being confirmed') });
    expect(answer.missing.map(({ text }) => text)).toContain("the provider's authorized or declined");
    expect(answer.nextStep).toEqual({
      text: 'Look-up of pay:order-42, by itself. It cannot charge.',
      atMs: START_MS + 408_000,
    });
  });
});

describe('every reason to wait has its own answer', () => {
  it.each<[PaymentOperationState, string]>([
    ['unknown', 'the provider has not told us the outcome'],
    ['requires_action', "the provider waits for the customer's bank"],
    ['processing', 'the provider itself does not know the outcome yet'],
    ['intended', 'the provider has not told us the outcome'],
  ])('pending: %s', (state, words) => {
    expect(explanationText(why({}, rows, { state }))).toContain(words);
  });

  it.each<[OrderReason, string]>([
    ['amount_mismatch', 'The provider reports another amount.'],
    ['currency_mismatch', 'The provider reports another currency.'],
    ['reference_missing', "The provider's reference is missing."],
    ['hold_gone', 'The money came after the items were no longer held.'],
    ['checks_ran_out', 'Every look-up was used and none found an outcome.'],
  ])('reconciliation: %s', (reason, words) => {
    const answer = explain({ ...order42, state: 'needs_reconciliation', reason }, rows, [pay42], [case42], NOW);
    expect(explanationText(answer)).toContain(words);
    expect(explanationText(answer)).toContain('Nobody is assigned; the case is due in 28 min 53 s.');
    expect(answer.nextStep).toEqual({ text: 'A person takes the case.', atMs: case42.dueAtMs });
  });

  it('a call without a record of the gateway: its caller died', () => {
    const died = chained([...unansweredStory.slice(0, 4), ...unansweredStory.slice(6, 7)]);
    expect(explanationText(why({}, died))).toContain(
      'Nobody recorded an answer by the deadline; the provider has not told us',
    );
  });

  it('an answer that the owner has not decided on yet', () => {
    const undecided = chained([...unansweredStory, ...confirmedLate(9_000, 100).slice(0, 1)]);
    const text = explanationText(why({}, undecided, { state: 'authorized' }));
    expect(text).toContain('the provider says authorized; the order has not been decided on it yet.');
    expect(text).toContain('Money: 49.00 EUR held, not captured.');
  });

  it('a call that is still in time', () => {
    const early = explain(
      { ...order42, state: 'payment_authorizing', reason: null, version: 3 },
      chained(unansweredStory.slice(0, 4)),
      [{ ...pay42, state: 'intended', nextCheckAtMs: null }],
      [],
      START_MS + 1_029,
    );
    expect(explanationText(early)).toBe(
      'Authorizing for 1 s. The gateway waits until 10:02:07; the provider has not told us the outcome. Money: unknown, at most one charge of 49.00 EUR.',
    );
    expect(early.known.map(({ text }) => text)).toContain('At most one call was made to the provider, never another');
  });

  it('an intent whose payment was not admitted', () => {
    const kept = chained([
      ...unansweredStory.slice(0, 3),
      { lane: 'gateway', kind: 'payment_refused', detail: { code: 'payment_unavailable' } },
    ]);
    const answer = explain({ ...order42, state: 'inventory_reserved', reason: null, version: 2 }, kept, [], [], NOW);
    expect(explanationText(answer)).toBe(
      'Items held for 6 min, not charged. No payment attempt was admitted; the intent is kept. It goes on only when the customer does. No payment was ever sent. Money: not moved, no charge exists.',
    );
    expect(answer.nextStep).toEqual({
      text: 'The customer may go on; else the intent ends by itself, uncharged.',
      atMs: order42.createdAtMs + 1_800_000,
    });
    expect(answer.submits.rows[0]?.effect).toBe('not_sent');
  });
});

describe('a decided order', () => {
  it('owes nothing, or says what it owes', () => {
    const confirmed = chained([...unansweredStory, ...confirmedLate(9_000, 100), capturedAfter(12_000)]);
    const order = { ...order42, state: 'order_confirmed', reason: null, version: 5 } as const;
    const pay = { ...pay42, state: 'authorized', nextCheckAtMs: null } as const;
    const answer = explain(order, confirmed, [pay], [], NOW);
    expect(explanationText(answer)).toBe(
      'Confirmed. Money and items were decided together, once, as version 5. The provider said authorized (pi_1). Money: 49.00 EUR held, not captured.',
    );
    expect([answer.unknown, answer.missing, answer.nextStep]).toEqual([[], [], null]);
    const capture = { ...pay42, operation: 'capture:order-42', kind: 'capture', state: 'intended' } as const;
    const owing = explain(order, confirmed, [pay, capture], [], NOW);
    expect(owing.nextStep?.text).toBe('capture:order-42 is followed until acknowledged.');
    expect(owing.unknown[0]?.settledBy).toContain('capture:order-42');
  });
});
