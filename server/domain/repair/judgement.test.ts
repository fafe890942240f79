import { describe, expect, it } from 'vitest';
import { money } from '../money';
import { ORDER_STATES, type OrderState } from '../order';
import { EVIDENCE_FRESH_MS, EVIDENCE_KEPT_MS, REPAIR_KINDS, type RepairKind } from './repair';
import { judgeRepair } from './judgement';
import { basisOf, NOW_MS, operation, orderFor, OTHER, OWN, type Word, WORDS } from './repair.examples';

const judged = (kind: RepairKind, basis = basisOf(), nowMs = NOW_MS) => {
  const judgement = judgeRepair(kind, null, basis, nowMs);
  return judgement.permitted ? 'permitted' : judgement.code;
};

type Row = Readonly<Record<RepairKind, string>>;
const row = (
  confirm: string,
  fail_safely: string,
  voided: string,
  refund: string,
  release: string,
  accept_difference: string,
): Row => ({ confirm, fail_safely, void: voided, refund, release, accept_difference });

const RECONCILING: Record<Word, Row> = {
  held: row('permitted', 'money_held', 'permitted', 'not_captured', 'permitted', 'not_final'),
  held_more: row('amount_mismatch', 'money_held', 'permitted', 'not_captured', 'permitted', 'not_final'),
  held_dollars: row('currency_mismatch', 'money_held', 'permitted', 'not_captured', 'permitted', 'not_final'),
  captured: row('permitted', 'money_held', 'already_captured', 'permitted', 'permitted', 'not_final'),
  partly_refunded: row('amount_mismatch', 'money_held', 'already_captured', 'permitted', 'permitted', 'not_final'),
  wholly_refunded: row('nothing_held', 'permitted', 'nothing_held', 'nothing_held', 'permitted', 'not_final'),
  voided: row('nothing_held', 'permitted', 'nothing_held', 'nothing_held', 'permitted', 'not_final'),
  declined: row('nothing_held', 'permitted', 'nothing_held', 'nothing_held', 'permitted', 'not_final'),
  still_open: row('not_known_yet', 'not_known_yet', 'permitted', 'not_captured', 'permitted', 'not_final'),
  not_found: row('not_known_yet', 'not_known_yet', 'not_known_yet', 'not_known_yet', 'permitted', 'not_final'),
  proven_absent: row('nothing_held', 'permitted', 'nothing_held', 'nothing_held', 'permitted', 'not_final'),
  silent: row('provider_silent', 'provider_silent', 'provider_silent', 'provider_silent', 'permitted', 'not_final'),
};

const CONFIRMED: Record<Word, Row> = {
  held: row('final', 'final', 'final', 'not_captured', 'final', 'permitted'),
  held_more: row('final', 'final', 'final', 'not_captured', 'final', 'permitted'),
  held_dollars: row('final', 'final', 'final', 'not_captured', 'final', 'permitted'),
  captured: row('final', 'final', 'final', 'permitted', 'final', 'permitted'),
  partly_refunded: row('final', 'final', 'final', 'permitted', 'final', 'permitted'),
  wholly_refunded: row('final', 'final', 'final', 'nothing_held', 'final', 'permitted'),
  voided: row('final', 'final', 'final', 'nothing_held', 'final', 'permitted'),
  declined: row('final', 'final', 'final', 'nothing_held', 'final', 'permitted'),
  still_open: row('final', 'final', 'final', 'not_captured', 'final', 'permitted'),
  not_found: row('final', 'final', 'final', 'not_known_yet', 'final', 'permitted'),
  proven_absent: row('final', 'final', 'final', 'nothing_held', 'final', 'permitted'),
  silent: row('final', 'final', 'final', 'provider_silent', 'final', 'provider_silent'),
};

