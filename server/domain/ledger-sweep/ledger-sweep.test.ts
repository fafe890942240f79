import { describe, expect, it, test } from 'vitest';
import { compareWindow, type SweptSides } from './ledger-sweep';
import { charge, confirmed, failed, NOW, operation, order, sides, YOUNG_MS } from './ledger-sweep.examples';
import type { SweptOrder } from './sides';

const reasons = (it: SweptSides) => compareWindow(it).findings.map(({ reason }) => reason);

describe('what the provider does not know', () => {
  const absent = new Set(['pi_x']);

  it('of a confirmed order is an order without its payment', () => {
    const result = compareWindow(sides([{ order: confirmed('x'), charges: [] }], { absent }));
    expect(result.findings).toMatchObject([
      { reason: 'order_without_payment', listed: null, atRisk: { amountMinor: 4_900 } },
    ]);
    expect(result.charges).toBe(0);
  });

  it.each(['authorized', 'voided', 'refunded'] as const)(
    'of another order, recorded as %s, is a payment without record',
    (state) => {
      expect(
        reasons(sides([{ order: failed('x', [operation('x', 'authorize', state)]), charges: [] }], { absent })),
      ).toEqual(['provider_has_no_record']);
    },
  );

  it('is not called missing before the provider was asked for it, nor while somebody is at it', () => {
    const pair = { order: confirmed('x'), charges: [] };
    expect(reasons(sides([pair]))).toEqual([]);
    expect(reasons(sides([{ ...pair, order: { ...pair.order, queued: true } }], { absent }))).toEqual([]);
  });

  it('is nothing new where our record holds no money either', () => {
    const declined = failed('x', [operation('x', 'authorize', 'declined')]);
    const returned = order('x', 'order_confirmed', { operations: [operation('x', 'authorize', 'refunded')] });
    for (const it of [declined, returned]) expect(reasons(sides([{ order: it, charges: [] }], { absent }))).toEqual([]);
  });
});

describe('what somebody is at', () => {
  const held = charge('x', { status: 'requires_capture' });
  const alone: readonly (readonly [string, SweptOrder])[] = [
    ['a message that waits for the owner', confirmed('x', [], { queued: true })],
    [
      'a capture that is tried again',
      confirmed('x', [operation('x', 'refund', 'unknown', { nextCheckAtMs: NOW + 1 })]),
    ],
    ['an order of a minute ago', confirmed('x', [], { createdAtMs: NOW - YOUNG_MS + 1 })],
    ['a change of this minute', confirmed('x', [], { updatedAtMs: NOW - YOUNG_MS / 2 + 1 })],
    ['an operation of this minute', confirmed('x', [operation('x', 'void', 'failed', { updatedAtMs: NOW })])],
  ];

  it.each(alone)('is left to it: %s', (_name, it) => {
    expect(compareWindow(sides([{ order: it, charges: [held] }]))).toMatchObject({
      findings: [],
      waiting: 1,
      agreed: 0,
    });
  });

  it('is no reason to overlook a second charge, once the order is not young any more', () => {
    const second = charge('x', { providerReference: 'pi_b' });
    const it = confirmed('x', [operation('x', 'refund', 'unknown', { nextCheckAtMs: NOW + 1 })]);
    expect(reasons(sides([{ order: it, charges: [charge('x'), second] }]))).toEqual(['duplicate_authorization']);
  });
});

