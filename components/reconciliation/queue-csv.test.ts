import { expect, it } from 'vitest';
import { queueCsv } from './queue-csv';
import type { QueueRow } from './queue-row';

it('writes one line for each case, and no formula', () => {
  const row: QueueRow = {
    region: 'west',
    orderId: '=order',
    caseId: 'case:order:v5',
    reason: 'hold_gone',
    severity: 'high',
    atRisk: { amountMinor: 4_900, currency: 'EUR' },
    owner: null,
    openedAtMs: Date.UTC(2026, 10, 23),
    dueAtMs: Date.UTC(2026, 10, 23, 1),
    order: null,
    lastEvidence: null,
    nextStep: null,
    repair: null,
  };
  expect(queueCsv([row]).split('\r\n')).toEqual([
    'region,order_id,case_id,reason,severity,at_risk_minor,currency,owner,opened_at,due_at',
    "west,'=order,case:order:v5,hold_gone,high,4900,EUR,,2026-11-23T00:00:00.000Z,2026-11-23T01:00:00.000Z",
  ]);
});
