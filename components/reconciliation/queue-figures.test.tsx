import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { CaseFigures } from '@/server/domain/case-figures';
import { QueueFigures } from './queue-figures';

const figures: CaseFigures = {
  open: 3,
  atRisk: [{ amountMinor: 54_600, currency: 'EUR' }],
  oldestAtMs: 0,
  pastDue: 0,
  ageing: [
    { band: 'under_10_min', name: 'under 10 min', count: 0 },
    { band: 'over_30_min', name: 'over 30 min', count: 3 },
  ],
  byReason: [],
  byPreset: {
    mine: 0,
    all_due_first: 3,
    unclaimed_oldest: 3,
    past_due: 0,
    paid_without_order: 0,
    order_without_payment: 0,
    partition: 0,
    awaiting_second_person: 0,
  },
  proposalsWithoutCase: 0,
};
const shown = (pastDue: number) =>
  renderToStaticMarkup(<QueueFigures figures={{ ...figures, pastDue }} nowMs={3 * 3_600_000} />);

it('calls no case late for its age: only a passed due time is red', () => {
  expect(shown(0)).not.toContain('data-late');
  expect(shown(0)).not.toContain('data-tone="red"');
  expect(shown(1)).toContain('data-late');
  expect(shown(1)).toContain('data-tone="red"');
});
