/**
 * Workers that are struck in the middle of whatever they do: killed, or stopped for longer than their lease and continued, so that
 * another one has taken their shards when they wake up. What such a worker still tries to decide must be fenced.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../server/sandbox/seeded-random';
import { LEASE_MS } from '../../server/services/shard-keeper';

const SHORTEST_PAUSE_MS = LEASE_MS + 500;
const LONGEST_PAUSE_MS = 2 * LEASE_MS + 2_000;
const LONGEST_REST_MS = 4_000;

export interface Strikes {
  readonly kills: number;
  readonly pauses: number;
}

/** One strike after the other until `endMs` of the performance clock. */
export async function strikeWorkers(drillsUrl: string, random: Random, endMs: number): Promise<Strikes> {
  let [kills, pauses] = [0, 0];
  while (performance.now() < endMs) {
    const pids = await workersOf(drillsUrl);
    const pid = pids[Math.floor(random() * pids.length)];
    if (pid !== undefined && random() < 0.5) kills += signalled(pid, 'SIGKILL') ? 1 : 0;
    else if (pid !== undefined && signalled(pid, 'SIGSTOP')) {
      await sleep(SHORTEST_PAUSE_MS + random() * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS));
      pauses += signalled(pid, 'SIGCONT') ? 1 : 0;
    }
    await sleep(random() * LONGEST_REST_MS);
  }
  return { kills, pauses };
}

async function workersOf(drillsUrl: string): Promise<number[]> {
  const answer = await fetch(`${drillsUrl}/_drills`);
  const { processes } = (await answer.json()) as {
    processes: readonly { readonly role: string; readonly pid: number | null }[];
  };
  return processes.flatMap(({ pid, role }) => (role === 'worker' && pid !== null ? [pid] : []));
}

/** False: it has ended meanwhile. */
function signalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
