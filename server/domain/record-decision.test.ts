import { describe, expect, it } from 'vitest';
import type { DecisionContext, OrderToTell } from './decision-record';
import { recordDecision } from './record-decision';
import { decide } from './order';
import type { PaymentOutcome } from './payment';

const NOW = Date.UTC(2026, 10, 23, 12);

const order: OrderToTell = {
  orderId: 'order-1',
  reference: 'R-1',
  email: 'ada@example.test',
  state: 'needs_reconciliation',
  version: 5,
  shard: 3,
  total: { amountMinor: 4_900, currency: 'EUR' },
  heldUntilMs: null,
};

const context: DecisionContext = {
  nowMs: NOW,
  region: 'east',
  ownerEpoch: 7,
  decidedBy: 'system:order-owner',
  requestId: null,
  traceId: null,
  consumed: null,
  extendedHoldUntilMs: NOW,
  nextCheckAtMs: null,
};

const record = (outcome: PaymentOutcome) =>
  recordDecision(order, decide(order, { kind: 'payment_outcome', outcome, nowMs: NOW }), outcome, context);

describe('an order that fails safely out of reconciliation', () => {
  it('ends its own case and the one about money that strayed meanwhile', () => {
    const { closes, to } = record({ kind: 'voided', providerReference: 'pi_1' });
    expect(to).toBe('failed_safely');
    expect(closes.map(({ caseId }) => caseId)).toEqual(['case:order-1:v5', 'case:order-1:stray']);
  });

  it('opens the stray case, and ends none, while the money is on its way back', () => {
    const held = { amountMinor: 9_400, currency: 'EUR' };
    const decided = record({ kind: 'authorized', providerReference: 'pi_1', amount: held });
    expect(decided).toMatchObject({ to: null, closes: [] });
    expect(decided.cases).toMatchObject([
      { caseId: 'case:order-1:stray', reason: 'stray_authorization', atRisk: held },
    ]);
    expect(decided.operations).toMatchObject([{ kind: 'void', amount: held }]);
  });
});
