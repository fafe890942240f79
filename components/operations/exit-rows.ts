/**
 * Both regions' checklists as the one that a person reads: a line holds when it holds in every region of the episode; counts are added, of
 * ages the oldest stands; a region that was not reached holds nothing, and is named.
 */
import { formatInstant } from '@/components/ui/format-time';
import { CONSOLE_ZONE } from '@/components/ui/time';
import { EXIT_LINES, type ExitLine, type ExitLineName } from '@/server/domain/exit-evidence';
import { EXIT_TITLES, heldWords, limitWords, lineNumber, nowWords } from '@/server/domain/exit-words';
import { orderHref } from '@/server/domain/order-href';

export interface RegionCheck {
  readonly region: string;
  /** Null: the region was not reached. Empty: nobody has read it yet. */
  readonly lines: readonly ExitLine[] | null;
  readonly checkedAtMs: number | null;
}

export interface ExitRow {
  readonly line: ExitLineName;
  readonly number: number;
  readonly title: string;
  readonly holds: boolean;
  readonly now: string;
  readonly limit: string;
  readonly witness: string;
  readonly link: { readonly href: string; readonly text: string } | null;
  /** Why it does not hold; null when it does. */
  readonly held: string | null;
}

/** @param checks of the regions that are in the episode, and of those that were not reached. */
export function exitRows(checks: readonly RegionCheck[]): readonly ExitRow[] {
  return EXIT_LINES.map((line) => exitRow(line, checks));
}

function exitRow(line: ExitLineName, checks: readonly RegionCheck[]): ExitRow {
  const found = checks.map(({ checkedAtMs, lines, region }) => ({
    region,
    checkedAtMs,
    isReached: lines !== null,
    reading: lines?.find((each) => each.line === line),
  }));
  const readings = found.flatMap(({ reading }) => (reading === undefined ? [] : [reading]));
  const silent = found.find(({ isReached }) => !isReached);
  const holds =
    readings.length > 0 &&
    silent === undefined &&
    readings.length === found.length &&
    readings.every((each) => each.holds);
  const whole = wholeOf(readings);
  const worst =
    found.find(({ reading }) => reading !== undefined && !reading.holds) ??
    found.find(({ reading }) => reading === undefined);
  return {
    line,
    number: lineNumber(line),
    title: EXIT_TITLES[line],
    holds,
    now: whole === null ? 'not read' : nowWords(whole),
    limit: whole === null ? '' : limitWords(whole),
    witness: silent === undefined ? witnessWords(found) : `${silent.region} not reached`,
    link: linkOf(line, found),
    held: holds
      ? null
      : silent === undefined
        ? heldWords(line, whole === null || worst?.reading === undefined ? undefined : { ...whole, holds: false })
        : `region ${silent.region} was not reached.`,
  };
}

const AGES: ReadonlySet<ExitLineName> = new Set(['oldest_pending', 'queue_age', 'other_region']);

/** Null: nobody has read it. A value that one region does not know is not known. */
function wholeOf(readings: readonly ExitLine[]): ExitLine | null {
  const [first] = readings;
  if (first === undefined) return null;
  const values = readings.map(({ now }) => now);
  const isAge = AGES.has(first.line);
  const sum = (all: readonly number[]) => all.reduce((one, other) => one + other, 0);
  const known = values.flatMap((value) => (value === null ? [] : [value]));
  const now = known.length < values.length ? null : isAge ? Math.max(...known) : sum(known);
  const limits = readings.map(({ limit }) => limit);
  const waived = sum(readings.map(({ witness }) => (typeof witness.waived === 'number' ? witness.waived : 0)));
  return {
    ...first,
    now,
    limit: isAge ? Math.max(...limits) : sum(limits),
    witness: { ...first.witness, ...readings.find(({ holds }) => !holds)?.witness, waived },
    holds: readings.every(({ holds }) => holds),
  };
}

interface Found {
  readonly region: string;
  readonly checkedAtMs: number | null;
  readonly reading: ExitLine | undefined;
}

function witnessWords(found: readonly Found[]): string {
  const words = found.map(({ checkedAtMs, reading }) => witnessOf(reading, checkedAtMs));
  // one instant for both where they were read in the same second or so: the later is not claimed, the earlier is
  const [first] = words.toSorted();
  const isWhole = found.length > 1 && found.every(({ reading }) => reading !== undefined);
  if (isWhole && first !== undefined && !words.includes('no sample')) return `both regions, ${first}`;
  return found.map(({ region }, index) => `${region} ${words[index]}`).join(', ');
}

function witnessOf(reading: ExitLine | undefined, checkedAtMs: number | null): string {
  if (reading === undefined) return 'not read';
  const { witness } = reading;
  const at = instantOf(witness.taken_at_ms) ?? instantOf(witness.tried_at_ms) ?? checkedAtMs;
  const when = at === null ? '' : formatInstant(at, 'clock', CONSOLE_ZONE);
  if (reading.line === 'agreement') return witness.sample_id === null ? 'no sample' : `sampled ${when}`;
  return when;
}

const instantOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

function linkOf(line: ExitLineName, found: readonly Found[]): ExitRow['link'] {
  const order = (id: unknown) => (typeof id === 'string' ? { href: orderHref(id), text: 'Open the order' } : null);
  const readings = found.flatMap((each) => (each.reading === undefined ? [] : [{ ...each, reading: each.reading }]));
  const first = readings.find(({ reading }) => !reading.holds) ?? readings[0];
  if (first === undefined) return null;
  const { reading, region } = first;
  switch (line) {
    case 'agreement': {
      const id = reading.witness.sample_id;
      if (typeof id !== 'string') return null;
      return {
        href: `/console/degraded-mode/samples/${region}/${encodeURIComponent(id)}`,
        text: `The ${region} rows`,
      };
    }
    case 'oldest_pending':
      return order(reading.witness.order_id);
    case 'authorizations_undecided':
      return Array.isArray(reading.witness.order_ids) ? order(reading.witness.order_ids[0]) : null;
    case 'queue_age':
    case 'dead_letters':
      return { href: '/console/messages', text: 'Messages' };
    case 'other_region':
      return { href: '/console/controls', text: 'Controls' };
    case 'pressure':
      return { href: '#pressure', text: 'The gauges' };
    case 'old_epoch_refused':
      return null;
    default:
      return line satisfies never;
  }
}

/** What holds the exit, for the button: "Held by line 3: 3 authorizations have neither a decision nor a case." Null: nothing. */
export function heldBy(rows: readonly ExitRow[]): { readonly line: string; readonly why: string } | null {
  const open = rows.filter(({ holds }) => !holds);
  const [first, ...more] = open;
  if (first === undefined) return null;
  const others = more.length === 0 ? '' : ` Also held by line ${more.map(({ number }) => number).join(', ')}.`;
  return { line: `Held by line ${first.number}:`, why: `${first.held ?? ''}${others}` };
}
