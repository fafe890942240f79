/**
 * S15: the way out of degraded mode goes over the whole ramp, each step held, and every step of it has its evidence, read from the
 * records and the provider's ledger by the witness itself; no payment attempt is let in beyond the step; and what the mode preserves is
 * preserved: carts, intents and status are answered, and payments without an answer are looked up.
 */
import type { Region } from '../../domain/ids';
import type { Change } from '../memory/change';
import type { ModeRow } from '../memory/degraded-rows';
import { exitWitness } from './exit-witness';
import { GlassChecks } from './glass';
import type { Report } from './violation';
import type { Witnesses } from './witnesses';

/** Written out once more, on purpose. */
const UP: Readonly<Record<number, number>> = { 5: 25, 25: 50, 50: 100 };
const LEAST_HOLD_MS = 3_000;
/** As long as a process may go by what it read, and a clock may be off. */
const HELD_MS = 5_700;
const RESTS_MS = 31_000;
const FEWEST_ASKED = 6;

interface Bound {
  readonly fromMs: number;
  readonly percent: number;
}

type Asked = 'status' | 'intent' | 'cart';

export class DegradedModeChecks {
  private readonly bounds: Record<Region, Bound[]> = { east: [], west: [] };
  /** When each authorization was first known of. */
  private readonly authorizedAtMs = new Map<string, number>();
  private readonly refused = new Map<string, number>();
  private readonly stepsBack: Record<Region, number> = { east: 0, west: 0 };
  readonly glass: GlassChecks;

  constructor(
    private readonly witnesses: Witnesses,
    private readonly report: Report,
  ) {
    this.glass = new GlassChecks(() => witnesses.nowMs(), report);
  }

  onChange(region: Region, change: Change): void {
    if (change.kind === 'operation' && change.after.state === 'authorized' && change.before?.state !== 'authorized')
      this.authorizedAtMs.set(change.after.orderId, this.witnesses.nowMs());
    if (change.kind !== 'mode') return;
    const { after, before } = change;
    const nowMs = this.witnesses.nowMs();
    this.bounds[region].push({ fromMs: nowMs, percent: boundOf(after) });
    if (after.change === 'stepped_back' || after.change === 'relapsed') this.stepsBack[region] = nowMs;
    if (before === null || before.state === 'normal') return;
    const isByGlass = this.glass.onStep(region, before, after);
    const isUp = placeOf(after) > placeOf(before);
    if (!isUp) return;
    this.checkWay(region, before, after);
    if (isByGlass) return;
    for (const missing of exitWitness(this.witnesses, region, before, after, this.authorizedAtMs))
      this.report('S15', `${region} leaves its mode: ${missing}`);
  }

  /** @param luck what was drawn for the attempt: under the step, and it is let in. */
  onAdmission(region: Region, admitted: boolean, luck: number): void {
    if (!admitted) return;
    const nowMs = this.witnesses.nowMs();
    const bounds = this.bounds[region];
    const sinceMs = nowMs - HELD_MS;
    const inForce = bounds.filter(({ fromMs }, n) => fromMs > sinceMs || (bounds[n + 1]?.fromMs ?? nowMs) > sinceMs);
    const isFromBefore = (bounds[0]?.fromMs ?? nowMs) > sinceMs;
    const most = Math.max(...inForce.map(({ percent }) => percent), isFromBefore ? 100 : 0);
    if (luck * 100 >= most)
      this.report('S15', `${region} lets an attempt in at ${most} % that drew ${luck.toFixed(2)}`);
  }

  /** Something came back from a region that is bounded for longer than a process takes to notice; what got lost on its way says nothing. */
  onAsked(what: Asked, region: Region, reply: 'answered' | 'error' | 'lost'): void {
    const last = this.bounds[region].at(-1);
    if (last === undefined || last.percent === 100 || this.witnesses.nowMs() - last.fromMs < HELD_MS) return;
    const key = `${region} ${what}`;
    if (reply === 'answered') this.refused.set(key, Number.NEGATIVE_INFINITY);
    if (reply === 'error') this.refused.set(key, (this.refused.get(key) ?? 0) + 1);
    if ((this.refused.get(key) ?? 0) >= FEWEST_ASKED)
      this.report('S15', `${what}: the degraded ${region} was asked ${FEWEST_ASKED} times and never answered`);
  }

  /** A figure of the recovering region has been over its limit since then, and nothing else struck. After a step back the ramp rests. */
  afterPressure(region: Region, sinceMs: number): void {
    const mode = this.witnesses.databases[region].degradedModes.get(region);
    if (mode?.state === 'recovering' && this.stepsBack[region] < sinceMs - RESTS_MS)
      this.report('S15', `${region} stays at ${mode.rampPercent} % although a figure is over its limit`);
  }

  /** Messages that nobody can read wait for a build that can. */
  isHeldForGood(): boolean {
    return Object.values(this.witnesses.databases).some(({ deadLetters }) => deadLetters.size > 0);
  }

  afterTheHeal(isNormal: boolean): void {
    if (!isNormal && !this.isHeldForGood()) this.report('L5', 'degraded mode lasts, although all is healed');
  }

  private checkWay(region: Region, before: ModeRow, after: ModeRow): void {
    const from = before.rampPercent ?? 0;
    const to = after.state === 'normal' ? 'normal' : (after.rampPercent ?? 0);
    const isNext = from === 0 ? to === 5 : from === 100 ? to === 'normal' : to === UP[from];
    if (!isNext) this.report('S15', `${region} goes from ${from} % to ${to}`);
    const heldMs = this.witnesses.nowMs() - (before.stepSinceMs ?? 0);
    if (from > 0 && heldMs < LEAST_HOLD_MS) this.report('S15', `${region} held ${from} % for ${heldMs} ms`);
    if (before.rampPaused) this.report('S15', `${region} goes on from ${from} % although somebody holds the ramp`);
  }
}

function boundOf({ rampPercent, state }: ModeRow): number {
  return state === 'normal' ? 100 : state === 'degraded' ? 5 : (rampPercent ?? 5);
}

/** How far out it is: a recovery that has just begun is further than none, though it lets no more in. */
const placeOf = (row: ModeRow): number => (row.state === 'normal' ? 101 : row.state === 'degraded' ? 0 : boundOf(row));
