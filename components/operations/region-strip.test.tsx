import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { type RegionReach, RegionStrip } from './region-strip';

const NOW = 1_000_000;
const west: RegionReach = {
  region: 'west',
  reachable: true,
  sinceMs: null,
  spared: false,
  shardsOwned: 16,
  shardsTotal: 32,
  shardsHeld: null,
};
const said = (change: Partial<RegionReach>) =>
  renderToStaticMarkup(<RegionStrip regions={[{ ...west, ...change }]} nowMs={NOW} />).replaceAll(/<[^>]*>/g, ' ');

it('says of a region what it owns, that it is not reached, and that nobody waits for it while it hangs', () => {
  expect(said({})).toContain('owns 16 of 32');
  const silent = { reachable: false, sinceMs: NOW - 20_000 };
  expect(said(silent)).toContain('not reached for 20 s');
  expect(said(silent)).not.toContain('kept at once');
  expect(said({ ...silent, spared: true })).toContain('not reached for 20 s, orders kept at once');
});

it('given that nobody answers this page, says of no region that it is in reach', () => {
  const lost = renderToStaticMarkup(<RegionStrip regions={[west]} nowMs={NOW} isLost />);
  expect(lost).toContain('not known now');
  expect(lost).not.toContain('data-tone="green"');
});
