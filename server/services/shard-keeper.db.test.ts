import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock as clock } from '../ports/clock';
import { type GivenStore, givenStore } from '../stores/testing/given-store';
import { ShardKeeper } from './shard-keeper';

let store: GivenStore;
beforeAll(async () => {
  store = await givenStore();
});
afterAll(() => store.drop());
beforeEach(async () => {
  await store.owner('delete from orders.workers');
  await store.owner('update orders.shards set holder = null, lease_until = null');
});

const keeper = (holder: string) => new ShardKeeper({ region: 'east', holder, clock, shards: store.shards });
const holders = async (): Promise<Record<string, number>> => {
  const held: Record<string, number> = {};
  for (const { holder, region } of await store.shards.list())
    if (region === 'east') held[holder ?? 'nobody'] = (held[holder ?? 'nobody'] ?? 0) + 1;
  return held;
};

describe('the shards of a region', () => {
  it('are all held by its only worker', async () => {
    expect(await keeper('a').keep()).toBe(16);
  });

  it('are given up by the first worker when a second one comes, in a few rounds and to the last shard', async () => {
    const [first, second] = [keeper('a'), keeper('b')];
    await first.keep();
    expect(await second.keep()).toBe(0);
    await first.keep();
    await second.keep();
    expect(await holders()).toEqual({ a: 8, b: 8 });
    expect([...first.held().keys()].filter((shard) => second.held().has(shard))).toEqual([]);
    await first.keep();
    await second.keep();
    expect(await holders(), 'nothing moves once it is shared').toEqual({ a: 8, b: 8 });
  });

  it('are shared by three, and by nobody else', async () => {
    const all = [keeper('a'), keeper('b'), keeper('c')];
    for (let round = 0; round < 3; round++) for (const each of all) await each.keep();
    const held = await holders();
    expect(Object.keys(held).sort()).toEqual(['a', 'b', 'c']);
    expect(Math.max(...Object.values(held))).toBe(6);
  });

  it('of a killed worker are taken over within five seconds, each at a higher epoch', async () => {
    const [first, second] = [keeper('a'), keeper('b')];
    for (let round = 0; round < 2; round++) for (const each of [first, second]) await each.keep();
    const before = new Map<number, number>(first.held());
    const killedAtMs = clock.nowMs();
    await vi.waitFor(async () => expect(await second.keep()).toBe(16), { timeout: 20_000, interval: 300 });
    expect(clock.nowMs() - killedAtMs).toBeLessThan(5_000);
    const rose = (epochs: ReadonlyMap<number, number>) =>
      [...before].every(([shard, epoch]) => (epochs.get(shard) ?? 0) > epoch);
    expect(rose(second.held())).toBe(true);
  });

  it('are free at once when a worker stops cleanly', async () => {
    const [first, second] = [keeper('a'), keeper('b')];
    for (let round = 0; round < 2; round++) for (const each of [first, second]) await each.keep();
    await first.release();
    expect(await second.keep()).toBe(16);
  });
});
