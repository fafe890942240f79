import { expect, it } from 'vitest';
import { bulkResultsCsv } from './bulk-results-csv';

it('writes one line for each item, and no formula', () => {
  const item = {
    region: 'east',
    n: 1,
    orderId: 'ord_1',
    caseId: 'case:ord_1:v5',
    state: 'not_done',
    code: 'money_held',
  };
  const file = bulkResultsCsv([
    { ...item, text: '=HYPERLINK("x")', settledAtMs: Date.UTC(2026, 10, 23) },
    { ...item, n: 2, state: 'waiting', code: null, text: null, settledAtMs: null },
  ]);
  expect(file.split('\r\n')).toEqual([
    'region,n,order_id,case_id,result,code,text,settled_at',
    `east,1,ord_1,case:ord_1:v5,not_done,money_held,"'=HYPERLINK(""x"")",2026-11-23T00:00:00.000Z`,
    'east,2,ord_1,case:ord_1:v5,waiting,,,',
  ]);
});
