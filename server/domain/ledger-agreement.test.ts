import { describe, expect, it } from 'vitest';
import {
  type Account,
  emptyAccount,
  entered,
  JUDGED_AFTER_MS,
  judgeOrder,
  judgeUnclaimed,
  keptMinor,
  type LedgerRow,
  type OrderMoney,
} from './ledger-agreement';

const AT = Date.UTC(2026, 10, 22, 12);
const LATER = AT + JUDGED_AFTER_MS + 1_000;

const row = (kind: LedgerRow['kind'], amount = 4_900, intent = 'pi_1', currency = 'EUR'): LedgerRow => ({
  at: new Date(AT).toISOString(),
  kind,
  operation: 'pay:order-42',
  payment_intent: intent,
  amount_minor: amount,
  currency,
});

const account = (...rows: LedgerRow[]): Account => rows.reduce(entered, emptyAccount('pay:order-42'));

const order = (change: Partial<OrderMoney> = {}): OrderMoney => ({
  orderId: 'order-42',
  state: 'order_confirmed',
  totalMinor: 4_900,
  currency: 'EUR',
  refundedMinor: 0,
  updatedAtMs: AT,
  queued: false,
  inCase: false,
  accepted: false,
  ...change,
});

const broken = (it: OrderMoney, of: Account | undefined, nowMs = LATER) =>
  judgeOrder(it, of, nowMs).map(({ invariant }) => invariant);

describe('an order against the provider’s ledger', () => {
  it('agrees when it is confirmed and captured, failed and voided, or declined', () => {
    expect(broken(order(), account(row('authorized'), row('captured')))).toEqual([]);
    expect(broken(order({ state: 'failed_safely' }), account(row('authorized'), row('voided')))).toEqual([]);
    expect(broken(order({ state: 'failed_safely' }), account(row('declined')))).toEqual([]);
    expect(broken(order({ state: 'failed_safely' }), undefined)).toEqual([]);
  });

  it('is named when it is confirmed without a charge', () => {
    expect(broken(order(), undefined)).toEqual(['S16']);
    expect(broken(order(), account(row('declined')))).toEqual(['S16']);
  });

  it('is named when two charges stood at once, even if one was voided and however young it is', () => {
    const twice = account(
      row('authorized'),
      row('authorized', 4_900, 'pi_2'),
      row('voided', 4_900, 'pi_2'),
      row('captured'),
    );
    expect(broken(order(), twice)).toEqual(['S1']);
    expect(broken(order(), twice, AT + 1)).toEqual(['S1']);
    const inTurn = account(
      row('authorized'),
      row('voided'),
      row('authorized', 4_900, 'pi_2'),
      row('captured', 4_900, 'pi_2'),
    );
    expect(broken(order(), inTurn)).toEqual([]);
  });

  it('is named when it failed safely and the money still stands, unless somebody follows it', () => {
    const failed = order({ state: 'failed_safely' });
    expect(broken(failed, account(row('authorized')))).toEqual(['S4']);
    expect(broken({ ...failed, queued: true }, account(row('authorized')))).toEqual([]);
    expect(broken({ ...failed, inCase: true }, account(row('authorized')))).toEqual([]);
    expect(broken(failed, account(row('authorized'), row('captured'), row('refunded')))).toEqual([]);
    expect(broken(failed, account(row('authorized'), row('captured'), row('refunded', 100)))).toEqual(['S4']);
  });

  it('may wait with its money only where somebody will look', () => {
    const pending = order({ state: 'payment_pending' });
    expect(broken({ ...pending, queued: true }, account(row('authorized')))).toEqual([]);
    expect(broken(pending, account(row('authorized')))).toEqual(['S5']);
    expect(broken(order({ state: 'inventory_reserved', queued: true }), account(row('authorized')))).toEqual(['S5']);
  });

  it('is named when amount or currency differ', () => {
    expect(broken(order(), account(row('authorized', 5_000), row('captured', 5_000)))).toEqual(['S12', 'S16']);
    expect(
      broken(order(), account(row('authorized', 4_900, 'pi_1', 'USD'), row('captured', 4_900, 'pi_1', 'USD'))),
    ).toEqual(['S12']);
  });

  it('is named when its capture is not there and nobody plans it', () => {
    expect(broken(order(), account(row('authorized')))).toEqual(['S16']);
    expect(broken(order({ queued: true }), account(row('authorized')))).toEqual([]);
  });

  it('agrees when a part was given back on purpose, and is named when it was not', () => {
    const partly = account(row('authorized'), row('captured'), row('refunded', 900));
    expect(broken(order({ refundedMinor: 900 }), partly)).toEqual([]);
    expect(broken(order(), partly)).toEqual(['S16']);
    expect(broken(order({ refundedMinor: 1_000 }), partly)).toEqual(['S16']);
    const wholly = account(row('authorized'), row('captured'), row('refunded', 900), row('refunded', 4_000));
    expect(broken(order({ refundedMinor: 4_900 }), wholly)).toEqual([]);
  });

  it('agrees again once a duplicate was given back: what is left is one charge', () => {
    const other = [row('authorized', 4_900, 'pi_2'), row('captured', 4_900, 'pi_2'), row('refunded', 4_900, 'pi_2')];
    // that two stood at once stays true
    expect(broken(order(), account(row('authorized'), row('captured'), ...other))).toEqual(['S1']);
  });

  it('agrees when a person has accepted the difference', () => {
    expect(broken(order({ accepted: true }), undefined)).toEqual([]);
    expect(broken(order({ accepted: true, state: 'failed_safely' }), account(row('authorized')))).toEqual(['S4']);
  });

  it('is not judged while the order or the charge is young', () => {
    expect(broken(order(), undefined, AT + 1_000)).toEqual([]);
    expect(
      broken(order({ updatedAtMs: AT - 1e9, state: 'failed_safely' }), account(row('authorized')), AT + 1_000),
    ).toEqual([]);
  });

  it('is missed where the provider has money for an order that nobody has', () => {
    expect(judgeUnclaimed(account(row('authorized')), new Set(), LATER)).toMatchObject([
      { invariant: 'S5', orderId: 'order-42' },
    ]);
    expect(judgeUnclaimed(account(row('authorized'), row('voided')), new Set(), LATER)).toEqual([]);
    expect(judgeUnclaimed(account(row('authorized')), new Set(), AT + 1_000)).toEqual([]);
    expect(
      judgeUnclaimed(entered(emptyAccount(null), { ...row('authorized'), operation: null }), new Set(), LATER),
    ).toMatchObject([{ orderId: '(none)' }]);
  });

  it('of nobody is no loss while a person has it in a case, charge by charge', () => {
    const { payment_intent: had } = row('authorized');
    const second = { ...row('authorized'), payment_intent: 'pi_other' };
    expect(judgeUnclaimed(account(row('authorized')), new Set([had]), LATER)).toEqual([]);
    expect(judgeUnclaimed(account(row('authorized'), second), new Set([had]), LATER)).toHaveLength(1);
  });

  it('adds up to the cent', () => {
    expect(
      keptMinor([account(row('authorized'), row('captured')), account(row('captured', 700), row('refunded', 200))]),
    ).toBe(5_400);
  });
});
