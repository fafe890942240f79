import { describe, expect, it } from 'vitest';
import { doneByRecord, givenUpCase, returnedBy, settledCases } from './follow-up';
import { money } from './money';
import type { OperationRecord } from './order-record';
import type { ProviderPayment } from './payment';

const op = (kind: OperationRecord['kind'], n: number, change: Partial<OperationRecord> = {}): OperationRecord => ({
  orderId: 'order-42',
  operation: kind === 'authorize' ? 'pay:order-42' : kind === 'capture' ? 'capture:order-42' : `${kind}:order-42:${n}`,
  kind,
  state: kind === 'authorize' ? 'authorized' : 'intended',
  amount: money(4_900, 'EUR'),
  paymentMethod: null,
  authorized: kind === 'authorize' ? money(4_900, 'EUR') : null,
  providerReference: 'pi_1',
  declineCode: null,
  unknownCause: null,
  attempts: 1,
  firstAttemptAtMs: 0,
  lastSendAtMs: 0,
  checksDone: 0,
  nextCheckAtMs: null,
  intendedAtMs: 0,
  updatedAtMs: 0,
  caseId: null,
  ...change,
});
const pay = op('authorize', 1);
const refund = (n: number, minor: number, change: Partial<OperationRecord> = {}) =>
  op('refund', n, { amount: money(minor, 'EUR'), ...change });

describe('an acknowledged follow-up', () => {
  it('gives the order’s payment back: voided, or refunded once all of it is', () => {
    expect(returnedBy(op('void', 1), [pay])).toEqual({ kind: 'voided', providerReference: 'pi_1' });
    expect(returnedBy(refund(1, 4_900), [pay])).toEqual({ kind: 'refunded', providerReference: 'pi_1' });
    expect(returnedBy(refund(1, 4_899), [pay])).toBeNull();
    expect(returnedBy(refund(2, 4_000), [pay, refund(1, 900, { state: 'acknowledged' })])).toMatchObject({
      kind: 'refunded',
    });
    expect(returnedBy(refund(2, 4_000), [pay, refund(1, 900, { state: 'unknown' })])).toBeNull();
    expect(returnedBy(op('capture', 1), [pay])).toBeNull();
  });

  it('gives back what the provider holds, not what was asked for', () => {
    const more = { ...pay, authorized: money(5_000, 'EUR') };
    expect(returnedBy(refund(1, 4_900), [more])).toBeNull();
    expect(returnedBy(refund(1, 5_000), [more])).toMatchObject({ kind: 'refunded' });
  });

  it('of another charge says nothing of the order’s payment, also while its own reference is not known', () => {
    const other = { providerReference: 'pi_2' };
    expect(returnedBy(op('void', 1, other), [pay])).toBeNull();
    expect(returnedBy(refund(1, 4_900, other), [pay])).toBeNull();
    expect(returnedBy(op('void', 1, other), [{ ...pay, providerReference: null }])).toBeNull();
    // nor do its refunds add to the payment's
    expect(returnedBy(refund(2, 900), [pay, refund(1, 4_000, { ...other, state: 'acknowledged' })])).toBeNull();
  });
});

describe('a payment’s own record', () => {
  const record = (change: Partial<ProviderPayment>): ProviderPayment => ({
    providerReference: 'pi_1',
    status: 'succeeded',
    amount: money(4_900, 'EUR'),
    declineCode: null,
    refundedMinor: 0,
    ...change,
  });

  it('shows a capture and a void', () => {
    expect(doneByRecord(op('capture', 1), record({}), [pay])).toBe(true);
    expect(doneByRecord(op('void', 1), record({}), [pay])).toBe(false);
    expect(doneByRecord(op('void', 1), record({ status: 'canceled' }), [pay])).toBe(true);
  });

  it('does not take the first refund for the second', () => {
    const first = refund(1, 900, { state: 'acknowledged' });
    expect(doneByRecord(refund(2, 900), record({ refundedMinor: 900 }), [pay, first])).toBe(false);
    expect(doneByRecord(refund(2, 900), record({ refundedMinor: 1_800 }), [pay, first])).toBe(true);
    // nobody knows which of the two it was
    const unknown = refund(1, 900, { state: 'unknown' });
    expect(doneByRecord(refund(2, 900), record({ refundedMinor: 900 }), [pay, unknown])).toBe(false);
    const refused = refund(1, 900, { state: 'failed' });
    expect(doneByRecord(refund(2, 900), record({ refundedMinor: 900 }), [pay, refused])).toBe(true);
    const other = refund(1, 900, { state: 'acknowledged', providerReference: 'pi_2' });
    expect(doneByRecord(refund(2, 900), record({ refundedMinor: 900 }), [pay, other])).toBe(true);
  });
});

describe('the cases that it ends', () => {
  const ids = (operation: OperationRecord, known: readonly OperationRecord[]) =>
    settledCases(operation, known).map(({ caseId }) => caseId);

  it('are its own and those of earlier tries that were given up, each once', () => {
    const failed = op('void', 1, { state: 'failed' });
    const unknown = op('void', 2, { state: 'unknown' });
    const own = op('void', 3, { caseId: 'case:order-42:void:order-42:1' });
    expect(ids(own, [pay, failed, unknown, own])).toEqual([
      'case:order-42:void:order-42:1',
      'case:order-42:void:order-42:2',
    ]);
  });

  it('are none of another charge, of a capture, or of a try that still goes on', () => {
    const known = [
      pay,
      op('void', 1, { state: 'failed', providerReference: 'pi_2' }),
      op('capture', 1, { state: 'failed' }),
      op('void', 2, { state: 'unknown', nextCheckAtMs: 5 }),
    ];
    expect(ids(op('void', 3), known)).toEqual([]);
  });

  it('are its own alone when a part is refunded: the rest of the money still stands', () => {
    const failed = refund(1, 4_900, { state: 'failed' });
    expect(ids(refund(2, 900, { caseId: 'case:order-42:v5' }), [pay, failed])).toEqual(['case:order-42:v5']);
    expect(ids(refund(2, 4_900), [pay, failed])).toEqual(['case:order-42:refund:order-42:1']);
  });
});

it('what is given up is a person’s, by its kind', () => {
  expect(givenUpCase(op('capture', 1), 0)).toMatchObject({ reason: 'capture_failed' });
  expect(givenUpCase(refund(2, 900), 0)).toMatchObject({
    caseId: 'case:order-42:refund:order-42:2',
    reason: 'compensation_failed',
    atRisk: money(900, 'EUR'),
  });
});