const FAILED: Record<Word, Row> = {
  held: row('final', 'final', 'permitted', 'not_captured', 'final', 'money_held'),
  held_more: row('final', 'final', 'permitted', 'not_captured', 'final', 'money_held'),
  held_dollars: row('final', 'final', 'permitted', 'not_captured', 'final', 'money_held'),
  captured: row('final', 'final', 'already_captured', 'permitted', 'final', 'money_held'),
  partly_refunded: row('final', 'final', 'already_captured', 'permitted', 'final', 'money_held'),
  wholly_refunded: row('final', 'final', 'nothing_held', 'nothing_held', 'final', 'permitted'),
  voided: row('final', 'final', 'nothing_held', 'nothing_held', 'final', 'permitted'),
  declined: row('final', 'final', 'nothing_held', 'nothing_held', 'final', 'permitted'),
  still_open: row('final', 'final', 'permitted', 'not_captured', 'final', 'not_known_yet'),
  not_found: row('final', 'final', 'not_known_yet', 'not_known_yet', 'final', 'not_known_yet'),
  proven_absent: row('final', 'final', 'nothing_held', 'nothing_held', 'final', 'permitted'),
  silent: row('final', 'final', 'provider_silent', 'provider_silent', 'final', 'provider_silent'),
};

/** Machines still work on it: nothing is a person's, whatever the provider says. */
const AT_WORK = row('not_waiting', 'not_waiting', 'not_waiting', 'not_waiting', 'not_waiting', 'not_final');

const TABLE: Record<OrderState, (word: Word) => Row> = {
  order_intent_saved: () => AT_WORK,
  inventory_reserved: () => AT_WORK,
  payment_authorizing: () => AT_WORK,
  payment_pending: () => AT_WORK,
  needs_reconciliation: (word) => RECONCILING[word],
  order_confirmed: (word) => CONFIRMED[word],
  failed_safely: (word) => FAILED[word],
};

describe('what the evidence permits', () => {
  const cells = ORDER_STATES.flatMap((state) =>
    (Object.keys(WORDS) as Word[]).flatMap((word) =>
      REPAIR_KINDS.map((kind) => [state, word, kind, TABLE[state](word)[kind]] as const),
    ),
  );

  it.each(cells)('%s, %s: %s is %s', (state, word, kind, expected) => {
    expect(judged(kind, basisOf({ order: orderFor({ state }), provider: WORDS[word] }))).toBe(expected);
  });
});

describe('evidence', () => {
  const needing = (kind: RepairKind) =>
    basisOf({
      order: orderFor({ state: kind === 'accept_difference' ? 'order_confirmed' : 'needs_reconciliation' }),
      provider: kind === 'refund' ? WORDS.captured : kind === 'fail_safely' ? WORDS.voided : WORDS.held,
    });

  it.each(REPAIR_KINDS)('is asked for before %s, good for five minutes and not a millisecond longer', (kind) => {
    const basis = needing(kind);
    const saidAtMs = basis.provider?.observedAtMs ?? 0;
    const held = { ...basis, order: { ...basis.order, heldUntilMs: NOW_MS * 2 } };
    expect(judged(kind, { ...held, provider: null })).toBe('evidence_missing');
    expect(judged(kind, held, saidAtMs + EVIDENCE_FRESH_MS)).toBe('permitted');
    expect(judged(kind, held, saidAtMs + EVIDENCE_FRESH_MS + 1)).toBe('evidence_stale');
    const atOwner = (nowMs: number) => judgeRepair(kind, null, held, nowMs, EVIDENCE_KEPT_MS).permitted;
    expect(atOwner(saidAtMs + EVIDENCE_KEPT_MS)).toBe(true);
    expect(atOwner(saidAtMs + EVIDENCE_KEPT_MS + 1)).toBe(false);
  });

  it.each(REPAIR_KINDS)('is stale for %s once the provider has said something else since', (kind) => {
    expect(judged(kind, { ...needing(kind), newerWord: true })).toBe('evidence_stale');
  });
});

describe('a confirmation', () => {
  it('needs the hold, which is gone at the very millisecond of its end', () => {
    const until = (heldUntilMs: number | null) => basisOf({ order: orderFor({ heldUntilMs }) });
    expect(judged('confirm', until(NOW_MS + 1))).toBe('permitted');
    expect(judged('confirm', until(NOW_MS))).toBe('hold_gone');
    expect(judged('confirm', until(null))).toBe('hold_gone');
  });

  it('needs the provider’s reference', () => {
    expect(judged('confirm', basisOf({ provider: { ...WORDS.held, providerReference: null } }))).toBe(
      'reference_missing',
    );
  });

  it.each(['intended', 'unknown'] as const)('waits for a void that is %s, also one that machines gave up', (state) => {
    const operations = [operation('authorize'), operation('void', { state })];
    expect(judged('confirm', basisOf({ operations }))).toBe('under_way');
  });

  it('does not mind a void that was refused, or one of a duplicate', () => {
    const refused = operation('void', { state: 'failed' });
    const others = operation('void', { state: 'unknown', planned: true, providerReference: OTHER });
    expect(judged('confirm', basisOf({ operations: [operation('authorize'), refused, others] }))).toBe('permitted');
  });
});

