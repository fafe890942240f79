import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { type CaseRow, CasesTable } from './cases-table';

const NOW = Date.UTC(2026, 10, 24, 10, 2, 14);
const row: CaseRow = {
  region: 'east',
  orderId: 'ord_1',
  caseId: 'case:ord_1:hold_gone',
  reason: 'hold_gone',
  owner: null,
  atRisk: { amountMinor: 4900, currency: 'EUR' },
  openedAtMs: NOW - 360_000,
  dueAtMs: NOW - 60_000,
  order: { state: 'needs_reconciliation' },
};
const shown = (change: Partial<CaseRow>) =>
  renderToStaticMarkup(<CasesTable cases={[{ ...row, ...change }]} nowMs={NOW} />);

it('leads to the order of a case, and to the case itself where money names no order', () => {
  expect(shown({})).toMatch(/href="\/console\/orders\/ord_1#case">ord_1<\/a>/);
  const stranger = shown({ orderId: '', caseId: 'case::sweep:payment_without_order:pi_1', order: null });
  expect(stranger).toMatch(
    /href="\/console\/reconciliation\/east\/-\/case%3A%3Asweep%3Apayment_without_order%3Api_1">no order<\/a>/,
  );
});

it('says of an age and of a passed due time which instant it counts from', () => {
  expect(shown({})).toMatch(/title="24 Nov 2026, 10:01:14\.000 UTC"[^>]*>1 min past<\/time>/);
  expect(shown({})).toMatch(/title="24 Nov 2026, 09:56:14\.000 UTC"[^>]*>6 min<\/time>/);
});