describe('a second charge', () => {
  const second = charge('x', { providerReference: 'pi_b' });
  const judged = (it: SweptOrder, ...listed: readonly ReturnType<typeof charge>[]) =>
    compareWindow(sides([{ order: it, charges: [...listed, second] }]));

  it('of a young order is left alone, and so is one that is being given back', () => {
    const young = { createdAtMs: NOW - YOUNG_MS + 1 };
    expect(judged(confirmed('x', [], young), charge('x'))).toMatchObject({ findings: [], waiting: 2 });
    const goingBack = operation('x', 'void', 'unknown', { providerReference: 'pi_b', nextCheckAtMs: NOW + 1 });
    expect(judged(confirmed('x', [goingBack]), charge('x'))).toMatchObject({ findings: [], waiting: 2 });
  });

  it('is a duplicate while the order’s own holds money, by the list or, out of its window, by our record', () => {
    const held = failed('x', [operation('x', 'authorize', 'authorized'), operation('x', 'void', 'failed')], anyCase);
    expect(judged(held, charge('x')).findings).toMatchObject([{ reason: 'duplicate_authorization' }]);
    expect(judged(held).findings).toMatchObject([{ reason: 'duplicate_authorization' }]);
    expect(judged(failed('x', [operation('x', 'authorize', 'voided')])).findings).toMatchObject([
      { reason: 'stray_authorization' },
    ]);
  });
});

const anyCase: Partial<SweptOrder> = {
  openCases: [{ caseId: 'case:x:v4', about: 'case:x:v4', reason: 'checks_ran_out' }],
};

describe('money of an order that is not confirmed', () => {
  const held = charge('x', { status: 'requires_capture' });
  const judged = (it: SweptOrder, listed = held) => compareWindow(sides([{ order: it, charges: [listed] }]));
  const authorized = operation('x', 'authorize', 'authorized');

  it('is left to the person who has it', () => {
    expect(judged(failed('x', [authorized], anyCase))).toMatchObject({ findings: [], agreed: 1 });
    const reconciled = order('x', 'needs_reconciliation', { operations: [authorized] });
    expect(judged(reconciled)).toMatchObject({ findings: [], agreed: 1 });
  });

  it('waits while the order does, or while we hold its outcome open', () => {
    expect(judged(order('x', 'payment_pending', { operations: [authorized] }))).toMatchObject({
      findings: [],
      waiting: 1,
    });
    const open = order('x', 'needs_reconciliation', { operations: [operation('x', 'authorize', 'unknown')] });
    expect(judged(open, charge('x', { status: 'processing' }))).toMatchObject({ findings: [], news: [], waiting: 1 });
  });

  it('was not given back whichever record says so: the payment’s or the acknowledged void', () => {
    expect(judged(failed('x', [operation('x', 'authorize', 'voided')], anyCase)).findings).toMatchObject([
      { reason: 'compensation_failed' },
    ]);
    expect(judged(failed('x', [authorized, operation('x', 'void', 'acknowledged')], anyCase)).findings).toMatchObject([
      { reason: 'compensation_failed' },
    ]);
  });
});

it('a refund of another charge is not one of the order’s own', () => {
  const refund = operation('x', 'refund', 'acknowledged', { providerReference: 'pi_b' });
  expect(compareWindow(sides([{ order: confirmed('x', [refund]), charges: [charge('x')] }]))).toMatchObject({
    findings: [],
    agreed: 1,
  });
});

it('a charge without an order waits while it is young, and is nobody’s business without money', () => {
  const young = charge('nowhere', {}, { createdAtMs: NOW - YOUNG_MS + 1 });
  expect(compareWindow(sides([], { charges: [young] }))).toMatchObject({ findings: [], waiting: 1 });
  const empty = charge('nowhere', { status: 'canceled' });
  expect(compareWindow(sides([], { charges: [empty] }))).toMatchObject({ findings: [], agreed: 1 });
});

it('a charge of another window bears witness and is not counted', () => {
  const pair = { order: confirmed('x'), charges: [] };
  expect(compareWindow(sides([pair], { beside: [charge('x')] }))).toMatchObject({
    charges: 0,
    agreed: 0,
    findings: [],
  });
  const wrong = charge('x', { status: 'canceled' });
  expect(reasons(sides([pair], { beside: [wrong] }))).toEqual(['order_without_payment']);
});

