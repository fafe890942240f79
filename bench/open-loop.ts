/**
 * Shoppers that come at a rate, whether the store keeps up or not: an overload is what comes and not what is answered. Bounded: no more
 * open calls than `mostOpen`; who would be one more is counted as not sent, never silently left out.
 */
import http from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ready } from './shoppers';

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
  /** Checkouts that were opened and not yet confirmed; refused ones go back to its end. */
  readonly ready: Ready[];
  readonly mostOpen: number;
  readonly patienceMs: number;
}

const TICK_MS = 10;

export async function openLoop(settings: OpenLoopSettings): Promise<OpenLoop> {
  const { base, mostOpen, patienceMs, perSecond, ready, seconds } = settings;
  const agent = new http.Agent({ keepAlive: true, maxSockets: mostOpen });
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
    const { state, status } = await placed(base, order, agent).catch(() => ({ status: 0, state: 'lost' }));
    const tookMs = performance.now() - sentAtMs;
    open--;
    count(`${status} ${state}`);
    if (status === 201) {
      confirmedMs.push(tookMs);
      if (tookMs <= patienceMs) inTime++;
    } else if (status === 429 || status === 503 || status === 0) {
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
  agent.destroy();
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

function placed(base: string, order: Ready, agent: http.Agent): Promise<{ status: number; state: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(order.body)),
      'idempotency-key': order.orderId,
    };
    const request = http.request(`${base}/api/v1/orders`, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        // a refusal's body is not read: the generator shares the machine with the store
        resolve({ status, state: /"state":"([a-z_]+)"/.exec(text)?.[1] ?? /"code":"([a-z_]+)"/.exec(text)?.[1] ?? '' });
      });
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(order.body);
  });
}

/** Of sorted numbers; not a number where there are none. */
export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
