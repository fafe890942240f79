import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { degradedEpisodeStore } from '@/server/stores/degraded-episodes';
import { pressureSampleStore } from '@/server/stores/pressure-samples';
import { connect, type SqlPool } from '@/server/stores/sql';
import { type GivenStore, givenStore, refusalOf } from '@/server/stores/testing/given-store';
import type { Clock } from '../ports/clock';
import { PressureMeter } from './pressure-meter';
import { PressureReader } from './pressure-reader';
import { PressureSampler } from './pressure-sampler';

const T0 = Date.UTC(2026, 10, 27, 12);

let store: GivenStore;
let sql: SqlPool;
beforeAll(async () => {
  store = await givenStore();
  sql = connect(store.database.url, 1, 'samples');
});
afterAll(async () => {
  await sql.close();
  await store.drop();
});

const givenProcess = (source: string, region = 'east') => {
  let nowMs = T0;
  const clock: Clock = { nowMs: () => nowMs, sleep: () => Promise.resolve() };
  const meter = new PressureMeter(source);
  const samples = pressureSampleStore(sql, region);
  return {
    meter,
    samples,
    sampler: new PressureSampler({ clock, meter, samples }),
    reader: new PressureReader({ region: 'east', clock, samples, episodes: degradedEpisodeStore(store.sql) }),
    at: (ms: number) => {
      nowMs = T0 + ms;
    },
  };
};

it('tells each process what all of the region measured, with what waits in the queues', async () => {
  const [web, worker] = [givenProcess('web-1'), givenProcess('worker-1')];
  web.meter.count('admitted', 30);
  web.meter.count('provider_attempts', 30);
  web.meter.count('provider_timeouts', 15);
  web.meter.callEnded(120);
  await web.sampler.sample();
  await store.owner(
    `insert into messaging.deliveries (order_id, message_id, consumer, shard, enqueued_at)
     select 'waits', 'message-' || n, 'order-owner', 1, to_timestamp($1::float8 / 1000) from generate_series(1, 3) n`,
    [T0 - 5_000],
  );
  worker.at(1_400);
  await worker.sampler.sample();
  expect(worker.sampler.now()).toMatchObject({
    fresh: true,
    reading: {
      timeout_rate: 0.5,
      admitted_per_second: 3,
      confirmation_queue: 3,
      confirmation_queue_oldest_ms: 6_400,
      undelivered: 3,
      authorizations_undecided: 0,
    },
  });
  await store.owner(`delete from messaging.deliveries where order_id = 'waits'`);
});

it('says that what it knows is old, when no sample could be taken', async () => {
  const web = givenProcess('web-1');
  web.at(20_000);
  await web.sampler.sample();
  web.at(26_000);
  expect(web.sampler.now().fresh).toBe(false);
});

it('merges every second once, over a pause of the workers too, and two workers merge no second twice', async () => {
  const web = givenProcess('web-2', 'west');
  for (const second of [0, 1, 2, 9, 10, 3_000]) {
    web.at(second * 1_000);
    web.meter.count('admitted', 1);
    await web.sampler.sample();
  }
  web.at(3_100_000);
  const other = givenProcess('worker-2', 'west');
  other.at(3_100_000);
  for (let round = 0; round < 6; round++) await Promise.all([web.sampler.rollUp(), other.sampler.rollUp()]);
  const tens = await web.samples.rollups(10, T0, T0 + 4_000_000);
  expect(tens.map(({ atMs, measures, samples }) => [atMs - T0, measures.admitted, samples])).toEqual([
    [0, 4, 4],
    [10_000, 1, 1],
    [3_000_000, 1, 1],
  ]);
  const minutes = await web.samples.rollups(60, T0, T0 + 4_000_000);
  expect(minutes.map(({ atMs, measures }) => [atMs - T0, measures.admitted])).toEqual([
    [0, 5],
    [3_000_000, 1],
  ]);
});

it('leaves a gap in a line where nothing was measured', async () => {
  const web = givenProcess('web-3');
  for (const second of [100, 130]) {
    web.at(second * 1_000);
    await web.sampler.sample();
  }
  web.at(150_000);
  for (let round = 0; round < 6; round++) await web.sampler.rollUp();
  const { points } = await web.reader.history('15m');
  const measured = points.filter(({ reading }) => reading !== null).map(({ atMs }) => (atMs - T0) / 1_000);
  expect(measured).toEqual(expect.arrayContaining([100, 130]));
  expect(points.find(({ atMs }) => atMs === T0 + 110_000)?.reading).toBeNull();
});

it('is kept for two hours and thirty days, and the app can neither change nor forget it', async () => {
  const worker = givenProcess('worker-4');
  await worker.sampler.sample();
  const merged = { measures: {}, latency: [], samples: 1 };
  await worker.samples.rollUp(60, T0 - 31 * 86_400_000, merged);
  await worker.samples.rollUp(60, T0 - 29 * 86_400_000, merged);
  await worker.samples.rollUp(60, T0 + 3 * 3_600_000, merged);
  expect(await worker.samples.samples(T0 - 1_000, T0 + 1_000)).toEqual([]);
  const kept = await worker.samples.rollups(60, 0, T0);
  expect(kept.map(({ atMs }) => (T0 - atMs) / 86_400_000)).toEqual([29]);
  for (const change of ['delete from', 'truncate'])
    expect((await refusalOf(store.app(`${change} operations.pressure_rollups`))).code).toBe('42501');
  expect((await refusalOf(store.app(`update operations.pressure_rollups set samples = 2`))).code).toBe('42501');
});

describe('what waits in the queues', () => {
  const countedBy = async (region: string) =>
    (
      await store.app(
        `select source from operations.pressure_samples where region = $1 and measures ? 'confirmation_queue' order by at, source`,
        [region],
      )
    ).map(({ source }) => source);

  it('is counted by one process a second, however many there are, and each knows the figure', async () => {
    await store.owner(`delete from operations.pressure_samples where region = 'west'`);
    await store.owner(
      `insert into messaging.deliveries (order_id, message_id, consumer, shard, enqueued_at) values ('one', 'm', 'order-owner', 1, to_timestamp($1::float8 / 1000))`,
      [T0],
    );
    const processes = Array.from({ length: 8 }, (_, number) => givenProcess(`worker-${number}`, 'west'));
    for (let second = 0; second < 5; second++) {
      processes.forEach(({ at }, number) => at(100_000 + second * 1_000 + number * 100));
      await Promise.all(processes.map(({ sampler }) => sampler.sample()));
    }
    expect(await countedBy('west')).toHaveLength(5);
    for (const { sampler } of processes) expect(sampler.now().reading?.confirmation_queue).toBe(1);
    await store.owner(`delete from messaging.deliveries where order_id = 'one'`);
  });

  it('is counted on when the clocks were set back', async () => {
    await store.owner(`delete from operations.pressure_samples where region = 'west'`);
    const ahead = givenProcess('ahead', 'west');
    ahead.at(900_000);
    await ahead.sampler.sample();
    const behind = givenProcess('behind', 'west');
    for (const ms of [200_000, 200_500, 201_000]) {
      behind.at(ms);
      await behind.sampler.sample();
    }
    expect(await countedBy('west')).toEqual(['behind', 'behind', 'ahead']);
  });
});
