import { describe, expect, it } from 'vitest';
import type { Region } from '../domain/region';
import { RegionalNow } from './regional-now';

const told = (region: Region) => ({
  unfinished: { total: 1, oldestAtMs: 5, oldestPendingAtMs: null, byState: {} },
  cases: { open: 1, pastDue: 0, unclaimed: 1, atRisk: [] },
  messages: { undelivered: 0, oldestAtMs: null, dead: 1 },
  shards: [
    { region: 'east', shards: 15, held: region === 'east' ? 15 : 0, highestEpoch: 1 },
    { region: 'west', shards: 17, held: region === 'west' ? 16 : 0, highestEpoch: 1 },
  ],
  promise: null,
  keptFor: { owner: region === 'east' ? 'west' : 'east', kept: 0, expired: 0, followed: 0, oldestKeptAtMs: null },
  copies: { region },
});

function given(silent: Region | null) {
  const ask = async (region: Region) =>
    region === silent
      ? { kind: 'owner_unreachable', owner: region, error: 'cut', acted: 'unknown' }
      : { kind: 'answered', region, answer: told(region) };
  return new RegionalNow({
    clock: { nowMs: () => 42, sleep: async () => undefined },
    router: {
      ask,
      peerReach: () => ({ region: 'west', reachable: silent === null, sinceMs: 7, circuit: 'open' }),
    } as never,
    newRequestId: () => 'req_1',
  });
}

describe('the first page of the whole store', () => {
  it('counts both regions, each by its own word', async () => {
    const now = await given(null).now();
    expect(now).toMatchObject({ unfinished: { total: 2 }, cases: { open: 2 }, messages: { dead: 2 }, notReached: [] });
    expect(now.regions).toMatchObject([
      { region: 'east', reachable: true, shardsOwned: 15, shardsHeld: 15 },
      { region: 'west', reachable: true, sinceMs: null, shardsOwned: 17, shardsHeld: 16 },
    ]);
  });

  it('names the region that does not answer, counts nothing in its place, and knows its shards only from the other', async () => {
    const now = await given('west').now();
    expect(now).toMatchObject({ unfinished: { total: 1 }, messages: { dead: 1 }, notReached: ['west'] });
    expect(now.regions).toMatchObject([
      { region: 'east', reachable: true, sinceMs: null },
      { region: 'west', reachable: false, sinceMs: 7, shardsOwned: 17, shardsHeld: null },
    ]);
    expect(now.copies).toEqual([{ region: 'east' }]);
  });
});
