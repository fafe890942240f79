import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewAuditEntry } from './audit';
import { controlStore, type ControlRecord, type ControlStore, type NewControl } from './controls';
import { refusalCode } from './sql';
import { type GivenStore, givenStore } from './testing/given-store';

let store: GivenStore;
let controls: ControlStore;
beforeAll(async () => {
  store = await givenStore();
  controls = controlStore(store.sql);
});
afterAll(() => store.drop());

let clicks = 0;
const entry = (name: string, operationId = `click-${String(++clicks).padStart(4, '0')}`): NewAuditEntry => ({
  actor: 'staff:jo@evident.test',
  role: 'on-call',
  action: 'payments:pause',
  object: name,
  operationId,
  requestId: null,
  reason: 'The provider is away.',
  detail: {},
});
const to = (name: string, value: Readonly<Record<string, unknown>>): NewControl => ({
  name,
  value,
  reason: 'The provider is away.',
  changedBy: 'staff:jo@evident.test',
  changedAtMs: 1_000,
  origin: 'east',
});
const find = async (name: string) => (await controls.list()).find((each) => each.name === name);
const audited = async (name: string) =>
  (await store.app('select 1 from operations.audit where object = $1', [name])).length;

describe('a switch', () => {
  const name = 'payments_paused:method:card';

  it('is set once from the version that its maker saw, with its audit entry and its history', async () => {
    const version = await controls.set(entry(name), to(name, { paused: true }), 0);
    expect(await find(name)).toMatchObject({ version, value: { paused: true }, origin: 'east', changedAtMs: 1_000 });
    expect(await audited(name)).toBe(1);
    expect((await controls.changes(10)).filter((each) => each.name === name)).toHaveLength(1);
  });

  it('set from a version that is past changes nothing and leaves no entry', async () => {
    const before = await find(name);
    expect(await controls.set(entry(name), to(name, { paused: false }), 0)).toBeNull();
    expect(await find(name)).toEqual(before);
    expect(await audited(name)).toBe(1);
  });

  it('set by a click that is known changes nothing again', async () => {
    const { version = 0 } = (await find(name)) ?? {};
    const click = entry(name);
    const first = await controls.set(click, to(name, { paused: false }), version);
    expect(first).toBe(version + 1);
    expect(await controls.set(click, to(name, { paused: true }), version + 1)).toBeNull();
    expect(await find(name)).toMatchObject({ value: { paused: false }, version: version + 1 });
  });

  it('set by ten people at once obeys one of them', async () => {
    const { version = 0 } = (await find(name)) ?? {};
    const all = Array.from({ length: 10 }, () => controls.set(entry(name), to(name, { paused: true }), version));
    expect((await Promise.all(all)).filter((each) => each !== null)).toEqual([version + 1]);
    expect(await audited(name)).toBe(3);
  });

  it('gets a higher version than every other switch, so that later is later over all of them', async () => {
    const other = await controls.set(entry('shed:recommendations'), to('shed:recommendations', { shed: true }), 0);
    expect(other).toBeGreaterThan((await find(name))?.version ?? 0);
  });
});

describe('switches of the other region', () => {
  const name = 'payments_paused:region:west';
  const heard = (version: number, value: object, changedAtMs = 5_000, origin = 'west'): ControlRecord => ({
    name,
    version,
    value,
    reason: 'West is cut off.',
    changedBy: 'staff:ana@evident.test',
    changedAtMs,
    origin,
  });

  it('are taken over in any order and any number of times; the later version stands', async () => {
    expect(await controls.apply([heard(1_000, { paused: true })])).toEqual([name]);
    expect(await controls.apply([heard(999, { paused: false })])).toEqual([]);
    expect(await controls.apply([heard(1_000, { paused: true })])).toEqual([]);
    expect(await find(name)).toMatchObject({ version: 1_000, value: { paused: true } });
  });

  it('set in both while they were cut off come to the same on both sides: the later of them', async () => {
    const ofEast = heard(1_001, { paused: true, until_ms: 7 }, 9_000, 'east');
    const ofWest = heard(1_001, { paused: false }, 8_999, 'west');
    await controls.apply([ofWest]);
    await controls.apply([ofEast]);
    await controls.apply([ofWest]);
    expect(await find(name)).toMatchObject({ origin: 'east', value: { paused: true } });
  });

  it('make the next one that is set here later than all of them', async () => {
    const { version = 0 } = (await find(name)) ?? {};
    expect(await controls.set(entry(name), to(name, { paused: false }), version)).toBe(version + 1);
  });
});

describe('the database refuses, whatever the code does', () => {
  const refused = async (text: string) => {
    const error = await store.app(text).catch((caught: unknown) => caught);
    return refusalCode(error)?.code;
  };

  it('a version that falls', async () => {
    expect(await refused(`update operations.controls set version = 1, changed_at = 'epoch'`)).toBe('EV030');
  });

  it('a name and a value that are none', async () => {
    const insert = (name: string, value: string) =>
      `insert into operations.controls (name, value, reason, changed_by) values ('${name}', '${value}', 'r', 'x')`;
    expect(await refused(insert('everything_off', '{"paused": true}'))).toBe('23514');
    expect(await refused(insert('payments_paused', '{"paused": "yes"}'))).toBe('23514');
    expect(await refused(insert('payments_paused', '{}'))).toBe('23514');
    expect(await refused(insert('admission_ramp_percent', '{"percent": 101}'))).toBe('23514');
  });

  it('that the history is written, changed or emptied by hand', async () => {
    expect(await refused(`delete from operations.control_changes`)).toBe('42501');
    expect(await refused(`update operations.control_changes set reason = 'other'`)).toBe('42501');
    expect(await refused(`insert into operations.control_changes select * from operations.control_changes`)).toBe(
      '42501',
    );
    await expect(store.owner(`update operations.control_changes set reason = 'other'`)).rejects.toThrow('append-only');
  });

  it('that a switch is taken away', async () => {
    expect(await refused(`delete from operations.controls`)).toBe('42501');
  });
});
