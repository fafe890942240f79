import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Episode, RampHolds } from '../domain/degraded-mode';
import { NO_LATENCY } from '../domain/latency-histogram';
import type { PressureMeasures } from '../domain/pressure/pressure';
import type { StaffAsked } from '../domain/staff';
import type { Clock } from '../ports/clock';
import { agreementSampleStore } from '../stores/agreement-samples';
import { brokenGlassStore } from '../stores/broken-glasses';
import { controlReaderStore } from '../stores/control-readers';
import { degradedEpisodeStore } from '../stores/degraded-episodes';
import { degradedModeStore } from '../stores/degraded-modes';
import { epochCanaryStore } from '../stores/epoch-canaries';
import { exitCheckStore } from '../stores/exit-checks';
import { pressureSampleStore } from '../stores/pressure-samples';
import { type GivenStore, givenStore } from '../stores/testing/given-store';
import { DegradedModeController } from './degraded-mode-controller';
import { EpochCanary } from './epoch-canary';
import { CHECK_EVERY_MS, ExitChecker } from './exit-checker';
import { ModeDesk } from './mode-desk';
import { ModeReader } from './mode-reader';
import { type GivenProvider, givenProvider } from './testing/given-provider';
import { type GivenShop, givenShop } from './testing/given-shop';

let store: GivenStore;
let provider: GivenProvider;
let shop: GivenShop;
let aheadMs = 0;
const clock: Clock = { nowMs: () => Date.now() + aheadMs, sleep: async () => undefined };
const HOLDS: RampHolds = { 5: 20_000, 25: 20_000, 50: 20_000, 100: 20_000 };

beforeAll(async () => {
  store = await givenStore();
  provider = await givenProvider();
  shop = givenShop({ store, provider: provider.provider, clock });
  shop.startDeciding();
  await shop.untilAdmitting();
  await store.owner(
    `insert into access.users (id, name, email, role) values ('1', 'Jo', 'jo@evident.test', 'on-call'), ('2', 'Tom', 'tom@evident.test', 'approver')`,
  );
});
afterAll(async () => {
  await shop.close();
  await provider.close();
  await store.drop();
});

const region = 'east';
const parts = () => ({
  modes: degradedModeStore(store.sql),
  checks: exitCheckStore(store.sql),
  glasses: brokenGlassStore(store.sql),
  samples: pressureSampleStore(store.sql, region),
  readers: controlReaderStore(store.sql),
});
function controllerOf(entry: 'by_itself' | 'by_hand' = 'by_itself'): DegradedModeController {
  const { checks, modes, readers, samples } = parts();
  const canaries = epochCanaryStore(store.sql);
  const checker = new ExitChecker({
    region,
    clock,
    provider: provider.provider,
    samples: agreementSampleStore(store.sql),
    checks,
    canary: new EpochCanary({ region, clock, shards: store.shards, orders: store.orders, canaries }),
  });
  return new DegradedModeController({
    region,
    clock,
    modes,
    samples,
    checks,
    checker,
    peers: readers,
    holds: HOLDS,
    entry,
  });
}
const desk = () => new ModeDesk({ region, clock, audit: store.audit, ...parts() });
const reader = () =>
  new ModeReader({
    region,
    clock,
    episodes: degradedEpisodeStore(store.sql),
    agreements: agreementSampleStore(store.sql),
    holds: HOLDS,
    ...parts(),
  });
let clicks = 0;
const asks = (email = 'jo@evident.test', operationId = `click-${String(++clicks).padStart(4, '0')}`): StaffAsked => ({
  staff: { email, role: email.startsWith('jo') ? 'on-call' : 'approver' },
  operationId,
  requestId: 'req_test',
  traceId: null,
});
const WHY = 'The provider is quick again.';
const stateNow = async () => (await parts().modes.get(region)).mode;

/** A second passes, in which this was measured, and the controller looks. */
async function secondOf(controller: DegradedModeController, measures: PressureMeasures) {
  aheadMs += 1_000;
  const sample = { atMs: Math.floor(clock.nowMs()), source: 'web-1', measures, latency: NO_LATENCY };
  await parts().samples.record(sample, clock.nowMs());
  await parts().readers.hear('west', {}, clock.nowMs());
  return controller.runOnce();
}
const BAD: PressureMeasures = { provider_attempts: 100, provider_timeouts: 60 };
const WELL: PressureMeasures = { provider_attempts: 100, provider_timeouts: 0 };
async function seconds(
  controller: DegradedModeController,
  count: number,
  measures: PressureMeasures,
): Promise<string[]> {
  const changes: string[] = [];
  for (let second = 0; second < count; second++) {
    const move = await secondOf(controller, measures);
    if (move !== null) changes.push(move.change);
  }
  return changes;
}

