/** The gate of degraded mode, as the migration's trigger keeps it: which ways there are, and that none leads out without its evidence. */
import { type Mode, type ModeChange, nextStep, type RampStep } from '../../domain/degraded-mode';
import type { Region } from '../../domain/region';
import { exitEvidence } from './exit-evidence';
import type { MemoryDatabase } from './memory-database';
import { raise } from './refusal';

export interface ModeRow {
  readonly region: Region;
  readonly state: 'normal' | 'degraded' | 'recovering';
  readonly version: number;
  readonly episodeId: string | null;
  readonly enteredAtMs: number | null;
  readonly rampPercent: RampStep | null;
  readonly stepSinceMs: number | null;
  readonly rampPaused: boolean;
  readonly owner: string | null;
  readonly glassId: string | null;
  readonly change: ModeChange;
  readonly reason: string;
  readonly changedBy: string;
  readonly changedAtMs: number;
}

export interface SampleRow {
  readonly sampleId: string;
  readonly region: Region;
  readonly episodeId: string;
  readonly takenAtMs: number;
  readonly population: number;
}

/** What the other region said of itself when it was last heard. */
export interface PeerReport {
  readonly region: string;
  readonly heardAtMs: number;
  readonly report: unknown;
}

const GLASS_IS_OPEN_MS = 15 * 60_000;

const noWay = (text: string): never => raise('EV031', text);

export function putMode(db: MemoryDatabase, before: ModeRow | undefined, after: ModeRow): void {
  if (before === undefined) {
    const begins = after.version === 1 && after.state === 'degraded' && isEntry(after) && after.glassId === null;
    if (!begins) noWay('a mode begins as degraded, entered at version 1');
  } else refuseOtherWays(db, before, after);
  db.degradedModes.put(after.region, after);
  const kept = { ...after, episodeId: after.episodeId ?? before?.episodeId ?? null };
  db.degradedChanges.add(after.region, kept);
  db.changed({ kind: 'mode', before: before ?? null, after });
}

const BEGINNINGS: readonly ModeChange[] = ['recovery_began', 'glass_broken'];

const isEntry = ({ change }: ModeRow): boolean => change === 'entered' || change === 'joined';

function refuseOtherWays(db: MemoryDatabase, before: ModeRow, after: ModeRow): void {
  const { region } = before;
  if (after.version !== before.version + 1)
    raise('EV004', `the mode of ${region} goes on from ${before.version} by one`);
  if (before.state === 'normal') {
    if (after.state !== 'degraded' || !isEntry(after) || after.glassId !== null || wasIn(db, region, after.episodeId))
      noWay('from normal, a region only enters a new episode');
    return;
  }
  const joins = goesIntoAnother(before, after);
  const isSame = (joins || after.episodeId === before.episodeId) && after.enteredAtMs === before.enteredAtMs;
  if (after.state !== 'normal' && !isSame) noWay('an episode keeps its name and its beginning');
  if (joins && (wasIn(db, region, after.episodeId) || !isSaid(db, region, after.episodeId)))
    noWay('a region joins only the episode that the other one said it is in');
  refuseOtherGlass(db, before, after);
  // an agreement of two people stands in for the evidence
  if (!leavesBy(db, before, after) || (after.glassId ?? before.glassId) !== null) return;
  const missing = exitEvidence(db, region, before.episodeId ?? '').filter((line) => !line.holds);
  if (missing.length > 0 && !db.defects.has('exit_unproven'))
    raise('EV032', `the evidence for leaving does not hold: ${missing.map(({ line }) => line).join(', ')}`);
}

/** An agreement comes with its own change, stays for the episode, and goes when the mode is degraded again. */
function refuseOtherGlass(db: MemoryDatabase, before: ModeRow, after: ModeRow): void {
  const isKept = after.state === 'normal' || after.glassId === before.glassId;
  const mayChange = after.change === 'glass_broken' || (after.change === 'relapsed' && after.glassId === null);
  if (!isKept && !mayChange) noWay('the agreement to leave without evidence stands as it is');
  const isAsked = after.change === 'glass_broken' || (after.state === 'normal' && before.glassId !== null);
  if (isAsked && !isAgreed(db, before, after)) noWay('no second person agreed to leave');
}

function isAgreed(db: MemoryDatabase, before: ModeRow, after: ModeRow): boolean {
  if (db.defects.has('glass_unproven')) return true;
  const glass = db.glasses.get(before.glassId ?? after.glassId ?? '');
  if (glass === undefined || glass.episodeId !== before.episodeId || glass.region !== before.region) return false;
  const isAsked = db.people.get(glass.askedBy) === 'on-call';
  const second = glass.agreedBy === null ? undefined : db.people.get(glass.agreedBy);
  const isRecent = (glass.agreedAtMs ?? 0) > db.nowMs() - GLASS_IS_OPEN_MS;
  return isAsked && (second === 'on-call' || second === 'approver') && (after.state === 'normal' || isRecent);
}

/** The region entered at one time with the other one, and its episode goes into the earlier one. */
const goesIntoAnother = (before: ModeRow, after: ModeRow): boolean =>
  after.change === 'joined' &&
  after.state === 'degraded' &&
  before.state === 'degraded' &&
  after.episodeId !== before.episodeId;

const wasIn = (db: MemoryDatabase, region: Region, episodeId: string | null): boolean =>
  db.degradedChanges.of(region).some((row) => row.episodeId === episodeId);

function isSaid(db: MemoryDatabase, region: Region, episodeId: string | null): boolean {
  const heard = [...db.controlPeers.values()].find((each) => each.region !== region);
  const mode = (heard?.report as { readonly mode?: Mode } | undefined)?.mode;
  return mode?.state === 'degraded' && mode.episodeId === episodeId;
}

/** Whether it leads out. Refuses what is no way at all. */
function leavesBy(db: MemoryDatabase, before: ModeRow, after: ModeRow): boolean {
  const way = `${before.state}>${after.state}` as const;
  switch (way) {
    case 'degraded>degraded':
      if (after.change !== 'taken' && !goesIntoAnother(before, after))
        noWay(`a degraded mode is taken, not ${after.change}`);
      return false;
    case 'degraded>recovering':
      if (after.rampPercent !== 5 || !BEGINNINGS.includes(after.change)) noWay('the ramp begins at 5 percent');
      return true;
    case 'recovering>recovering':
      return stepsUp(db, before, after);
    case 'recovering>degraded':
      if (after.change !== 'relapsed') noWay(`a recovery relapses, it is not ${after.change}`);
      return false;
    case 'recovering>normal':
      if (before.rampPercent !== 100 || after.change !== 'returned' || before.rampPaused)
        noWay('normal comes after the whole ramp');
      return true;
    default:
      return noWay(`no way leads from ${before.state} to ${after.state}`);
  }
}

function stepsUp(db: MemoryDatabase, before: ModeRow, after: ModeRow): boolean {
  const [from, to] = [before.rampPercent ?? 5, after.rampPercent ?? 5];
  if (to > from) {
    const isNext = to === nextStep(from) || db.defects.has('ramp_skips');
    if (after.change !== 'stepped_up' || before.rampPaused || !isNext)
      noWay('the ramp goes up one step at a time, and not while it is paused');
    return true;
  }
  if (!['stepped_back', 'ramp_paused', 'ramp_resumed', 'taken', 'glass_broken'].includes(after.change))
    noWay(`the ramp stands: ${after.change} is no change of it`);
  return false;
}