describe('money on its way back', () => {
  it.each(['fail_safely', 'void', 'refund', 'accept_difference'] as const)('keeps %s waiting', (kind) => {
    const provider = kind === 'refund' ? WORDS.captured : kind === 'fail_safely' ? WORDS.voided : WORDS.held;
    const order = orderFor({ state: kind === 'accept_difference' ? 'order_confirmed' : 'needs_reconciliation' });
    const planned = operation('void', { state: 'unknown', planned: true });
    const operations = [operation('authorize'), planned];
    expect(judged(kind, basisOf({ provider, order, operations }))).toBe('under_way');
    const givenUp = [operation('authorize'), { ...planned, planned: false }];
    expect(judged(kind, basisOf({ provider, order, operations: givenUp }))).toBe('permitted');
  });
});

describe('a refund', () => {
  const refund = (amountMinor: number, currency = 'EUR', word: Word = 'partly_refunded') => {
    const judgement = judgeRepair('refund', money(amountMinor, currency), basisOf({ provider: WORDS[word] }), NOW_MS);
    return judgement.permitted ? 'permitted' : judgement.code;
  };

  it('gives back what is left at most, in the currency that was captured', () => {
    expect(refund(4_000)).toBe('permitted');
    expect(refund(4_001)).toBe('amount_over_held');
    expect(refund(1, 'USD')).toBe('currency_mismatch');
    expect(refund(4_900, 'EUR', 'captured')).toBe('permitted');
    expect(refund(4_901, 'EUR', 'captured')).toBe('amount_over_held');
  });

  it('names the other way when money is held or captured', () => {
    const text = (kind: RepairKind, word: Word) => {
      const judgement = judgeRepair(kind, null, basisOf({ provider: WORDS[word] }), NOW_MS);
      return judgement.permitted ? '' : judgement.text;
    };
    expect(text('void', 'captured')).toContain('refund it instead');
    expect(text('refund', 'held')).toContain('void it instead');
  });
});

describe('another charge of the order', () => {
  const duplicate = (word: Word, state: OrderState) =>
    basisOf({
      order: orderFor({ state }),
      provider: { ...WORDS[word], ofOtherCharge: true, providerReference: OTHER },
    });

  it.each(ORDER_STATES)('never decides the order: %s', (state) => {
    for (const word of Object.keys(WORDS) as Word[])
      for (const kind of ['confirm', 'fail_safely'] as const)
        expect(judged(kind, duplicate(word, state))).not.toBe('permitted');
  });

  it.each(ORDER_STATES)('is given back whatever the order does: %s', (state) => {
    expect(judged('void', duplicate('held', state))).toBe('permitted');
    expect(judged('refund', duplicate('captured', state))).toBe('permitted');
    expect(judged('accept_difference', duplicate('voided', state))).toBe('permitted');
    expect(judged('accept_difference', duplicate('held', state))).toBe('money_held');
  });

  it('waits for its own void, not for the order’s', () => {
    const voidOf = (providerReference: string) => operation('void', { planned: true, providerReference });
    const basis = duplicate('held', 'order_confirmed');
    expect(judged('void', { ...basis, operations: [operation('authorize'), voidOf(OWN)] })).toBe('permitted');
    expect(judged('void', { ...basis, operations: [operation('authorize'), voidOf(OTHER)] })).toBe('under_way');
  });
});

describe('accepting a difference', () => {
  it('needs a case', () => {
    const order = orderFor({ state: 'order_confirmed' });
    expect(judged('accept_difference', basisOf({ order, openCase: null }))).toBe('no_case');
  });
});

describe('a release', () => {
  it('needs a hold that stands', () => {
    expect(judged('release', basisOf({ order: orderFor({ heldUntilMs: NOW_MS }) }))).toBe('no_hold');
  });
});
