import { describe, expect, it } from 'vitest';
import { type QueueFilter, placeOfCursor } from '@/server/domain/case-queue';
import type { Region } from '@/server/domain/region';
import type { StaffAsked } from '@/server/domain/staff';
import type { CaseRef, NextCaseGlimpse, NextCaseResult } from './case-desk';
import type { QueueRow } from './case-reader';
import type { CaseSide } from './case-side';
import { RegionalDesk } from './regional-desk';

const ALL: QueueFilter = { preset: 'all_due_first', reason: null, severity: null, owner: null };
const WHO = 'ana@evident.test';
const CLICK: StaffAsked = {
  staff: { email: WHO, role: 'operator' },
  operationId: 'click-0001',
  requestId: 'req_desk',
  traceId: null,
};

type Answers = Partial<{ [M in keyof CaseSide]: (input: Parameters<CaseSide[M]>[0]) => unknown }>;

/** A desk in east; a region without answers is not reached. */
function deskOver(regions: Partial<Record<Region, Answers>>) {
  const asked: string[] = [];
  const desk = new RegionalDesk({
    region: 'east',
    clock: { nowMs: () => 5_000, sleep: async () => undefined },
    router: {
      ask: async (region, method, input) => {
        asked.push(`${region} ${method}`);
        const answer = regions[region]?.[method as keyof CaseSide];
        if (answer === undefined) return { kind: 'owner_unreachable', owner: region, error: 'cut', acted: 'unknown' };
        return { kind: 'answered', region, answer: answer(input as never) as never };
      },
    },
    staff: { withRole: async () => [{ email: 'tom@evident.test', name: 'Tom', role: 'operator' }] },
    newRequestId: () => 'req_1',
  });
  return { desk, asked };
}

const row = (region: Region, atMs: number, caseId: string): QueueRow =>
  ({ region, atMs, orderId: 'o', caseId, dueAtMs: atMs }) as QueueRow;
const ref = (region: Region): CaseRef => ({ region, orderId: 'o', caseId: 'case:o:v5' });

