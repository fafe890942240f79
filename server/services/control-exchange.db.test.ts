import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { acknowledgementOf, peerAcknowledgementOf } from '../domain/control-acknowledgement';
import { otherRegion, type Region } from '../domain/region';
import { systemClock as clock } from '../ports/clock';
import type { RegionLink } from '../ports/region-link';
import { controlReaderStore } from '../stores/control-readers';
import { controlStore } from '../stores/controls';
import { degradedModeStore } from '../stores/degraded-modes';
import { type GivenStore, givenStore } from '../stores/testing/given-store';
import { ControlExchange, type ControlReport } from './control-exchange';
import { ControlReader } from './control-reader';

let cut: 'no' | 'both' | 'answers' = 'no';
let east: Side;
let west: Side;

interface Side {
  readonly store: GivenStore;
  readonly exchange: ControlExchange;
  readonly reader: ControlReader;
}

function sideOf(region: Region, store: GivenStore): Side {
  const [controls, readers] = [controlStore(store.sql), controlReaderStore(store.sql)];
  const modes = degradedModeStore(store.sql);
  const link: RegionLink = {
    async call({ body }) {
      if (cut === 'both') return { kind: 'unreachable', error: 'cut', acted: 'unknown' };
      const peer = otherRegion(region) === 'east' ? east : west;
      const answer = await peer.exchange.side.controls_exchange(structuredClone(body) as { report: ControlReport });
      return cut === 'answers'
        ? { kind: 'unreachable', error: 'cut', acted: 'unknown' }
        : { kind: 'answered', body: answer };
    },
  };
  return {
    store,
    exchange: new ControlExchange({ region, clock, controls, readers, modes, link, newRequestId: () => 'req_test' }),
    reader: new ControlReader({ process: `web-${region}`, role: 'web', region, clock, controls, modes, readers }),
  };
}

beforeAll(async () => {
  east = sideOf('east', await givenStore());
  west = sideOf('west', await givenStore());
});
afterEach(() => {
  cut = 'no';
});
afterAll(async () => {
  await Promise.all([east.store.drop(), west.store.drop()]);
});

const NAME = 'payments_paused';
let clicks = 0;
async function pause({ store }: Side, paused: boolean, origin: Region): Promise<number> {
  const controls = controlStore(store.sql);
  const standing = (await controls.list()).find(({ name }) => name === NAME)?.version ?? 0;
  const reason = 'The provider is away.';
  const version = await controls.set(
    {
      actor: 'staff:jo@evident.test',
      role: 'on-call',
      action: 'payments:pause',
      object: NAME,
      operationId: `click-${String(++clicks).padStart(4, '0')}`,
      requestId: null,
      reason,
      detail: {},
    },
    { name: NAME, value: { paused }, reason, changedBy: 'staff:jo@evident.test', changedAtMs: clock.nowMs(), origin },
    standing,
  );
  if (version === null) throw new Error('it was not set');
  return version;
}
const isPaused = ({ reader }: Side) => (reader.current()?.pauses.length ?? -1) > 0;
/** What the console in `here` knows of the other region. */
async function peerSeenFrom(here: Side, region: Region, version: number) {
  const heard = await controlReaderStore(here.store.sql).heard(region);
  const readings = (heard?.report as ControlReport | undefined)?.readings ?? [];
  const known = heard === null ? null : { heardAtMs: heard.heardAtMs, readings };
  return (nowMs: number) => peerAcknowledgementOf(NAME, version, known, nowMs);
}

describe('a switch that was set in one region', () => {
  it('reaches the other over the link, is applied there, and comes back acknowledged with its time', async () => {
    const version = await pause(east, true, 'east');
    await east.reader.refresh();
    expect(await east.exchange.tell()).toBe(true);
    expect((await peerSeenFrom(east, 'west', version))(clock.nowMs())).toMatchObject({ kind: 'no_process' });
    await west.reader.refresh();
    await east.exchange.tell();
    expect([isPaused(east), isPaused(west)]).toEqual([true, true]);
    const seen = (await peerSeenFrom(east, 'west', version))(clock.nowMs());
    expect(seen).toMatchObject({ kind: 'acknowledged', version });
    const own = await controlReaderStore(east.store.sql).alive();
    expect(acknowledgementOf(NAME, version, own)).toMatchObject({ kind: 'acknowledged', version });
  });

  it('that cannot reach the other is not green there: last known, and delivered after the heal', async () => {
    const before = (await controlStore(east.store.sql).list()).find(({ name }) => name === NAME)?.version;
    cut = 'both';
    const version = await pause(east, false, 'east');
    expect(await east.exchange.tell()).toBe(false);
    await west.reader.refresh();
    expect(isPaused(west)).toBe(true);
    const seen = await peerSeenFrom(east, 'west', version);
    expect(seen(clock.nowMs())).toMatchObject({ kind: 'applying', lastVersion: before });
    expect(seen(clock.nowMs() + 60_000)).toMatchObject({ kind: 'not_reached', lastVersion: before });
    cut = 'no';
    // the other region's own round is enough
    await west.exchange.tell();
    await west.reader.refresh();
    expect(isPaused(west)).toBe(false);
  });

  it('whose answer was lost is told again without effect', async () => {
    await pause(east, true, 'east');
    cut = 'answers';
    expect(await east.exchange.tell()).toBe(false);
    cut = 'no';
    await east.exchange.tell();
    await west.reader.refresh();
    expect(isPaused(west)).toBe(true);
    const changes = await controlStore(west.store.sql).changes(50);
    const keys = changes.map(({ name, origin, version }) => `${name} ${version} ${origin}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('and in the other while they were cut off: both end on the later one, and both keep both', async () => {
    cut = 'both';
    await pause(east, true, 'east');
    const later = await pause(west, false, 'west');
    const last = await pause(west, true, 'west');
    cut = 'no';
    await Promise.all([east.exchange.tell(), west.exchange.tell()]);
    const of = async (side: Side) => (await controlStore(side.store.sql).list()).find(({ name }) => name === NAME);
    expect(await of(east)).toEqual(await of(west));
    expect(await of(east)).toMatchObject({ version: last, origin: 'west' });
    expect(last).toBe(later + 1);
  });
});