describe('cases', () => {
  const about = (reason: string) => `case:x:sweep:${reason}:pi_x`;
  const having = (reason: string, its = about(reason)) => ({ openCases: [{ caseId: `${its}:2`, about: its, reason }] });

  it('that somebody else opened for the same reason are not opened again', () => {
    const canceled = charge('x', { status: 'canceled' });
    const known = compareWindow(
      sides([{ order: confirmed('x', [], having('order_without_payment', 'case:x:v4')), charges: [canceled] }]),
    );
    expect(known.findings).toMatchObject([{ isKnown: true }]);
    const own = compareWindow(
      sides([{ order: confirmed('x', [], having('order_without_payment')), charges: [canceled] }]),
    );
    expect(own.findings).toMatchObject([{ isKnown: false }]);
  });

  it('whose difference a person accepted are not opened again', () => {
    const accepted = [about('order_without_payment')];
    expect(
      compareWindow(
        sides([{ order: confirmed('x', [], { accepted }), charges: [charge('x', { status: 'canceled' })] }]),
      ),
    ).toMatchObject({
      findings: [],
      agreed: 1,
    });
  });

  it.each(['order_without_payment', 'provider_has_no_record', 'compensation_failed', 'capture_failed'])(
    'of an earlier sweep that said %s end when both sides agree about the charge',
    (reason) => {
      const it = confirmed('x', [], having(reason));
      expect(compareWindow(sides([{ order: it, charges: [charge('x')] }])).settled).toEqual([
        { orderId: 'x', caseId: `${about(reason)}:2`, providerReference: 'pi_x' },
      ]);
      // not seen, not at rest, or still different: nothing is proven
      expect(compareWindow(sides([{ order: it, charges: [] }])).settled).toEqual([]);
      expect(compareWindow(sides([{ order: { ...it, queued: true }, charges: [charge('x')] }])).settled).toEqual([]);
      expect(compareWindow(sides([{ order: it, charges: [charge('x', { status: 'canceled' })] }])).settled).toEqual([]);
    },
  );

  it.each(['amount_mismatch', 'currency_mismatch', 'duplicate_authorization', 'stray_authorization'])(
    'that said %s are a person’s to end',
    (reason) => {
      expect(
        compareWindow(sides([{ order: confirmed('x', [], having(reason)), charges: [charge('x')] }])).settled,
      ).toEqual([]);
    },
  );

  it('of another opener are never ended by a sweep', () => {
    const it = confirmed('x', [], having('capture_failed', 'case:x:capture:x'));
    expect(compareWindow(sides([{ order: it, charges: [charge('x')] }])).settled).toEqual([]);
  });
});

describe('on an account that is shared with other systems', () => {
  const theirs = [
    charge(null, { providerReference: 'pi_a' }),
    charge(null, { providerReference: 'pi_b' }, { mark: 'hotel' }),
    charge('their-order', { providerReference: 'pi_c' }, { mark: 'hotel' }),
  ];
  const ours = charge(null, { providerReference: 'pi_d' }, { mark: 'shop' });
  const both = sides([{ order: confirmed('x'), charges: [charge('x'), ...theirs, ours] }], { accountMark: 'shop' });

  it('what lacks the mark of this store and names no order of it is neither agreed nor a finding', () => {
    const result = compareWindow(both);
    expect(result.findings.map(({ providerReference }) => providerReference)).toEqual(['pi_d']);
    // the order's own charge was made before there was a mark
    expect([result.charges, result.agreed]).toEqual([2, 1]);
  });

  it('all of it is this store’s as long as no mark is set', () => {
    expect(compareWindow({ ...both, accountMark: null }).findings).toHaveLength(4);
  });
});

test('money without an order that a person answered for is agreed, and the rest of it is not', () => {
  const charges = [charge(null, { providerReference: 'pi_a' }), charge(null, { providerReference: 'pi_b' })];
  const result = compareWindow(sides([], { charges, decided: new Set(['pi_a']) }));
  expect(result.findings.map(({ providerReference }) => providerReference)).toEqual(['pi_b']);
  expect([result.charges, result.agreed]).toEqual([2, 1]);
});