describe('the queue of both regions', () => {
  const east = { cases_queue: () => ({ rows: [row('east', 1, 'a'), row('east', 4, 'd')], more: false }) };
  const west = { cases_queue: () => ({ rows: [row('west', 2, 'b'), row('west', 3, 'c')], more: false }) };
  const question = { filter: ALL, region: null, who: WHO, cursor: null };

  it('is one list, and goes on after its last row', async () => {
    const { desk } = deskOver({ east, west });
    const page = await desk.queue({ ...question, limit: 3 });
    expect(page).toMatchObject({ notReached: [], nowMs: 5_000, freshness: { source: 'owner', region: 'east' } });
    expect(page?.rows.map(({ caseId, region }) => [region, caseId])).toEqual([
      ['east', 'a'],
      ['west', 'b'],
      ['west', 'c'],
    ]);
    expect(placeOfCursor(page?.nextCursor ?? '')).toEqual({ atMs: 3, orderId: 'o', caseId: 'c' });
    expect(page?.rows.at(-1)?.cursor).toBe(page?.nextCursor);
    expect((await desk.queue({ ...question, limit: 4 }))?.nextCursor).toBeNull();
  });

  it('names a region that was not reached, and never takes its silence for an empty queue', async () => {
    const { desk } = deskOver({ east });
    const page = await desk.queue({ ...question, limit: 10 });
    expect(page?.rows.map(({ caseId }) => caseId)).toEqual(['a', 'd']);
    expect(page?.notReached).toEqual(['west']);
    expect(await desk.ambiguity({ fromMs: 0, toMs: 1, bucket: 'hour' }, 'west')).toMatchObject({
      report: null,
      notReached: ['west'],
    });
  });

  it('asks one region alone when it is asked for one', async () => {
    const { asked, desk } = deskOver({ east, west });
    await desk.queue({ ...question, region: 'west', limit: 10 });
    expect(asked).toEqual(['west cases_queue']);
  });

  it('follows no cursor that is none of ours', async () => {
    const { asked, desk } = deskOver({ east, west });
    expect(await desk.queue({ ...question, cursor: 'x', limit: 10 })).toBeNull();
    expect(await desk.next('past_due', 'x', CLICK)).toBeNull();
    expect(asked).toEqual([]);
  });

  it('is counted over both', async () => {
    const counts = (mine: number) => ({
      cases_counted: () => ({ counts: [], mine, awaitingSecondPerson: 1, proposalsWithoutCase: 2 }),
    });
    const figures = await deskOver({ east: counts(2), west: counts(3) }).desk.figures(WHO);
    expect(figures.byPreset).toMatchObject({ mine: 5, awaiting_second_person: 6 });
    expect(figures.proposalsWithoutCase).toBe(4);
    const matching = { cases_matching: () => ({ count: 4 }) };
    expect(await deskOver({ east: matching, west: matching }).desk.matching(ALL, null, WHO)).toMatchObject({
      count: 8,
    });
  });

  it('shows the repairs that no case leads to, of both regions, the longest waiting first', async () => {
    const side = (region: Region, ...atMs: number[]) => ({
      cases_proposals: () => ({
        waiting: { count: atMs.length, rows: atMs.map((proposedAtMs) => ({ region, proposedAtMs })) },
        ended: [{ region, orderId: 'o', endedAtMs: atMs[0] }],
      }),
    });
    const both = await deskOver({ east: side('east', 2, 5), west: side('west', 1) }).desk.proposals(null, 2);
    expect(both).toMatchObject({
      count: 3,
      notReached: [],
      rows: [
        { region: 'west', proposedAtMs: 1 },
        { region: 'east', proposedAtMs: 2 },
      ],
      ended: [{ region: 'east' }, { region: 'west' }],
    });
    expect(await deskOver({ east: side('east', 2) }).desk.proposals(null, 2)).toMatchObject({ notReached: ['west'] });
  });

  it('proves its emptiness by what both regions compared, and names the one that was not asked', async () => {
    const sweep = { sweptAtMs: 9, sinceMs: 1, windowToMs: 8, charges: 5, agreed: 5, waiting: 0, findings: 0 };
    const compared = { cases_last_sweep: () => ({ sweep }) };
    const both = await deskOver({ east: compared, west: compared }).desk.lastSweep();
    expect(both).toMatchObject({ sweep: { ...sweep, charges: 10, agreed: 10 }, notReached: [] });
    expect(await deskOver({ east: compared }).desk.lastSweep()).toMatchObject({ sweep, notReached: ['west'] });
    const never = { cases_last_sweep: () => ({ sweep: null }) };
    expect(await deskOver({ east: compared, west: never }).desk.lastSweep()).toMatchObject({ sweep: null });
  });
});

describe('one case', () => {
  it('is asked of the region where it is recorded', async () => {
    const shown = { region: 'west' };
    const { asked, desk } = deskOver({ west: { cases_get: () => ({ shown }) } });
    expect(await desk.get(ref('west'))).toEqual({ kind: 'case', case: shown });
    expect(await desk.get(ref('east'))).toEqual({ kind: 'not_reached', region: 'east' });
    expect(asked).toEqual(['west cases_get', 'east cases_get']);
    // it may have gone to the region that was not asked
    const empty = deskOver({ west: { cases_get: () => ({ shown: null }) } });
    expect(await empty.desk.get(ref('west'))).toEqual({ kind: 'not_reached', region: 'east' });
  });

  it('whose claim was not answered is not known yet, and never not done', async () => {
    const { desk } = deskOver({});
    for (const act of [desk.claim, desk.release])
      expect(await act(ref('west'), CLICK)).toMatchObject({ kind: 'not_known_yet' });
  });

  it('is handed over to somebody who may work it, and to nobody else', async () => {
    const { asked, desk } = deskOver({ west: { cases_hand_over: () => ({ kind: 'done', text: '' }) } });
    const handOver = (to: string) => desk.handOver(ref('west'), to, 'The bank calls at four.', CLICK);
    expect(await handOver('eva@evident.test')).toMatchObject({ kind: 'not_done', code: 'not_a_colleague' });
    expect(asked).toEqual([]);
    expect(await handOver('tom@evident.test')).toMatchObject({ kind: 'done' });
  });
});

