import { describe, expect, it } from 'vitest';
import { RESULT_HEAD, resultRow, type ResultRow } from './csv';

const row = (change: Partial<ResultRow> = {}): ResultRow => ({
  verdict: 'different',
  region: 'west',
  lineNo: 3,
  lineId: 'txn_1',
  createdAtMs: Date.UTC(2026, 10, 22, 12),
  category: 'refund',
  orderId: 'order-42',
  operation: 'refund:order-42:1',
  paymentIntentId: 'pi_1',
  theirs: { minor: -4_800, currency: 'EUR' },
  ours: { minor: -4_900, currency: 'EUR' },
  feeMinor: 0,
  atRisk: { amountMinor: 100, currency: 'EUR' },
  differences: [{ field: 'amount', theirs: '-48.00 EUR', ours: '-49.00 EUR' }],
  caseId: 'case:order-42:statement:txn_1',
  ...change,
});

describe('a row of the result', () => {
  it('has a cell for each head, both sides beside each other', () => {
    const cells = resultRow(row()).trimEnd().split(',');
    const byHead = Object.fromEntries(
      RESULT_HEAD.trimEnd()
        .split(',')
        .map((head, place) => [head, cells[place]]),
    );
    expect(cells).toHaveLength(Object.keys(byHead).length + 1);
    expect(byHead).toMatchObject({
      verdict: 'different',
      line: '3',
      theirs: '-48.00',
      ours: '-49.00',
      at_risk: '1.00',
    });
  });

  it('leaves empty what one side does not have', () => {
    const missing = resultRow(
      row({ lineNo: 0, lineId: 'refund:order-42:1', theirs: null, differences: [], caseId: null }),
    );
    expect(missing).toBe(
      'different,west,,,2026-11-22T12:00:00.000Z,refund,order-42,refund:order-42:1,pi_1,,,,-49.00,EUR,1.00,EUR,,\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1+cmd', '@SUM(A1)', '\t=1', '\r=1', '  =1', '\n=1'])('keeps %j a text', (formula) => {
    const text = resultRow(row({ orderId: formula, lineId: formula, category: formula, paymentIntentId: formula }));
    expect(text).not.toMatch(/(^|,)"?\s*[=+@]/);
    expect(text.split(`'${formula}`)).toHaveLength(5);
  });

  it('quotes commas, quotes and line ends', () => {
    expect(resultRow(row({ orderId: 'a,"b"\nc' }))).toContain('"a,""b""\nc"');
  });
});
