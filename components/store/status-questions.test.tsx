import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { OrderResource } from './resources';
import { StatusQuestions } from './status-questions';

const checked = {
  state: 'needs_reconciliation',
  total: { amount_minor: 4900, currency: 'EUR' },
  money_position: 'held',
  pay_again: 'not_needed',
} as unknown as OrderResource;
const said = (change: Partial<OrderResource>) =>
  renderToStaticMarkup(<StatusQuestions order={{ ...checked, ...change }} />);

it('says that items are kept only while they are', () => {
  expect(said({ held_until: '2026-11-28T01:32:00Z' })).toContain('This order is kept, and so are its items.');
  for (const held_until of [null, undefined])
    expect(said({ held_until })).toContain('This order is kept; its items are not held any more.');
});
