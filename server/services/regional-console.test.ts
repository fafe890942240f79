import { expect, test } from 'vitest';
import type { Region } from '../domain/region';
import type { OrderPage, OrderQuestion, OrderRow } from './order-finder';
import { RegionalConsole } from './regional-console';

const question: OrderQuestion = {
  q: 'mara@example.org',
  state: null,
  region: null,
  createdFromMs: null,
  createdToMs: null,
  cursor: null,
  limit: 50,
};
const pageOf = (region: Region, orderId: string): OrderPage => ({
  rows: [{ orderId, createdAtMs: 1_000 } as OrderRow],
  total: 1,
  nextCursor: null,
  lookedBackToMs: null,
  nowMs: 2_000,
  freshness: { asOfMs: 2_000, source: 'owner', region, behindMs: 0 },
});
/** @param answers what each region says; a region that is left out does not answer. */
function finderIn(answers: Partial<Record<Region, OrderPage | null>>) {
  const ask = async (owner: Region) =>
    owner in answers ? { kind: 'answered', answer: answers[owner] } : { kind: 'owner_unreachable', owner, acted: 'no' };
  const router = { ask, ownerOfOrder: () => 'east' } as never;
  return new RegionalConsole({ region: 'east', router, newRequestId: () => 'req_1' }).finder;
}
const east = pageOf('east', 'ord_east');
const west = pageOf('west', 'ord_west');

test('given both regions, when searched, then the orders of both', async () => {
  const found = await finderIn({ east, west }).find(question);
  expect(found).toMatchObject({ kind: 'found', notReached: [] });
  expect(found.kind === 'found' && found.page.rows.map(({ orderId }) => orderId)).toEqual(['ord_west', 'ord_east']);
});

test('given a region that does not answer, when searched, then it is named beside what the other has', async () => {
  expect(await finderIn({ east }).find(question)).toEqual({ kind: 'found', page: east, notReached: ['west'] });
});

test('given only the region that does not answer, when searched, then that is the answer, and no bad cursor', async () => {
  const found = await finderIn({ east }).find({ ...question, region: 'west' });
  expect(found).toEqual({ kind: 'not_reached', regions: ['west'] });
});

test('given a cursor that is none, when searched, then it is said so', async () => {
  expect(await finderIn({ east: null, west: null }).find({ ...question, cursor: 'x' })).toEqual({ kind: 'bad_cursor' });
});
