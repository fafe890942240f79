import { describe, expect, test } from 'vitest';
import type { ActionResult } from '../domain/action-result';
import { ALWAYS_NORMAL, entered, type Mode } from '../domain/degraded-mode';
import { EXIT_LINES, type ExitLine } from '../domain/exit-evidence';
import type { Region } from '../domain/region';
import type { StaffAsked } from '../domain/staff';
import { RegionalMode } from './regional-mode';

const ASKED: StaffAsked = {
  staff: { email: 'jo@evident.test', role: 'on-call' },
  operationId: 'click-0001',
  requestId: 'req_test',
  traceId: null,
};
const WHY = 'The provider is quick again.';
const degraded = entered(ALWAYS_NORMAL, 'entered', 'episode:1', null, 0)?.next as Mode;
const lines = (holds: boolean): readonly ExitLine[] =>
  EXIT_LINES.map((line) => ({
    line,
    now: 3,
    limit: 0,
    holds: holds || line !== 'authorizations_undecided',
    witness: {},
  }));

interface Given {
  readonly mode: Mode;
  readonly lines: readonly ExitLine[];
  readonly answer: ActionResult;
}
const done = (text: string): ActionResult => ({ kind: 'done', text });
const LEAVES: Given = { mode: degraded, lines: lines(true), answer: done('It recovers.') };

/** Null: the region does not answer. */
function given(regions: Readonly<Record<Region, Given | null>>) {
  const acts: string[] = [];
  const router = {
    ask: async (region: Region, method: string) => {
      const here = regions[region];
      if (here === null) return { kind: 'owner_unreachable', owner: region, error: 'cut', acted: 'unknown' };
      if (method === 'mode_view')
        return { kind: 'answered', region, answer: { record: { mode: here.mode }, check: { lines: here.lines } } };
      acts.push(`${region} ${method}`);
      return { kind: 'answered', region, answer: here.answer };
    },
  };
  const parts = { region: 'east', router: router as never, newRequestId: () => 'req_1', nowMs: () => 0 } as const;
  return { acts, mode: new RegionalMode(parts) };
}

describe('leaving', () => {
  test('begins in both regions when every line holds in both', async () => {
    const { acts, mode } = given({ east: LEAVES, west: LEAVES });
    expect(await mode.leave(WHY, ASKED)).toMatchObject({ kind: 'done' });
    expect(acts).toEqual(['east mode_leave', 'west mode_leave']);
  });

  test('begins nowhere while one region is held, and names its line', async () => {
    const { acts, mode } = given({ east: LEAVES, west: { ...LEAVES, lines: lines(false) } });
    const answer = await mode.leave(WHY, ASKED);
    expect(answer).toMatchObject({ kind: 'not_done', code: 'evidence_missing' });
    expect(answer.text).toContain('Region west: held by line 3');
    expect(acts).toEqual([]);
  });

  test('begins nowhere while one region is not reached: nobody knows what holds there', async () => {
    const { acts, mode } = given({ east: LEAVES, west: null });
    expect(await mode.leave(WHY, ASKED)).toMatchObject({ kind: 'not_done', code: 'not_reached' });
    expect(acts).toEqual([]);
  });

  test('asks nothing of a region that is normal', async () => {
    const { mode } = given({ east: LEAVES, west: { mode: ALWAYS_NORMAL, lines: [], answer: done('') } });
    expect(await mode.leave(WHY, ASKED)).toMatchObject({ kind: 'done' });
  });
});

describe('an act in both regions', () => {
  const refused: ActionResult = { kind: 'not_done', code: 'no_way', text: 'Region west is normal.' };

  test('is not known yet where one did not answer; entering goes on in the other', async () => {
    const { acts, mode } = given({ east: LEAVES, west: null });
    expect(await mode.enter(WHY, ASKED)).toMatchObject({ kind: 'not_known_yet', watch: '/console/degraded-mode' });
    expect(acts).toEqual(['east mode_enter']);
  });

  test('is not done only when no region did it, and tells what each said', async () => {
    const one = given({ east: LEAVES, west: { ...LEAVES, answer: refused } });
    expect(await one.mode.take(WHY, ASKED)).toEqual({ kind: 'done', text: 'It recovers. Region west is normal.' });
    const none = given({ east: { ...LEAVES, answer: refused }, west: { ...LEAVES, answer: refused } });
    expect(await none.mode.take(WHY, ASKED)).toMatchObject({ kind: 'not_done', code: 'no_way' });
  });
});
