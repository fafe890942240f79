import { describe, expect, it } from 'vitest';
import { money } from '../money';
import { EVIDENCE_KEPT_MS, REPAIR_KINDS, type RepairKind } from './repair';
import { recordRefusal, recordRepair } from './record';
import { contextAt, orderToTell, requestFor } from './record.examples';
import { CASE, NOW_MS, OTHER, OWN, TOTAL, WORDS } from './repair.examples';

const REFUND = { amount: TOTAL, operation: 'refund:order-42:1', provider: WORDS.captured } as const;

describe('a repair', () => {
  it('that confirms moves the order, commits its hold, captures, and ends the case with its reason', () => {
    const record = recordRepair(orderToTell(), requestFor('confirm'), contextAt());
    expect(record).toMatchObject({ to: 'order_confirmed', reason: 'repaired', hold: 'commit', expectedVersion: 5 });
    expect(record.operations).toMatchObject([
      { operation: 'capture:order-42', kind: 'capture', amount: TOTAL, providerReference: OWN },
    ]);
    expect(record.closes).toEqual([{ caseId: CASE.caseId, verdict: 'order_confirmed: repaired' }]);
    expect(record.messages).toHaveLength(1);
    expect(record.repair).toMatchObject({ state: 'applied', after: { state: 'order_confirmed', version: 6 } });
    expect(record.evidence.map(({ kind }) => kind)).toEqual(['order_confirmed', 'case_closed', 'repair_recorded']);
  });

  it('that fails safely moves the order, lets its items go, and moves no money', () => {
    const record = recordRepair(orderToTell(), requestFor('fail_safely', { provider: WORDS.voided }), contextAt());
    expect(record).toMatchObject({ to: 'failed_safely', reason: 'repaired', hold: 'release', operations: [] });
  });

  it('that voids plans one void of what the provider holds, which ends the case when it is acknowledged', () => {
    const amount = money(5_000, 'EUR');
    const request = requestFor('void', { amount, operation: 'void:order-42:2', provider: WORDS.held_more });
    const record = recordRepair(orderToTell(), request, contextAt());
    expect(record).toMatchObject({ to: null, hold: 'keep', closes: [], refund: null });
    expect(record.operations).toMatchObject([
      { operation: 'void:order-42:2', kind: 'void', amount, caseId: CASE.caseId, providerReference: OWN, attempts: 0 },
    ]);
    expect(record.repair?.after).toEqual({ state: 'needs_reconciliation', version: 5, operation: 'void:order-42:2' });
  });

  it('that refunds a confirmed order says how much was ordered, in part too, and ends its case', () => {
    const amount = money(900, 'EUR');
    const order = orderToTell({ state: 'order_confirmed' });
    const record = recordRepair(order, requestFor('refund', { ...REFUND, amount }), contextAt());
    expect(record.refund).toEqual({ amountMinor: 900, repairId: 'repair:order-42:click-1' });
    expect(record.operations[0]).toMatchObject({ amount, caseId: CASE.caseId });
  });

  it('that refunds a part of money that should not be with us leaves its case open', () => {
    const order = orderToTell({ state: 'failed_safely' });
    const part = requestFor('refund', { ...REFUND, amount: money(900, 'EUR') });
    expect(recordRepair(order, part, contextAt()).operations[0]?.caseId).toBeNull();
    expect(recordRepair(order, requestFor('refund', REFUND), contextAt()).operations[0]?.caseId).toBe(CASE.caseId);
    const rest = { ...REFUND, amount: money(4_000, 'EUR'), provider: WORDS.partly_refunded };
    expect(recordRepair(order, requestFor('refund', rest), contextAt()).operations[0]?.caseId).toBe(CASE.caseId);
  });

  it('that refunds a duplicate takes nothing from the confirmed order', () => {
    const provider = { ...WORDS.captured, ofOtherCharge: true, providerReference: OTHER };
    const order = orderToTell({ state: 'order_confirmed' });
    const record = recordRepair(order, requestFor('refund', { ...REFUND, provider }), contextAt());
    expect(record.refund).toBeNull();
    expect(record.operations[0]).toMatchObject({ providerReference: OTHER, caseId: CASE.caseId });
  });

  it('that releases gives the items back and moves nothing else', () => {
    const record = recordRepair(orderToTell(), requestFor('release'), contextAt());
    expect(record).toMatchObject({ to: null, hold: 'release', operations: [], closes: [] });
    expect(record.evidence.map(({ kind }) => kind)).toEqual(['hold_released', 'repair_recorded']);
  });

  it('that accepts a difference closes its case with the reason, and nothing else', () => {
    const order = orderToTell({ state: 'order_confirmed' });
    const record = recordRepair(order, requestFor('accept_difference'), contextAt());
    expect(record).toMatchObject({ to: null, hold: 'keep', operations: [] });
    expect(record.closes).toEqual([
      { caseId: CASE.caseId, verdict: 'accept_difference: The bank confirmed it by phone.' },
    ]);
    expect(record.evidence.map(({ kind }) => kind)).toEqual(['case_closed', 'repair_recorded']);
  });

  it('that ends the order ends the case that it names too, where the order’s own ending would not', () => {
    const caseId = 'case:order-42:message_parked';
    for (const [kind, provider] of [
      ['confirm', WORDS.held],
      ['fail_safely', WORDS.voided],
    ] as const) {
      const record = recordRepair(orderToTell(), requestFor(kind, { caseId, provider }), contextAt());
      expect(record.closes).toContainEqual({ caseId, verdict: `${kind}: The bank confirmed it by phone.` });
    }
  });

  it('names who asked, who approved, and the row that it rests on', () => {
    const request = requestFor('confirm', { approvedBy: 'staff:tom@evident.test' });
    expect(recordRepair(orderToTell(), request, contextAt()).evidence.at(-1)).toMatchObject({
      lane: 'operator',
      providerReference: OWN,
      ownerEpoch: 3,
      detail: { asked_by: 'staff:ana@evident.test', approved_by: 'staff:tom@evident.test', rests_on: 12 },
    });
  });
});

