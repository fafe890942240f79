import { describe, expect, it } from 'vitest';
import { type DrillCustomer, drillHolds, drillStanding, drillTallies, mostPaymentsAtOnce } from './drill-tally';

const row = (kind: DrillCustomer['ledger'][number]['kind'], amountMinor = 4_900) => ({ kind, amountMinor });
const told = (state: string, version: number) => ({ atMs: version, state, version });
const customer = (change: Partial<DrillCustomer> = {}): DrillCustomer => ({
  orderId: 'ord_1',
  totalMinor: 4_900,
  submits: 4,
  answers: [told('payment_pending', 4), told('order_confirmed', 5)],
  ledger: [row('authorized'), row('captured')],
  ...change,
});
const broken = (each: DrillCustomer, atRest = true) =>
  drillTallies([customer(), each], atRest)
    .filter(({ count, most }) => count > most)
    .map(({ what }) => what);

describe('what must stay true in a drill', () => {
  it('holds for a payment that was confirmed once, however often it was submitted', () => {
    const tallies = drillTallies([customer()], true);
    expect(drillHolds(tallies)).toBe(true);
    expect(tallies[0]).toMatchObject({ count: 1, most: 1 });
    expect(drillStanding([customer()])).toBe('1 orders, 4 submits, 1 authorized in the ledger: 1 order_confirmed');
  });

  it('counts two charges of one order, also when one was given back afterwards', () => {
    const twice = customer({ ledger: [row('authorized'), row('authorized'), row('voided')] });
    expect(mostPaymentsAtOnce(twice)).toBe(2);
    expect(broken(twice)).toContain('Successful payments for one order, most');
    const inTurn = customer({ ledger: [row('authorized'), row('voided'), row('authorized')] });
    expect(mostPaymentsAtOnce(inTurn)).toBe(1);
  });

  it('counts a failure that was told while money stands, and not once it is given back', () => {
    const failed = customer({ answers: [told('failed_safely', 5)], ledger: [row('authorized')] });
    expect(broken(failed)).toContain('Told failed while money stands');
    expect(broken({ ...failed, ledger: [row('authorized'), row('voided')] })).toEqual([]);
  });

  it('counts a confirmation without its whole payment', () => {
    expect(broken(customer({ ledger: [] }))).toEqual(['Told confirmed without its whole payment']);
    expect(broken(customer({ ledger: [row('authorized', 5_000)] }))).toEqual([
      'Told confirmed without its whole payment',
    ]);
  });

  it('counts two endings, and a final answer that was taken back', () => {
    const both = customer({ answers: [told('failed_safely', 5), told('order_confirmed', 6)] });
    expect(broken(both)).toEqual(['Orders told two endings', 'Final answers taken back']);
    const back = customer({ answers: [told('order_confirmed', 5), told('payment_pending', 6)] });
    expect(broken(back)).toContain('Final answers taken back');
  });

  it('counts money that nobody decides only once everything had its time', () => {
    const pending = customer({ answers: [told('payment_pending', 4)], ledger: [row('authorized')] });
    expect(broken(pending, false)).toEqual([]);
    expect(broken(pending, true)).toEqual(['Money without a decision or a case']);
    expect(broken({ ...pending, answers: [told('needs_reconciliation', 5)] })).toEqual([]);
  });
});
