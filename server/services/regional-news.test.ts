import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DeskMarks, type DeskNews, NEWS_TOPICS } from '../domain/desk-news';
import { NO_MARKS } from '../domain/desk-news.examples';
import type { Region } from '../domain/region';
import { MOST_LISTENERS, RegionalNews } from './regional-news';
import { timerClock } from './testing/timer-clock';
import type { RegionRouter } from './region-router';

const QUIET: DeskMarks = { orders: {}, marks: NO_MARKS };

/** Two regions whose marks a test moves; `null` is not reached, `hangs` never answers. */
function givenNews() {
  const marks: Record<Region, DeskMarks | null | 'hangs'> = { east: QUIET, west: QUIET };
  let asked = 0;
  const router = {
    ask: async (region: Region) => {
      asked++;
      const told = marks[region];
      if (told === 'hangs') return new Promise(() => undefined);
      return told === null
        ? { kind: 'owner_unreachable', owner: region, error: 'away', acted: 'no' }
        : { kind: 'answered', region, answer: told };
    },
  } as unknown as Pick<RegionRouter, 'ask'>;
  const news = new RegionalNews({ clock: timerClock, router, newRequestId: () => 'req_1', luck: () => 0 });
  return { marks, news, asked: () => asked };
}

/** Collects what one page hears; `end` resolves when it was sent away. */
function page(news: RegionalNews, signal?: AbortSignal) {
  const heard: DeskNews[] = [];
  const listening = news.listen(signal);
  if (listening === null) throw new Error('not let in');
  let gone = false;
  void (async () => {
    for await (const each of listening) heard.push(each);
    gone = true;
  })();
  return { heard, changes: () => heard.filter(({ kind }) => kind === 'changed'), isGone: () => gone };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the news of both regions', () => {
  it.each(['east', 'west'] as const)('given a change in %s, tells it within one look, once', async (region) => {
    const { marks, news } = givenNews();
    const { changes, heard } = page(news);
    await pass(10);
    expect(heard).toEqual([{ kind: 'watching', isWhole: true }]);
    marks[region] = { ...QUIET, orders: { 'order-42': 7 } };
    await pass(500);
    expect(changes()).toEqual([{ kind: 'changed', topics: ['orders'], orders: ['order-42'], isWhole: true }]);
    await pass(3_000);
    expect(changes()).toHaveLength(1);
    news.close();
  });

  it('given one region that hangs, still tells the other’s', async () => {
    const { marks, news } = givenNews();
    const { changes } = page(news);
    await pass(10);
    marks.west = 'hangs';
    await pass(500);
    marks.east = { ...QUIET, marks: { ...QUIET.marks, cases: '2' } };
    await pass(500);
    expect(changes()).toMatchObject([{ topics: ['cases'], orders: [] }]);
    news.close();
  });

  it('says that a region is not reached, and that anything may have changed when it is again', async () => {
    const { marks, news } = givenNews();
    const { changes } = page(news);
    await pass(10);
    marks.west = null;
    await pass(5_000);
    marks.west = QUIET;
    await pass(2_000);
    expect(changes()).toEqual([
      { kind: 'changed', topics: ['reach'], orders: [], isWhole: false },
      { kind: 'changed', topics: NEWS_TOPICS, orders: null, isWhole: true },
    ]);
    news.close();
  });

  it('merges what a slow page has not taken yet', async () => {
    const { marks, news } = givenNews();
    const listening = news.listen(undefined)?.[Symbol.asyncIterator]();
    const first = listening?.next();
    await pass(10);
    expect(await first).toEqual({ done: false, value: { kind: 'watching', isWhole: true } });
    marks.east = { ...QUIET, orders: { a: 1 } };
    await pass(600);
    marks.east = { ...QUIET, orders: { a: 1, b: 1 } };
    await pass(600);
    expect((await listening?.next())?.value).toMatchObject({ topics: ['orders'], orders: ['a', 'b'] });
    news.close();
  });
});

describe('who listens', () => {
  it('is nobody: nothing is read; and many are served by the same looks', async () => {
    const { asked, news } = givenNews();
    await pass(5_000);
    expect(asked()).toBe(0);
    const ends = Array.from({ length: 20 }, () => new AbortController());
    for (const { signal } of ends) page(news, signal);
    await pass(1_010);
    expect(asked()).toBe(6);
    for (const each of ends) each.abort();
    await pass(10);
    const before = asked();
    await pass(10_000);
    expect(asked()).toBe(before);
  });

  it('hears a pulse while nothing changes, and comes back to be let in anew', async () => {
    const { news } = givenNews();
    const { heard, isGone } = page(news);
    await pass(11_000);
    expect(heard.map(({ kind }) => kind)).toEqual(['watching', 'pulse', 'pulse']);
    await pass(60_000);
    expect(isGone()).toBe(true);
  });

  it('is sent away when the web ends, and nobody is let in after it', async () => {
    const { news } = givenNews();
    const { isGone } = page(news);
    await pass(10);
    news.close();
    await pass(10);
    expect(isGone()).toBe(true);
    expect(news.listen(undefined)).toBeNull();
  });

  it('is no more than can be served', async () => {
    const { news } = givenNews();
    for (let n = 0; n < MOST_LISTENERS; n++) page(news);
    await pass(10);
    expect(news.listen(undefined)).toBeNull();
    news.close();
  });
});