describe('a repair is refused, changes nothing, and says why', () => {
  const refused = (kind: RepairKind, change = {}, order = orderToTell(), nowMs = NOW_MS) => {
    const record = recordRepair(order, requestFor(kind, change), contextAt(nowMs));
    expect(record).toMatchObject({ to: null, hold: 'keep', operations: [], closes: [], messages: [], refund: null });
    expect(record.evidence.map((row) => row.kind)).toEqual(['repair_refused']);
    expect(record.repair).toMatchObject({ state: 'refused', after: null });
    expect(record.consumed).not.toBeNull();
    return record.repair?.because ?? '';
  };

  it.each(REPAIR_KINDS)('when the order moved: %s', (kind) => {
    expect(refused(kind, {}, orderToTell({ version: 6 }))).toMatch(/version 5, it is now needs_reconciliation at .* 6/);
  });

  it('when the worker was away for longer than evidence is kept', () => {
    const late = WORDS.held.observedAtMs + EVIDENCE_KEPT_MS + 1;
    expect(refused('confirm', {}, orderToTell({ heldUntilMs: late * 2 }), late)).toContain('too old');
  });

  it('when the hold has ended meanwhile', () => {
    expect(refused('confirm', {}, orderToTell({ heldUntilMs: NOW_MS }))).toContain('hold');
  });

  it('when it gives back without saying what', () => {
    expect(refused('void', { amount: null })).toContain('what to give back');
    expect(refused('refund', { ...REFUND, operation: null })).toContain('what to give back');
  });

  it('when it gives back more than is left, or in another currency', () => {
    expect(refused('refund', { ...REFUND, amount: money(4_901, 'EUR') })).toContain('At most 49.00 EUR');
    expect(refused('refund', { ...REFUND, amount: money(100, 'USD') })).toContain('captured in EUR');
  });

  it('when it would decide the order on another charge', () => {
    const provider = { ...WORDS.held, ofOtherCharge: true, providerReference: OTHER };
    expect(refused('confirm', { provider })).toContain('another charge');
  });

  it('when the database forbids it', () => {
    const record = recordRefusal(orderToTell(), requestFor('void'), 'The records do not allow it.', contextAt());
    expect(record.repair).toMatchObject({ state: 'refused', because: 'The records do not allow it.' });
  });
});
