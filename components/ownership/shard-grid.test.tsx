import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { ShardClaim } from '@/server/domain/ownership';
import type { RegionOwnership } from './ownership-view';
import { ShardGrid } from './shard-grid';

const NOW = 100_000;
const claim: ShardClaim = {
  shard: 3,
  region: 'west',
  epoch: 4,
  standing: 'open',
  holder: 'worker-1',
  leaseUntilMs: 9_000,
};
const region = (name: 'east' | 'west', more: Partial<RegionOwnership>): RegionOwnership => ({
  region: name,
  nowMs: NOW,
  claims: [],
  heard: null,
  claimedTwice: [],
  handOvers: [],
  fenced: [],
  canaries: [],
  ...more,
});
const shown = (regions: readonly RegionOwnership[], nowMs = NOW) =>
  renderToStaticMarkup(<ShardGrid regions={regions} nowMs={nowMs} chosen={null} choose={() => undefined} />);

it('calls a lease run out by its owner’s own word alone, and not because nobody hears it', () => {
  expect(shown([region('west', { claims: [claim] })])).toContain('Shard 3, epoch 4, lease ran out');
  const told = [region('west', { claims: [{ ...claim, leaseUntilMs: NOW + 2_000 }] })];
  expect(shown(told, NOW + 60_000)).toContain('Shard 3, epoch 4, held');
  const heard = { atMs: 8_000, claims: [claim] };
  expect(shown([region('east', { heard })])).toContain('Shard 3, epoch 4, held, as heard');
});
