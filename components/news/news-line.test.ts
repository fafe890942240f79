import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Connect, openNewsLine, SILENT_MS } from './news-line';
import type { HeardNews } from './told-queries';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** One browser: its lock, its channel, and how many lines it has to the store. */
function givenBrowser() {
  let held: Promise<unknown> = Promise.resolve();
  const locks = {
    // as a browser: in turn, and refused to who does not wait any more
    request: (_name: string, { signal }: { signal: AbortSignal }, run: () => Promise<unknown>) => {
      const turn = held.then(() => (signal.aborted ? Promise.reject(new Error('aborted')) : run()));
      held = turn.catch(() => undefined);
      return turn;
    },
  } as unknown as Pick<LockManager, 'request'>;
  const channels = new Set<{ onmessage: BroadcastChannel['onmessage'] }>();
  const lines: { on: Parameters<Connect>[0]; isOpen: boolean }[] = [];
  const connect: Connect = (on) => {
    const line = { on, isOpen: true };
    lines.push(line);
    return () => {
      line.isOpen = false;
    };
  };
  return {
    lines,
    open: () => lines.filter(({ isOpen }) => isOpen),
    page(hasLocks = true) {
      const heard: HeardNews[] = [];
      const channel = {
        onmessage: null as BroadcastChannel['onmessage'],
        postMessage(data: unknown) {
          for (const each of channels)
            if (each !== channel) each.onmessage?.call(each as BroadcastChannel, { data } as MessageEvent);
        },
        close: () => channels.delete(channel) && undefined,
      };
      channels.add(channel);
      const hear = (news: HeardNews) => heard.push(news);
      return { heard, close: openNewsLine({ connect, hear, locks: hasLocks ? locks : null, channel, luck: () => 1 }) };
    },
  };
}

const PULSE: HeardNews = { kind: 'pulse', isWhole: true };

describe('the line for news', () => {
  it('is one for all pages of a browser, and all hear what comes over it', async () => {
    const { lines, open, page } = givenBrowser();
    const pages = [page(), page(), page()];
    await pass(0);
    expect(open()).toHaveLength(1);
    lines[0]?.on.hear(PULSE);
    expect(pages.map(({ heard }) => heard)).toEqual([[PULSE], [PULSE], [PULSE]]);
    for (const each of pages) each.close();
  });

  it('is taken over when the page that holds it is closed', async () => {
    const { lines, open, page } = givenBrowser();
    const [first, second] = [page(), page()];
    await pass(0);
    first.close();
    await pass(0);
    expect(lines.map(({ isOpen }) => isOpen)).toEqual([false, true]);
    lines[1]?.on.hear(PULSE);
    expect([first.heard, second.heard]).toEqual([[], [PULSE]]);
    second.close();
    await pass(0);
    expect(open()).toEqual([]);
  });

  it('comes back with waits that grow while nothing is heard, and at once again after something was', async () => {
    const { lines, page } = givenBrowser();
    const { close } = page();
    await pass(0);
    for (const [tries, waitMs] of [1_000, 2_000, 4_000].entries()) {
      lines.at(-1)?.on.lose();
      await pass(waitMs - 1);
      expect(lines).toHaveLength(tries + 1);
      await pass(1);
      expect(lines).toHaveLength(tries + 2);
    }
    lines.at(-1)?.on.hear(PULSE);
    lines.at(-1)?.on.end();
    await pass(1_000);
    expect(lines).toHaveLength(5);
    close();
  });

  it('that is silent for longer than two pulses is lost, though nobody said so', async () => {
    const { lines, page } = givenBrowser();
    const { close } = page();
    await pass(SILENT_MS - 1);
    expect(lines[0]?.isOpen).toBe(true);
    await pass(1);
    expect(lines[0]?.isOpen).toBe(false);
    close();
  });

  it('that was lost after something was heard is told to every page, so that each finds out; an end that was said is not', async () => {
    const { lines, page } = givenBrowser();
    const pages = [page(), page()];
    await pass(0);
    lines[0]?.on.hear(PULSE);
    lines[0]?.on.end();
    await pass(1_000);
    expect(pages.map(({ heard }) => heard)).toEqual([[PULSE], [PULSE]]);
    lines[1]?.on.hear(PULSE);
    lines[1]?.on.lose();
    lines[1]?.on.lose();
    await pass(1_000);
    expect(pages.map(({ heard }) => heard.at(-1))).toEqual([{ kind: 'lost' }, { kind: 'lost' }]);
    expect(pages[0]?.heard).toHaveLength(3);
    for (const each of pages) each.close();
  });

  it('is not opened where a browser has no locks: a line a page would use up its connections', async () => {
    const { lines, page } = givenBrowser();
    page(false);
    await pass(5_000);
    expect(lines).toEqual([]);
  });
});
