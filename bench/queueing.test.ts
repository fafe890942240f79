import { describe, expect, it } from 'vitest';
import { seededRandom } from '@/server/sandbox/seeded-random';
import { type Station, simulateQueues } from './queueing';

const one = (change: Partial<Station>): Station => ({
  name: 'desk',
  servers: 1,
  meanServiceMs: 10,
  service: 'exponential',
  ...change,
});
const waitOf = (stations: readonly Station[], rate: number) =>
  simulateQueues(stations, rate, 200_000, seededRandom(7)).stations.desk?.meanWaitMs ?? Number.NaN;

describe('the simulated queues', () => {
  it.each([
    ['M/M/1 at 50 %', one({}), 50, 10],
    ['M/M/1 at 80 %', one({}), 80, 40],
    ['M/D/1 at 80 %', one({ service: 'fixed' }), 80, 20],
    // Erlang C for 2 servers at 80 %: 0.711 of the orders wait, 25 ms on the mean of those who do
    ['M/M/2 at 80 %', one({ servers: 2 }), 160, 17.8],
  ])('wait as the theory says: %s', (_name, station, rate, waitMs) => {
    const seen = waitOf([station], rate);
    expect(seen).toBeGreaterThan(waitMs * 0.9);
    expect(seen).toBeLessThan(waitMs * 1.1);
  });

  it('are bounded by the busiest of equal stations, not by their mean', () => {
    const rows = one({ name: 'desk', shares: [0.7, 0.1, 0.1, 0.1] });
    const { stations } = simulateQueues([rows], 130, 100_000, seededRandom(7));
    expect(stations.desk?.utilisation).toBeGreaterThan(0.85);
    expect(stations.desk?.utilisation).toBeLessThan(0.97);
  });

  it('give the same figures for the same seed', () => {
    const run = () => simulateQueues([one({})], 60, 1_000, seededRandom(3));
    expect(run()).toEqual(run());
  });
});
