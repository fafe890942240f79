import { describe, expect, test } from 'vitest';
import { agrees, type OurWord, type TheirWord } from './agreement';
import type { OperationState } from './order-record';

const EUR49 = { amountMinor: 4_900, currency: 'EUR' };
const ours = (state: OperationState, authorized = EUR49): OurWord => ({ state, amount: EUR49, authorized });
const theirs = (kind: 'authorized' | 'declined' | 'voided' | 'refunded' | 'processing'): TheirWord => ({
  kind,
  amount: kind === 'authorized' ? EUR49 : null,
});

describe('our record and the provider’s word', () => {
  test('agree when they say the same', () => {
    expect(agrees(ours('authorized'), theirs('authorized'))).toBe(true);
    expect(agrees(ours('declined'), theirs('declined'))).toBe(true);
    expect(agrees(ours('never_accepted'), { kind: 'not_found' })).toBe(true);
    expect(agrees(ours('voided'), theirs('voided'))).toBe(true);
  });

  test.each(['declined', 'never_accepted', 'voided', 'refunded', 'intended', 'unknown', 'processing'] as const)(
    'do not agree on a standing charge that we call %s',
    (state) => expect(agrees(ours(state), theirs('authorized'))).toBe(false),
  );

  test('do not agree on another amount or currency, or on a charge that is not there', () => {
    expect(agrees(ours('authorized'), { kind: 'authorized', amount: { ...EUR49, amountMinor: 4_901 } })).toBe(false);
    expect(agrees(ours('authorized'), { kind: 'authorized', amount: { ...EUR49, currency: 'USD' } })).toBe(false);
    expect(agrees(ours('authorized'), { kind: 'not_found' })).toBe(false);
    expect(agrees(ours('authorized'), theirs('voided'))).toBe(false);
  });

  test('agree on another amount than the order’s where it is known and in a case', () => {
    const held = { amountMinor: 9_900, currency: 'EUR' };
    expect(agrees(ours('authorized', held), { kind: 'authorized', amount: held })).toBe(true);
  });

  test('are not said to agree when the provider did not answer', () => {
    for (const state of ['authorized', 'unknown', 'never_accepted'] as const)
      expect(agrees(ours(state), { kind: 'no_answer' })).toBe(false);
  });

  test('agree that nothing is there, when we do not know and the provider has nothing', () => {
    expect(agrees(ours('unknown'), { kind: 'not_found' })).toBe(true);
  });
});
