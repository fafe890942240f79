/**
 * One line for news a browser, however many pages it has open: the page that holds the lock listens to the store and passes on what it
 * hears, because a browser opens six connections to one address and no more. When that page is closed, another one takes over.
 */
import type { HeardNews } from './told-queries';

/** `end`: the store sent this page away, to come back and be let in anew. `lose`: nobody said so. Only the first call counts. */
export type Connect = (on: { hear(news: HeardNews): void; end(): void; lose(): void }) => () => void;

export interface NewsLineParts {
  readonly connect: Connect;
  /** What came in, here or over another page. */
  readonly hear: (news: HeardNews) => void;
  /** Null where the browser has none (an address that is not secure): then nobody is told, and pages ask by themselves. */
  readonly locks: Pick<LockManager, 'request'> | null;
  readonly channel: Pick<BroadcastChannel, 'postMessage' | 'close'> & { onmessage: BroadcastChannel['onmessage'] };
  /** In [0, 1): so that all who lost the line together do not come back together. */
  readonly luck: () => number;
}

const LOCK = 'evident-news';
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** The store tells a pulse every five seconds: a line that is silent for longer than two of them is lost, though nobody said so. */
export const SILENT_MS = 12_000;

/** @returns closes it, and lets another page take over. */
export function openNewsLine(parts: NewsLineParts): () => void {
  const { channel, hear, locks } = parts;
  const closed = new AbortController();
  channel.onmessage = ({ data }: MessageEvent<HeardNews>) => hear(data);
  // refused where it is closed while it still waits for the lock
  void locks?.request(LOCK, { signal: closed.signal }, () => listen(parts, closed.signal)).catch(() => undefined);
  return () => {
    closed.abort();
    channel.onmessage = null;
    channel.close();
  };
}

/** Until the page goes: listens, and comes back after a while that grows with every try that heard nothing. */
async function listen(parts: NewsLineParts, signal: AbortSignal): Promise<void> {
  let tries = 0;
  while (!signal.aborted) {
    if (await listenOnce(parts, signal)) tries = 0;
    const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries) * (0.5 + parts.luck() / 2);
    tries++;
    await pause(waitMs, signal);
  }
}

/** Whether anything was heard before the line ended. */
function listenOnce({ channel, connect, hear }: NewsLineParts, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    let heard = false;
    let isOver = false;
    const tell = (news: HeardNews) => {
      channel.postMessage(news);
      hear(news);
    };
    let silence: ReturnType<typeof setTimeout> | undefined;
    let hangUp: () => void = () => undefined;
    const end = () => {
      if (isOver) return;
      isOver = true;
      clearTimeout(silence);
      signal.removeEventListener('abort', end);
      hangUp();
      resolve(heard);
    };
    const lose = () => {
      if (!isOver && heard) tell({ kind: 'lost' });
      end();
    };
    const listenOn = () => {
      clearTimeout(silence);
      silence = setTimeout(lose, SILENT_MS);
    };
    signal.addEventListener('abort', end, { once: true });
    listenOn();
    hangUp = connect({
      hear(news) {
        heard = true;
        listenOn();
        tell(news);
      },
      end,
      lose,
    });
    // refused before it stood
    if (isOver) hangUp();
  });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
