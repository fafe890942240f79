/**
 * How people set a switch, and what the console shows of all of them. A switch is set where the person sits and told to the other region
 * at once; a region that does not answer is told later, and until then shown as what it is: not reached, last known.
 */
import type { ActionResult } from '../domain/action-result';
import {
  type Control,
  controlName,
  controlOf,
  type ControlValue,
  METHOD_FAMILIES,
  methodFamily,
  normalValue,
  SHED_CLASSES,
  storedValue,
  valueOf,
} from '../domain/control';
import {
  type Acknowledgement,
  acknowledgementOf,
  type ControlReading,
  PEER_HEARD_MS,
  peerAcknowledgementOf,
} from '../domain/control-acknowledgement';
import { changeWords } from '../domain/control-words';
import type { Mode } from '../domain/degraded-mode';
import { otherRegion, type Region, REGIONS } from '../domain/region';
import { type StaffAsked, staffActor } from '../domain/staff';
import type { Clock } from '../ports/clock';
import type { AttemptRateStore } from '../stores/attempt-rates';
import type { AuditStore } from '../stores/audit';
import type { ControlReaderStore } from '../stores/control-readers';
import type { ControlRecord, ControlStore } from '../stores/controls';
import type { DegradedModeStore } from '../stores/degraded-modes';
import type { ControlExchange, ControlReport } from './control-exchange';
import { staffEntry } from './staff-entry';

export interface ControlDeskParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly controls: ControlStore;
  readonly readers: Pick<ControlReaderStore, 'alive' | 'heard'>;
  readonly modes: Pick<DegradedModeStore, 'get'>;
  readonly rates: AttemptRateStore;
  readonly audit: Pick<AuditStore, 'ofOperation'>;
  readonly exchange: Pick<ControlExchange, 'tell'>;
}

export interface RegionAcknowledgement {
  readonly region: Region;
  readonly is: Acknowledgement;
  /** What the region goes by if it is not this version: its last known position; null where it is not known. */
  readonly lastKnown: ControlValue | null;
}

export interface ControlSwitch {
  readonly name: string;
  readonly control: Control;
  readonly value: ControlValue;
  readonly version: number;
  readonly reason: string;
  readonly changedBy: string;
  readonly changedAtMs: number;
  readonly acknowledged: readonly RegionAcknowledgement[];
}

export interface ControlChange extends Omit<ControlSwitch, 'acknowledged'> {
  readonly origin: string;
  /** Of how many regions it is known that they went by it or by a later one. */
  readonly acknowledgedBy: number;
  /** Where the switch stood before; null: as delivered. */
  readonly before: ControlValue | null;
}

export interface ControlsView {
  readonly region: Region;
  readonly nowMs: number;
  readonly version: number;
  readonly switches: readonly ControlSwitch[];
  readonly changes: readonly ControlChange[];
  /** The mode of each region, as far as it is known here. */
  readonly modes: readonly { readonly region: Region; readonly mode: Mode | null }[];
  readonly peer: { readonly region: Region; readonly heardAtMs: number | null };
}

/** Orders a minute that a pause would touch, in this region. */
export interface AttemptRates {
  readonly perMinute: number;
  readonly byMethod: Readonly<Record<string, number>>;
}

const CHANGES_SHOWN = 20;
const RATE_OVER_MS = 5 * 60_000;

export class ControlDesk {
  constructor(private readonly parts: ControlDeskParts) {}

  /** @param expectedVersion the version that the person saw; 0: as delivered. */
  async set(
    control: Control,
    value: ControlValue,
    expectedVersion: number,
    reason: string,
    asked: StaffAsked,
  ): Promise<ActionResult> {
    const { audit, clock, controls, exchange, region } = this.parts;
    const known = await audit.ofOperation(asked.operationId);
    if (known !== null) return { kind: 'done', text: 'This was done already, by this click.' };
    const name = controlName(control);
    const [nowMs, changedBy] = [clock.nowMs(), staffActor(asked.staff.email)];
    const stored = storedValue(value);
    const entry = staffEntry('payments:pause', `control:${name}`, asked, reason, {
      change: changeWords(control, value),
      from_version: expectedVersion,
      ...stored,
    });
    const set = { name, value: stored, reason, changedBy, changedAtMs: nowMs, origin: region };
    const version = await controls.set(entry, set, expectedVersion);
    if (version === null)
      return {
        kind: 'not_done',
        code: 'changed_meanwhile',
        text: 'Somebody set this switch first. Look at it again; nothing was changed.',
      };
    const told = await exchange.tell();
    const peer = otherRegion(region);
    return told
      ? { kind: 'done', text: `Set as version ${version}. Each region acknowledges below the switch.` }
      : {
          kind: 'not_known_yet',
          text: `Set in ${region} as version ${version}. Region ${peer} did not answer: it is told as soon as it does, and goes by what it knew until then.`,
          watch: '/console/controls',
        };
  }

