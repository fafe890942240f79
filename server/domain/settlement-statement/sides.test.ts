import { expect, test } from 'vitest';
import { type LineSides, lineSideRows } from './sides';

const line: LineSides = {
  statementId: 'st_1',
  fileName: 'november.csv',
  lineId: 'txn_1',
  lineNo: 7,
  verdict: 'different',
  category: 'charge',
  operation: 'capture:order-42',
  paymentIntentId: 'pi_1',
  createdAtMs: 0,
  theirs: { minor: 4800, currency: 'EUR' },
  ours: { minor: 4900, currency: 'EUR' },
  differences: [
    { field: 'amount', theirs: '48.00 EUR', ours: '49.00 EUR' },
    { field: 'net', theirs: '47.00 EUR', ours: '46.00 EUR' },
  ],
};
const marked = (side: LineSides) =>
  lineSideRows(side).map(({ differs, field, ours, theirs }) => [field, ours, theirs, differs]);

test('both sides stand beside each other, and what differs is marked once', () => {
  expect(marked(line)).toEqual([
    ['line', 'capture:order-42', 'charge, txn_1', false],
    ['amount', '49.00 EUR', '48.00 EUR', true],
    ['net', '46.00 EUR', '47.00 EUR', true],
    ['payment intent', null, 'pi_1', false],
  ]);
});

test('a side that has nothing says so', () => {
  const differences = [{ field: 'line', theirs: 'none', ours: 'capture:order-42' }] as const;
  const missing = { ...line, verdict: 'missing_theirs', theirs: null, paymentIntentId: null, differences } as const;
  expect(marked(missing).slice(0, 2)).toEqual([
    ['line', 'capture:order-42', 'none', true],
    ['amount', '49.00 EUR', 'none', true],
  ]);
  const unknown = { ...line, verdict: 'missing_ours', operation: null, ours: null, differences: [] } as const;
  expect(marked(unknown)[1]).toEqual(['amount', 'none', '48.00 EUR', true]);
});
