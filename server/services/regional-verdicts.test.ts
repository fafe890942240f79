import { describe, expect, it } from 'vitest';
import type { Region } from '../domain/region';
import type { StaffAsked } from '../domain/staff';
import { RegionalVerdicts, type VerdictSide } from './regional-verdicts';
import { NO_SUCH_CASE } from './verdict-reader';

type Answers = Partial<Record<keyof VerdictSide, () => unknown>>;

/** A region without answers is not reached. */
const verdictsOver = (regions: Partial<Record<Region, Answers>>) =>
  new RegionalVerdicts({
    ask: async (region, method) => {
      const answer = regions[region]?.[method as keyof VerdictSide];
      if (answer === undefined) return { kind: 'owner_unreachable', owner: region, error: 'cut', acted: 'unknown' };
      return { kind: 'answered', region, answer: answer() as never };
    },
  });

const KEY = { orderId: 'ord_1', caseId: 'case:1' };
const CLICK: StaffAsked = {
  staff: { email: 'ana@evident.test', role: 'operator' },
  operationId: 'click-0001',
  requestId: 'req_verdict',
  traceId: null,
};
const without: Answers = { verdict_view: () => ({ view: null }), verdict_look_up: () => NO_SUCH_CASE };
const having: Answers = {
  verdict_view: () => ({ view: { caseId: 'case:1' } }),
  verdict_look_up: () => ({ kind: 'done', text: 'Looked up.' }),
};

describe('a case without an order', () => {
  it('is seen and worked in the region where it is, also by an address that names the one before', async () => {
    const verdicts = verdictsOver({ east: without, west: having });
    expect(await verdicts.view('east', KEY)).toMatchObject({ kind: 'view' });
    expect(await verdicts.lookUp('east', KEY, CLICK)).toMatchObject({ kind: 'done' });
  });

  it('is not found only where both regions said so', async () => {
    expect(await verdictsOver({ east: without, west: without }).view('east', KEY)).toMatchObject({ kind: 'not_found' });
    const cut = verdictsOver({ east: without });
    expect(await cut.view('east', KEY)).toEqual({ kind: 'not_reached', region: 'west' });
    expect(await cut.view('west', KEY)).toEqual({ kind: 'not_reached', region: 'west' });
    // one that names no order goes with no shard
    expect(await cut.view('east', { ...KEY, orderId: '' })).toEqual({ kind: 'not_found', region: 'east' });
  });

  it('whose action was not answered is not known yet, wherever the case is', async () => {
    const cut = verdictsOver({ east: without });
    for (const named of ['east', 'west'] as const)
      expect(await cut.lookUp(named, KEY, CLICK)).toMatchObject({ kind: 'not_known_yet' });
    const both = verdictsOver({ east: without, west: without });
    expect(await both.lookUp('east', KEY, CLICK)).toEqual(NO_SUCH_CASE);
  });
});
