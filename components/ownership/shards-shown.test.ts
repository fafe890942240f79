import { describe, expect, it } from 'vitest';
import type { ShardClaim } from '@/server/domain/ownership';
import type { RegionOwnership } from './ownership-view';
import { ownersOf } from './shards-shown';

const claim = (change: Partial<ShardClaim>): ShardClaim => ({
  shard: 3,
  region: 'east',
  epoch: 4,
  standing: 'open',
  holder: 'worker-1',
  leaseUntilMs: 9_000,
  ...change,
});
const region = (
  name: 'east' | 'west',
  claims: ShardClaim[],
  heard: RegionOwnership['heard'] = null,
): RegionOwnership => ({
  region: name,
  nowMs: 1_000,
  claims,
  heard,
  claimedTwice: [],
  handOvers: [],
  fenced: [],
  canaries: [],
});

describe('a shard on the page', () => {
  it('is its owner’s by the owner’s own word, whatever the other still has', () => {
    const [shown] = ownersOf([region('east', [claim({})]), region('west', [claim({ epoch: 0, holder: null })])]);
    expect(shown).toMatchObject({ owner: 'east', epoch: 4, standing: 'open', toldBy: 'east', isSettled: true });
  });

  it('has no owner while it is closed in both, and says where it goes', () => {
    const closed = claim({ region: 'west', epoch: 5, standing: 'closed', holder: null });
    const [shown] = ownersOf([region('east', [closed]), region('west', [claim({ epoch: 0, standing: 'closed' })])]);
    expect(shown).toMatchObject({ owner: 'west', standing: 'moving', isSettled: false });
  });

  it('of a region that does not answer is shown as the other last heard it', () => {
    const west = region('west', [claim({ epoch: 0, holder: null })], { claims: [claim({})], atMs: 500 });
    expect(ownersOf([west])[0]).toMatchObject({ owner: 'east', epoch: 4, toldBy: 'west', toldAtMs: 500 });
  });

  it('that both call their own is told', () => {
    const twice = ownersOf([region('east', [claim({})]), region('west', [claim({ region: 'west', epoch: 5 })])]);
    expect(twice[0]).toMatchObject({ standing: 'claimed_twice', isSettled: false });
  });
});
