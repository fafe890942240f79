/**
 * The public API as a browser uses it, over a network that may fail: an answer that was lost is asked for again with the same key,
 * also when the process that had it is gone. Only answers of the store are returned; no answer in time is null.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../server/sandbox/seeded-random';
import { waitBeforeMs } from './retry-after';
import type { Tally } from './tally';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON of the store; shapes are checked where they are used. */
  readonly body: Readonly<Record<string, unknown>>;
}

interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 20_000;

export class ShopWire {
  constructor(
    private readonly bases: readonly string[],
    private readonly random: Random,
    private readonly tally: Tally,
  ) {}

  /** Repeats until there is an answer that is no "later, please", or `untilMs`. Each try goes to the other region in turn, if `roam`. */
  async ask(call: Call, untilMs: number, { home = 0, roam = false } = {}): Promise<Answer | null> {
    for (let attempt = 1; Date.now() < untilMs; attempt++) {
      const base = this.bases[(home + (roam ? attempt - 1 : 0)) % this.bases.length] ?? '';
      const answer = await this.once(base, call);
      if (answer !== null && !isLater(answer)) return answer;
      if (answer === null) this.tally.lostAnswers++;
      else this.tally.waitedForRetryAfter++;
      await sleep(waitBeforeMs(answer?.headers.get('retry-after') ?? null, attempt, this.random()));
    }
    return null;
  }

  /** Null: the connection failed, or no answer came in time. */
  async once(base: string, { method, path, body, headers, timeoutMs = TIMEOUT_MS }: Call): Promise<Answer | null> {
    try {
      const response = await fetch(`${base}/api/v1${path}`, {
        method,
        headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const parsed: unknown = await response.json();
      if (typeof parsed !== 'object' || parsed === null) return null;
      return { status: response.status, headers: response.headers, body: parsed as Answer['body'] };
    } catch {
      return null;
    }
  }
}

/** The store asks to come back: too many, moving, not reachable, being repaired. An order that is kept is an answer, not a "later". */
function isLater({ status, body }: Answer): boolean {
  return (
    status === 429 || status === 502 || status === 504 || status === 500 || (status === 503 && body.state === undefined)
  );
}