  async view(): Promise<ControlsView> {
    const { clock, controls, modes, readers, region } = this.parts;
    const peer = otherRegion(region);
    const [records, changes, alive, heard, own] = await Promise.all([
      controls.list(),
      controls.changes(CHANGES_SHOWN * 2),
      readers.alive(),
      readers.heard(peer),
      modes.get(region),
    ]);
    const report = heard === null ? null : (heard.report as Partial<ControlReport>);
    const seen: Seen = {
      region,
      nowMs: clock.nowMs(),
      alive,
      heard: heard === null ? null : { heardAtMs: heard.heardAtMs, readings: report?.readings ?? [] },
      theirs: report?.records ?? [],
    };
    const switches = namesShown(records).flatMap((name) => switchOf(name, records, seen));
    return {
      region,
      nowMs: seen.nowMs,
      version: Math.max(0, ...records.map(({ version }) => version)),
      switches,
      changes: changesOf(changes, switches).slice(0, CHANGES_SHOWN),
      modes: [
        { region, mode: own.mode },
        { region: peer, mode: report?.mode ?? null },
      ],
      peer: { region: peer, heardAtMs: heard?.heardAtMs ?? null },
    };
  }

  /** The mode of each region, as far as it is known here: what every page of the console shows. */
  async modes(): Promise<ControlsView['modes']> {
    const { clock, modes, readers, region } = this.parts;
    const peer = otherRegion(region);
    const [own, heard] = await Promise.all([modes.get(region), readers.heard(peer)]);
    const isHeard = heard !== null && clock.nowMs() - heard.heardAtMs <= PEER_HEARD_MS;
    const theirs = isHeard ? ((heard.report as Partial<ControlReport>).mode ?? null) : null;
    return [
      { region, mode: own.mode },
      { region: peer, mode: theirs },
    ];
  }

  async rates(): Promise<AttemptRates> {
    const { clock, rates } = this.parts;
    const byMethod: Record<string, number> = {};
    let total = 0;
    for (const { count, paymentMethod } of await rates.byMethod(clock.nowMs() - RATE_OVER_MS)) {
      const family = methodFamily(paymentMethod ?? '');
      byMethod[family] = (byMethod[family] ?? 0) + perMinute(count);
      total += count;
    }
    return { perMinute: perMinute(total), byMethod };
  }
}

const perMinute = (count: number): number => (count * 60_000) / RATE_OVER_MS;

interface Seen {
  readonly region: Region;
  readonly nowMs: number;
  readonly alive: readonly ControlReading[];
  readonly heard: { readonly heardAtMs: number; readonly readings: readonly ControlReading[] } | null;
  readonly theirs: readonly ControlRecord[];
}

/** Those that every store has, then those that somebody set. */
function namesShown(records: readonly ControlRecord[]): readonly string[] {
  const always: readonly Control[] = [
    { kind: 'pause', scope: { kind: 'all' } },
    ...REGIONS.map((region) => ({ kind: 'pause', scope: { kind: 'region', region } }) as const),
    ...METHOD_FAMILIES.map((method) => ({ kind: 'pause', scope: { kind: 'method', method } }) as const),
    { kind: 'ramp' },
    ...SHED_CLASSES.map((work) => ({ kind: 'shed', work }) as const),
  ];
  return [...new Set([...always.map(controlName), ...records.map(({ name }) => name)])];
}

function switchOf(name: string, records: readonly ControlRecord[], seen: Seen): ControlSwitch[] {
  const control = controlOf(name);
  if (control === null) return [];
  const record = records.find((each) => each.name === name && each.version > 0);
  const value = (record === undefined ? null : valueOf(control, record.value)) ?? normalValue(control);
  const version = record?.version ?? 0;
  const told = {
    name,
    control,
    value,
    version,
    reason: record?.reason ?? 'as delivered',
    changedBy: record?.changedBy ?? 'system',
    changedAtMs: record?.changedAtMs ?? 0,
  };
  return [{ ...told, acknowledged: acknowledgedOf(control, name, version, seen) }];
}

function acknowledgedOf(control: Control, name: string, version: number, seen: Seen): RegionAcknowledgement[] {
  return REGIONS.map((region) => {
    if (region === seen.region) {
      const is = acknowledgementOf(name, version, seen.alive);
      return { region, is, lastKnown: null };
    }
    const is = peerAcknowledgementOf(name, version, seen.heard, seen.nowMs);
    if (is.kind !== 'not_reached' || seen.heard === null) return { region, is, lastKnown: null };
    const theirs = seen.theirs.find((each) => each.name === name);
    const lastKnown = theirs === undefined ? normalValue(control) : valueOf(control, theirs.value);
    return { region, is, lastKnown };
  });
}

function changesOf(records: readonly ControlRecord[], switches: readonly ControlSwitch[]): ControlChange[] {
  return records.flatMap((record, index) => {
    const control = controlOf(record.name);
    const value = control === null ? null : valueOf(control, record.value);
    if (control === null || value === null) return [];
    const earlier = records.slice(index + 1).find(({ name }) => name === record.name);
    const acknowledged = switches.find(({ name }) => name === record.name)?.acknowledged ?? [];
    const acknowledgedBy = acknowledged.filter(({ is }) => goesBy(is) >= record.version).length;
    const before = earlier === undefined ? null : valueOf(control, earlier.value);
    return [{ ...record, control, value, before, acknowledgedBy }];
  });
}

function goesBy(is: Acknowledgement): number {
  switch (is.kind) {
    case 'acknowledged':
      return is.version;
    case 'applying':
    case 'not_reached':
      return is.lastVersion;
    case 'no_process':
      return 0;
    default:
      return is satisfies never;
  }
}
