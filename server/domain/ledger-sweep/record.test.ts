import { expect, it } from 'vitest';
import { compareWindow } from './ledger-sweep';
import { charge, confirmed, NOW, type Pair, sides } from './ledger-sweep.examples';
import { recordSweep } from './record';

const window = { pass: 2, fromMs: NOW - 120_000, toMs: NOW - 60_000, followsMs: NOW - 120_000 } as const;
const recorded = (...pairs: readonly Pair[]) => recordSweep('east', window, compareWindow(sides(pairs)), NOW);
const second = charge('x', { providerReference: 'pi_b' });

it('writes what was compared, and for each finding its case and what the list said', () => {
  const record = recorded({ order: confirmed('x'), charges: [charge('x', { status: 'canceled' })] });
  expect(record).toMatchObject({
    region: 'east',
    window,
    sweptAtMs: NOW,
    charges: 1,
    agreed: 0,
    waiting: 0,
    findings: 1,
  });
  const caseId = 'case:x:sweep:order_without_payment:pi_x';
  expect(record.opens).toMatchObject([{ orderId: 'x', caseId, reason: 'order_without_payment', severity: 'high' }]);
  expect(record.evidence).toMatchObject([
    {
      kind: 'ledger_swept',
      lane: 'provider',
      providerReference: 'pi_x',
      paymentOperation: 'pay:x',
      detail: { outcome: 'voided', operation: 'pay:x', case_id: caseId, pass: 2, window_to_ms: NOW - 60_000 },
    },
    { kind: 'case_opened', lane: 'operator', providerReference: 'pi_x', detail: { case_id: caseId } },
  ]);
});

it('says which other charge the list spoke of, so that it is never read as the payment’s own word', () => {
  const { evidence } = recorded({ order: confirmed('x'), charges: [charge('x'), second] });
  expect(evidence[0]).toMatchObject({
    kind: 'ledger_swept',
    detail: { asked_reference: 'pi_b', outcome: 'authorized' },
  });
  const own = recorded({ order: confirmed('x'), charges: [charge('x', { status: 'canceled' })] });
  expect(own.evidence[0]?.detail).not.toHaveProperty('asked_reference');
});

it('counts a finding that a person has already, and opens no case of it', () => {
  const openCases = [{ caseId: 'case:x:stray', about: 'case:x:stray', reason: 'duplicate_authorization' }];
  const record = recorded({ order: confirmed('x', [], { openCases }), charges: [charge('x'), second] });
  expect(record).toMatchObject({ findings: 1, opens: [], evidence: [] });
});

it('keeps the widest amount that a case can hold of one that is wider', () => {
  const rich = charge('x', { providerReference: 'pi_b', amount: { amountMinor: 99_999_999_999, currency: 'IDR' } });
  const record = recorded({ order: confirmed('x'), charges: [charge('x'), rich] });
  expect(record.opens).toMatchObject([{ atRisk: { amountMinor: 2_147_483_647, currency: 'IDR' } }]);
});

it('ends a case by its own name, with a verdict', () => {
  const about = 'case:x:sweep:capture_failed:pi_x';
  const openCases = [{ caseId: `${about}:2`, about, reason: 'capture_failed' }];
  const record = recorded({ order: confirmed('x', [], { openCases }), charges: [charge('x')] });
  const verdict = 'a later sweep found both sides agree';
  expect(record.closes).toEqual([{ orderId: 'x', caseId: `${about}:2`, verdict, closedBy: 'system:ledger-sweeper' }]);
  expect(record.evidence).toMatchObject([{ kind: 'case_closed', detail: { case_id: `${about}:2`, verdict } }]);
});
