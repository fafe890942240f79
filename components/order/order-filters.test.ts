import { expect, it } from 'vitest';
import { filterWords, instantsOf } from './order-filters';

it('takes both days whole, in UTC', () => {
  expect(instantsOf({ from: '2026-11-27', to: '2026-11-28' })).toEqual({
    createdFromMs: Date.UTC(2026, 10, 27),
    createdToMs: Date.UTC(2026, 10, 28, 23, 59, 59, 999),
  });
});

it('asks for nothing by a day that is none', () => {
  expect(instantsOf({ from: null, to: 'yesterday' })).toEqual({ createdFromMs: undefined, createdToMs: undefined });
});

it('says what was asked for', () => {
  expect(filterWords({ region: 'east', from: '2026-11-26', to: '2026-11-28' })).toBe(
    'in region east, placed from 2026-11-26, to 2026-11-28',
  );
  expect(filterWords({ region: null, from: null, to: '2026-11-28' })).toBe('placed to 2026-11-28');
  expect(filterWords({ region: null, from: null, to: null })).toBe('');
});
