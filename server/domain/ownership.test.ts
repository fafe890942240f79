import { describe, expect, it } from 'vitest';
import { claimedTwice, firstShardOf, HOME_OWNERS, ownerBy, type ShardClaim } from './ownership';

const claim = (change: Partial<ShardClaim>): ShardClaim => ({
  shard: 3,
  region: 'east',
  epoch: 4,
  standing: 'open',
  holder: null,
  leaseUntilMs: null,
  ...change,
});

describe('whose a shard is, by a region’s own row', () => {
  it.each([
    ['the region that it names', {}, 'east'],
    ['still its own while it is drained', { standing: 'draining' }, 'east'],
    ['not its own once it is closed, even before the other opened it', { standing: 'closed' }, 'west'],
    ['the other’s when it names the other', { region: 'west' }, 'west'],
  ] as const)('%s', (_words, change, owner) => {
    expect(ownerBy('east', claim(change))).toBe(owner);
  });

  it('is not its own where there is no row', () => {
    expect(ownerBy('east', undefined)).toBe('west');
  });
});

it('a shard that both call open is told, a closed or handed-over one is not', () => {
  expect(claimedTwice([claim({})], 'east', [claim({ region: 'west', epoch: 5 })])).toEqual([3]);
  expect(claimedTwice([claim({})], 'east', [claim({})])).toEqual([]);
  expect(claimedTwice([claim({ region: 'west', standing: 'closed' })], 'east', [claim({ region: 'west' })])).toEqual(
    [],
  );
});

it('a region’s first shard is the lowest that it owns, wherever it began', () => {
  expect(firstShardOf('west', HOME_OWNERS)).toBe(16);
  expect(firstShardOf('west', { ...HOME_OWNERS, ownerOf: (shard) => (shard === 2 ? 'west' : 'east') })).toBe(2);
  expect(firstShardOf('west', { ...HOME_OWNERS, ownerOf: () => 'east' })).toBeNull();
});
