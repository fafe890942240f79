import { expect, it } from 'vitest';
import { MOST_VIEWS, type OrdersView, readViews, viewName, withoutView, withView } from './saved-views';

const pending: OrdersView = { q: '', state: 'payment_pending', region: null };
const firm: OrdersView = { q: '@firm.example', state: null, region: null };

it('keeps a view once, names it by what it asks, and lets it go', () => {
  const kept = withView(withView(withView([], pending), firm), { ...pending });
  expect(kept).toEqual([pending, firm]);
  expect(kept.map(viewName)).toEqual(['Pending', '“@firm.example”']);
  expect(viewName({ ...firm, state: 'failed_safely', region: 'west' })).toBe('Failed safely, “@firm.example”, west');
  expect(withoutView(kept, { ...pending })).toEqual([firm]);
});

it('keeps the newest when there are many', () => {
  const many = Array.from(
    { length: MOST_VIEWS + 2 },
    (_, n): OrdersView => ({ q: `order-${n}`, state: null, region: null }),
  );
  const kept = many.reduce<readonly OrdersView[]>(withView, []);
  expect(kept).toEqual(many.slice(2));
  expect(readViews(JSON.stringify(kept))).toEqual(kept);
});

it('takes nothing for a view that is none', () => {
  for (const text of [
    undefined,
    '',
    '{',
    'null',
    '{"q":"x"}',
    '[1,null,{"q":1},{"q":""},{"q":"x","state":"lost"},{"q":"x","region":"north"}]',
  ])
    expect(readViews(text)).toEqual([]);
  expect(readViews('[{"q":"x"},{"q":"","state":"payment_pending"}]')).toEqual([
    { q: 'x', state: null, region: null },
    pending,
  ]);
});
