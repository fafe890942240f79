/**
 * Shoppers that come at a rate, whether the store keeps up or not: an overload is what comes and not what is answered. Bounded: no more
 * open calls than `mostOpen`; who would be one more is counted as not sent, never silently left out.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ready } from './shoppers';
import { ThinClient } from './thin-client';

export interface OpenLoop {
  readonly offered: number;
  readonly notSent: number;
  readonly confirmed: number;
  /** Confirmed within the customer's patience, for each second of the run. */
  readonly goodputPerSecond: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly confirmedMs: readonly number[];
  readonly refusedMs: readonly number[];
  /** How late the generator itself ran; what it measures is no better than this. */
  readonly generatorLagP99Ms: number;
}

export interface OpenLoopSettings {
  readonly base: string;
  readonly perSecond: number;
  readonly seconds: number;
  /** Checkouts that were opened and not yet confirmed; refused ones go back to its end, and none whose answer was lost: it may be an order. */
  readonly ready: Ready[];
  readonly mostOpen: number;
  readonly patienceMs: number;
}

const TICK_MS = 10;

export async function openLoop(settings: OpenLoopSettings): Promise<OpenLoop> {
  const { base, mostOpen, patienceMs, perSecond, ready, seconds } = settings;
  const client = new ThinClient(base);
  const lag = monitorEventLoopDelay({ resolution: TICK_MS });
  lag.enable();
  const answers: Record<string, number> = {};
  const [confirmedMs, refusedMs]: [number[], number[]] = [[], []];
  let [offered, notSent, open, inTime] = [0, 0, 0, 0];
  const count = (word: string) => {
    answers[word] = (answers[word] ?? 0) + 1;
  };
  const send = async (order: Ready) => {
    const sentAtMs = performance.now();
    const { state, status } = await placed(client, order).catch(() => ({ status: 0, state: 'lost' }));
    const tookMs = performance.now() - sentAtMs;
    open--;
    count(`${status} ${state}`);
    if (status === 201) {
      confirmedMs.push(tookMs);
      if (tookMs <= patienceMs) inTime++;
    } else if (status === 429 || status === 503) {
      refusedMs.push(tookMs);
      ready.push(order);
    }
  };
  const beganAtMs = performance.now();
  while (performance.now() - beganAtMs < seconds * 1000) {
    const due = Math.floor(((performance.now() - beganAtMs) / 1000) * perSecond);
    for (; offered < due; offered++) {
      const order = open < mostOpen ? ready.shift() : undefined;
      if (order === undefined) {
        notSent++;
        continue;
      }
      open++;
      void send(order);
    }
    await sleep(TICK_MS);
  }
  const drainedBy = performance.now() + patienceMs;
  while (open > 0 && performance.now() < drainedBy) await sleep(TICK_MS);
  lag.disable();
  client.close();
  return {
    offered,
    notSent,
    confirmed: confirmedMs.length,
    goodputPerSecond: inTime / seconds,
    answers,
    confirmedMs: confirmedMs.sort((a, b) => a - b),
    refusedMs: refusedMs.sort((a, b) => a - b),
    generatorLagP99Ms: lag.percentile(99) / 1e6 - TICK_MS,
  };
}

async function placed(client: ThinClient, order: Ready): Promise<{ status: number; state: string }> {
  const { body, status } = await client.post('/api/v1/orders', order.orderId, order.body);
  // a refusal's body is not read: the generator shares the machine with the store
  if (status === 429) return { status, state: 'too_many_requests' };
  return { status, state: /"state":"([a-z_]+)"/.exec(body)?.[1] ?? /"code":"([a-z_]+)"/.exec(body)?.[1] ?? '' };
}

/** Of sorted numbers; not a number where there are none. */
export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