describe('the next case', () => {
  const side = (next: NextCaseGlimpse['next'], result: NextCaseResult, taken: CaseRef | null = null): Answers => ({
    cases_glimpse: () => ({ taken, next }),
    cases_next: () => result,
  });
  const at = (atMs: number) => ({ atMs, orderId: 'o', caseId: 'c' });
  const done = (region: Region): NextCaseResult => ({ kind: 'done', text: '', taken: ref(region) });
  const none: NextCaseResult = { kind: 'not_done', code: 'no_free_case', text: 'No case of this list is free.' };
  const next = (regions: Parameters<typeof deskOver>[0]) => {
    const { asked, desk } = deskOver(regions);
    return desk.next('all_due_first', null, CLICK).then((result) => ({
      result,
      asked: asked.filter((each) => each.endsWith('cases_next')),
    }));
  };

  it('is of the region whose case comes first', async () => {
    const { asked, result } = await next({ east: side(at(2), done('east')), west: side(at(1), done('west')) });
    expect(result).toEqual(done('west'));
    expect(asked).toEqual(['west cases_next']);
  });

  it('is of the other when somebody was quicker there', async () => {
    const { result } = await next({ east: side(at(2), done('east')), west: side(at(1), none) });
    expect(result).toEqual(done('east'));
  });

  it('is the one that this click took before, wherever a better one is now', async () => {
    const { asked, result } = await next({
      east: side(at(1), done('east')),
      west: side(at(9), done('west'), ref('west')),
    });
    expect(result).toEqual(done('west'));
    expect(asked).toEqual(['west cases_next']);
  });

  it('is none when none is free, and of this region while the other is not reached', async () => {
    expect((await next({ east: side(null, none), west: side(null, none) })).result).toEqual(none);
    expect((await next({ east: side(null, none) })).result).toEqual({
      ...none,
      text: 'No case of this list is free where it could be asked; west was not reached.',
    });
    expect((await next({ east: side(at(1), done('east')) })).result).toEqual(done('east'));
  });

  it('whose answer was lost is not known yet', async () => {
    const lost: Answers = { cases_glimpse: () => ({ taken: null, next: at(1) }) };
    expect((await next({ west: lost })).result).toMatchObject({ kind: 'not_known_yet' });
  });
});

describe('a case whose shard was handed over', () => {
  const found = { shown: { caseId: 'case:o:v5' } };
  const missing = { kind: 'not_done', code: 'case_not_found', text: 'There is no such case in this region.' };

  it('is shown and worked where it is now, by the address that names the region before', async () => {
    const { asked, desk } = deskOver({
      east: { cases_get: () => ({ shown: null }), cases_claim: () => missing },
      west: { cases_get: () => found, cases_claim: () => ({ kind: 'done', text: 'Yours.' }) },
    });
    expect(await desk.get(ref('east'))).toMatchObject({ kind: 'case' });
    expect(await desk.claim(ref('east'), CLICK)).toMatchObject({ kind: 'done' });
    expect(asked).toEqual(['east cases_get', 'west cases_get', 'east cases_claim', 'west cases_claim']);
  });

  it('whose action the region of today did not answer is not known yet', async () => {
    const { desk } = deskOver({ east: { cases_claim: () => missing } });
    expect(await desk.claim(ref('east'), CLICK)).toMatchObject({ kind: 'not_known_yet' });
  });

  it('is not found where neither region has it', async () => {
    const none = { cases_get: () => ({ shown: null }), cases_claim: () => missing };
    const { desk } = deskOver({ east: none, west: none });
    expect(await desk.get(ref('east'))).toEqual({ kind: 'not_found', region: 'east' });
    expect(await desk.claim(ref('east'), CLICK)).toEqual(missing);
  });
});
