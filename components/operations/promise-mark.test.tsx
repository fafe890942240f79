import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { PromiseCheck } from '@/server/domain/promise-check';
import { BrokenPromises } from './broken-promises';
import { nowAnswer } from './now-answer';
import type { NowFacts } from './now-facts';
import { NowOverview } from './now-overview';
import { PromiseGlance } from './promise-mark';

const T = Date.UTC(2026, 10, 24, 10, 8, 14);
const MINUTE_MS = 60_000;
const SOUND: PromiseCheck = {
  number: 7,
  checkedAtMs: T - 8_000,
  tookMs: 40,
  orders: 12_345,
  ordersChecked: 57,
  broken: 0,
  sample: [],
};
const OLD: PromiseCheck = { ...SOUND, checkedAtMs: T - 4 * MINUTE_MS };
const BROKEN: PromiseCheck = {
  ...SOUND,
  broken: 2,
  sample: [
    { invariant: 'S3', orderId: 'order-42', why: 'confirmed without a hold of 1 mug' },
    { invariant: 'S13', orderId: null, why: 'audit 5: is gone' },
  ],
};

const facts = (promise: PromiseCheck | null): NowFacts => ({
  unfinished: { total: 0, oldestAtMs: null, byState: {} },
  cases: { open: 0, pastDue: 0, unclaimed: 0, atRisk: [] },
  messages: { undelivered: 0, oldestAtMs: null, dead: 0 },
  promise,
  pending: { count: 0, oldestAtMs: null },
  regions: [],
  notReached: [],
  nowMs: T,
  keptFor: [{ owner: 'west', kept: 0, expired: 0, oldestKeptAtMs: null }],
  copies: [
    {
      region: 'east',
      peer: 'west',
      ofPeer: { completeUntilMs: T, saidAtMs: T, receivedAtMs: T },
      untold: 0,
      untoldSinceMs: null,
    },
  ],
});
const words = (html: string) =>
  html
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
const glance = (promise: PromiseCheck | null, without: readonly string[] = []) =>
  renderToStaticMarkup(<PromiseGlance promise={promise} nowMs={T} without={without} />);
const page = (promise: PromiseCheck | null) => {
  const { tone, lead, rest } = nowAnswer(facts(promise), T);
  const figures = words(renderToStaticMarkup(<NowOverview facts={facts(promise)} nowMs={T} />));
  return { tone, said: `${lead} ${rest[0]}`, figures };
};

describe('the promise on the first page', () => {
  it('holds, over how many orders, and since when nobody looked', () => {
    const { figures, said, tone } = page(SOUND);
    expect(tone).toBe('neutral');
    expect(said).toBe('Both regions are in reach. The promise holds for 12,345 orders; last check 8 s ago.');
    expect(figures).toContain('0 broken in 12,345 orders last check 8 s ago, 57 looked at');
    expect(words(glance(SOUND))).toBe('0 broken of 12,345');
    expect(glance(SOUND)).not.toMatch(/data-tone="(red|amber)"/);
  });

  it('is not called sound by a check that is old: amber, with its age', () => {
    const { figures, said, tone } = page(OLD);
    expect(tone).toBe('amber');
    expect(said).toBe('Nobody knows whether the promise still holds. The last check was 4 min ago.');
    expect(figures).toContain('Last check 4 min ago');
    expect(words(glance(OLD))).toBe('promise: last check 4 min ago');
    expect(`${figures} ${said} ${words(glance(OLD))}`).not.toContain('0 broken');
    expect(glance(OLD)).toContain('data-tone="amber"');
  });

  it('is not called sound before it was looked at', () => {
    const { figures, said } = page(null);
    expect(`${figures} ${said} ${words(glance(null))}`).not.toMatch(/0 broken|holds/);
    expect(said).toContain('has not been checked yet');
  });

  it('is the one red thing when it is broken, also when that is old news', () => {
    for (const promise of [BROKEN, { ...BROKEN, checkedAtMs: OLD.checkedAtMs }]) {
      const { figures, said, tone } = page(promise);
      expect(tone).toBe('red');
      expect(said).toContain('The promise is broken in 2 places.');
      expect(figures).toContain('2 broken in 12,345 orders');
      expect(glance(promise)).toContain('data-tone="red"');
    }
  });

  it('is said of the region that answered and of no other', () => {
    const reach = { sinceMs: null, spared: false, shardsOwned: 16, shardsTotal: 32, shardsHeld: null };
    const alone: NowFacts = {
      ...facts(SOUND),
      notReached: ['west'],
      regions: [
        { ...reach, region: 'east', reachable: true },
        { ...reach, region: 'west', reachable: false },
      ],
    };
    const { lead, rest } = nowAnswer(alone, T);
    expect(`${lead} ${rest[0]}`).toBe('West is not in reach. What follows is of east alone.');
    expect(words(renderToStaticMarkup(<NowOverview facts={alone} nowMs={T} />))).toContain(
      '0 broken in 12,345 orders last check 8 s ago, without west',
    );
    expect(words(glance(SOUND, ['west']))).toBe('0 broken of 12,345 without west');
  });

  it('takes no copy for late because the page is old', () => {
    const figures = (atMs: number, ofPeerMs: number) => {
      const [copy] = facts(SOUND).copies;
      const ofPeer = { completeUntilMs: ofPeerMs, saidAtMs: ofPeerMs, receivedAtMs: ofPeerMs };
      const told: NowFacts = { ...facts(SOUND), copies: copy === undefined ? [] : [{ ...copy, ofPeer }] };
      return words(renderToStaticMarkup(<NowOverview facts={told} nowMs={atMs} />));
    };
    expect(figures(T + 30_000, T - 1_000)).not.toContain('copy of west');
    expect(figures(T, T - 6_000)).toContain('east’s copy of west');
  });

  it('leads from what is broken to its order, with what is wrong', () => {
    const html = renderToStaticMarkup(<BrokenPromises sample={BROKEN.sample} />);
    expect(html).toContain('href="/console/orders/order-42"');
    expect(words(html)).toContain('order-42 S3 confirmed without a hold of 1 mug');
    expect(words(html)).toContain('no order S13 audit 5: is gone');
  });
});