/** As the tables' owner, with the gate taken down: only a test does this. */
async function forgetEpisodes(): Promise<void> {
  for (const table of ['operations.degraded_mode', 'operations.degraded_changes']) {
    await store.owner(`alter table ${table} disable trigger user`);
    await store.owner(`delete from ${table}`);
    await store.owner(`alter table ${table} enable trigger user`);
  }
}

describe('an episode', () => {
  it('is entered when a figure stays over its limit, with the series that shows why', async () => {
    const { orderId, request } = await shop.open();
    await shop.submit(request());
    await shop.settle();
    expect(await provider.ledger(orderId)).not.toEqual([]);
    expect(await seconds(controllerOf('by_hand'), 6, BAD)).toEqual([]);
    expect(await seconds(controllerOf(), 2, BAD)).toEqual([]);
    const controller = controllerOf();
    expect(await seconds(controller, 5, BAD)).toEqual(['entered']);
    const { began } = await reader().view();
    expect(began).toMatchObject({ reason: 'timeout rate over 10 % for 3 s', changedBy: 'degraded mode' });
    expect(began?.evidence).toMatchObject({ gauge: 'timeout_rate', limit: 0.1 });
    expect(began?.evidence.series).not.toEqual([]);
  });

  it('is not left early: the person is refused, and told the line that holds it', async () => {
    const controller = controllerOf();
    await seconds(controller, 5, BAD);
    const answer = await desk().leave(WHY, asks());
    expect(answer).toMatchObject({ kind: 'not_done', code: 'evidence_missing' });
    expect(answer.text).toContain('held by line 8');
    expect(await stateNow()).toMatchObject({ state: 'degraded' });
  });

  it('asks the provider itself about the payments that it touched', async () => {
    const seen = async () => {
      const { check } = await reader().view();
      const agreement = check?.lines.find(({ line }) => line === 'agreement');
      const [row] = await reader().sample(String(agreement?.witness.sample_id));
      return { agreement, row };
    };
    let { agreement, row } = await seen();
    // no answer proves nothing and is asked for again with the next check; any other word must agree at once
    for (let check = 0; check < 3 && row?.theirs === 'no_answer'; check++) {
      await seconds(controllerOf(), CHECK_EVERY_MS / 1000 + 1, BAD);
      ({ agreement, row } = await seen());
    }
    expect(row).toMatchObject({ ours: 'authorized', theirs: 'authorized', agrees: true });
    expect(agreement).toMatchObject({ holds: true, now: 1, limit: 1 });
  });

  it('is left by one click of two, over the ramp, which steps back by itself and goes on', async () => {
    const controller = controllerOf();
    await seconds(controller, 90, WELL);
    const click = asks();
    expect(await desk().leave(WHY, click)).toMatchObject({ kind: 'done' });
    expect(await desk().leave(WHY, click)).toMatchObject({ kind: 'done', text: expect.stringContaining('already') });
    expect(await stateNow()).toMatchObject({ state: 'recovering', rampPercent: 5 });
    expect(await desk().moveRamp('pause', WHY, asks())).toMatchObject({ kind: 'done' });
    expect(await seconds(controller, 25, WELL)).toEqual([]);
    await desk().moveRamp('resume', WHY, asks());
    expect(await seconds(controller, 21, WELL)).toEqual(['stepped_up']);
    expect(await seconds(controller, 60, BAD)).toEqual(['stepped_back', 'relapsed']);
    expect(await stateNow()).toMatchObject({ state: 'degraded' });
    await seconds(controller, 90, WELL);
    expect(await desk().leave(WHY, asks())).toMatchObject({ kind: 'done' });
    expect((await seconds(controller, 100, WELL)).at(-1)).toBe('returned');
    expect(await stateNow()).toMatchObject({ state: 'normal' });
  });

  it('has a report: how it began, each change, the last checklist, what customers were told, the orders and the money', async () => {
    const [episode] = await reader().newest();
    const report = await reader().report(episode?.episodeId ?? '');
    expect(report?.changes[0]).toMatchObject({ change: 'entered' });
    expect(report?.changes.at(-1)).toMatchObject({ change: 'returned', toState: 'normal' });
    expect(report?.check?.holds).toBe(true);
    expect(report?.figures.orders).toEqual([{ state: 'order_confirmed', count: 1 }]);
    expect(report?.figures.money).toEqual([{ currency: 'EUR', state: 'authorized', count: 1, amountMinor: 4_900 }]);
    expect(report?.figures.open).toMatchObject({ cases: 0, pendingOrders: 0 });
    expect(await reader().report('episode:never')).toBeNull();
  });

  it('of the other region draws this one in, once', async () => {
    aheadMs += 1_000;
    const theirs = {
      state: 'degraded',
      version: 1,
      episodeId: 'episode:west',
      enteredAtMs: clock.nowMs(),
      owner: null,
      glassId: null,
    };
    await parts().readers.hear('west', { mode: theirs }, clock.nowMs());
    const controller = controllerOf();
    expect(await controller.runOnce()).toMatchObject({ change: 'joined', next: { episodeId: 'episode:west' } });
    expect(await controller.runOnce()).toBeNull();
  });

  it('is left without its evidence only by two people, who are not the same', async () => {
    const glassId = 'glass-00001';
    expect(await desk().agreeGlass(glassId, WHY, asks('tom@evident.test'))).toMatchObject({ code: 'no_question' });
    expect(await desk().askGlass(glassId, 'The provider confirmed by phone.', asks())).toMatchObject({ kind: 'done' });
    expect(await stateNow()).toMatchObject({ state: 'degraded' });
    expect(await desk().agreeGlass(glassId, WHY, asks())).toMatchObject({ code: 'same_person' });
    expect(await desk().agreeGlass(glassId, WHY, asks('tom@evident.test'))).toMatchObject({ kind: 'done' });
    expect(await stateNow()).toMatchObject({ state: 'recovering', rampPercent: 5, glassId: 'glass-00001:east' });
    const report = await reader().report('episode:west');
    expect(report?.changes.at(-1)).toMatchObject({ change: 'glass_broken', changedBy: 'staff:tom@evident.test' });
    expect(report?.glasses[0]).toMatchObject({ askedBy: 'staff:jo@evident.test', agreedBy: 'staff:tom@evident.test' });
  });

  it('that this region entered after the other one, before it had heard of it, goes into that one with all that it did', async () => {
    await forgetEpisodes();
    aheadMs += 60_000;
    const controller = controllerOf();
    expect(await seconds(controller, 5, BAD)).toEqual(['entered']);
    const { episodeId, enteredAtMs } = (await stateNow()) as Episode;
    const theirs = (ms: number) => ({ ...degraded, episodeId: 'episode:first', enteredAtMs: enteredAtMs + ms });
    const degraded = { state: 'degraded', version: 1, owner: null, glassId: null };
    await parts().readers.hear('west', { mode: theirs(1) }, clock.nowMs());
    expect(await controller.runOnce()).toBeNull();
    await parts().readers.hear('west', { mode: theirs(-1) }, clock.nowMs());
    expect(await controller.runOnce()).toMatchObject({ change: 'joined', next: { episodeId: 'episode:first' } });
    expect(await controller.runOnce()).toBeNull();
    expect(await stateNow()).toMatchObject({ state: 'degraded', enteredAtMs });
    const report = await reader().report('episode:first');
    expect(report?.changes.map(({ change }) => change)).toEqual(['entered', 'joined']);
    expect((await reader().report(episodeId))?.changes).toEqual(report?.changes);
    const [newest] = await reader().newest();
    const beganAtMs = report?.changes[0]?.changedAtMs;
    expect(newest).toMatchObject({ episodeId: 'episode:first', enteredAtMs: beganAtMs, endedAtMs: null });
    expect((await reader().newest()).map((each) => each.episodeId)).not.toContain(episodeId);
  });
});

describe('a message that waited while no worker ran', () => {
  const waited = (second: number) =>
    store.owner(
      `insert into operations.pressure_samples (region, at, source, measures, latency)
       values ($1, to_timestamp($2::float8 / 1000), $3, $4, $5)`,
      [
        region,
        Math.floor(clock.nowMs()) + 500,
        `worker-${second}`,
        { confirmation_queue: 1, confirmation_queue_oldest_ms: 390_000 },
        NO_LATENCY,
      ],
    );
  const QUIET: PressureMeasures = {};

  beforeAll(async () => {
    await forgetEpisodes();
    await store.owner('delete from operations.pressure_samples');
  });

  it('makes nobody enter once it is decided, however old it was when it was counted first', async () => {
    const controller = controllerOf();
    await waited(0);
    expect(await seconds(controller, 12, QUIET)).toEqual([]);
  });

  it('makes the region enter while it goes on waiting', async () => {
    const controller = controllerOf();
    const changes: string[] = [];
    for (let second = 1; second <= 6; second++) {
      await waited(second);
      const move = await controller.runOnce();
      if (move !== null) changes.push(move.change);
      aheadMs += 1_000;
    }
    expect(changes).toEqual(['entered']);
  });
});
