/**
 * Watches the region's pressure and moves its mode: in when a figure stays over its limit or the other region went in, up the ramp when a
 * step was held and the evidence holds, back at once when a figure is over its limit again. It never begins the way out: a person does.
 */
import {
  entered,
  joinedEarlier,
  type Mode,
  type ModeMove,
  rampAdvice,
  type RampHolds,
  steppedBack,
  steppedUp,
} from '../domain/degraded-mode';
import { type EntryGauge, type LimitWatch, overLimit, overWords, watched, watchFrom } from '../domain/mode-entry';
import { mergeNow, mergeSpans } from '../domain/pressure/pressure';
import { PRESSURE_LIMITS } from '../domain/pressure/limit';
import { type PressureReading, readPressure } from '../domain/pressure/reading';
import { otherRegion, type Region } from '../domain/region';
import type { Clock } from '../ports/clock';
import type { ControlReaderStore } from '../stores/control-readers';
import type { DegradedModeStore } from '../stores/degraded-modes';
import type { ExitCheckStore } from '../stores/exit-checks';
import type { PressureSampleStore } from '../stores/pressure-samples';
import type { ControlReport } from './control-exchange';
import type { ExitChecker } from './exit-checker';

export interface DegradedModeControllerParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly modes: DegradedModeStore;
  readonly samples: Pick<PressureSampleStore, 'samples' | 'rollups'>;
  readonly checks: Pick<ExitCheckStore, 'newest'>;
  readonly checker: Pick<ExitChecker, 'checkWhenDue' | 'providerAnswers'>;
  readonly peers: Pick<ControlReaderStore, 'heard'>;
  readonly holds: RampHolds;
  /** `by_hand`: no figure enters the mode; a person, or the other region, still does. */
  readonly entry: 'by_itself' | 'by_hand';
}

export const CONTROLLER = 'degraded mode';
/** What the figures are read over. */
const WINDOW_MS = 30_000;
/** A worker that has not watched for this long knows nothing yet. */
const KNOWS_AFTER_MS = 30_000;
/** After a step back the figures of before it have to leave the window; until then the ramp stands. */
const REST_AFTER_STEP_MS = 30_000;
const CHECK_IS_FRESH_MS = 60_000;
const SERIES_MS = 15 * 60_000;

export class DegradedModeController {
  private watch: LimitWatch;
  private readonly startedAtMs: number;
  private reading: PressureReading | null = null;

  constructor(private readonly parts: DegradedModeControllerParts) {
    this.startedAtMs = parts.clock.nowMs();
    this.watch = watchFrom(this.startedAtMs);
  }

  /** Returns what was changed, for the log; null: nothing. */
  async runOnce(): Promise<ModeMove | null> {
    const { clock, modes, region } = this.parts;
    await this.look(clock.nowMs());
    const { change, changedAtMs, mode } = await modes.get(region);
    if (mode.state === 'normal') return this.enterWhenOver(mode, changedAtMs ?? 0);
    const joined = await this.joinEarlier(mode);
    if (joined !== null) return joined;
    await this.parts.checker.checkWhenDue(mode, {
      over: overLimit(this.watch),
      isKnown: clock.nowMs() - this.startedAtMs >= KNOWS_AFTER_MS,
    });
    const steppedBackAtMs = change === 'stepped_back' ? changedAtMs : null;
    return mode.state === 'recovering' ? this.moveRamp(mode, steppedBackAtMs) : null;
  }

  private async look(nowMs: number): Promise<void> {
    const { checker, samples } = this.parts;
    const span = mergeNow(await samples.samples(nowMs - WINDOW_MS, nowMs + 1_000));
    this.reading = readPressure(span, WINDOW_MS);
    const attempts = span.measures.provider_attempts ?? 0;
    this.watch = watched(this.watch, this.reading, attempts, nowMs, checker.providerAnswers());
  }

  private async enterWhenOver(mode: Mode, normalSinceMs: number): Promise<ModeMove | null> {
    const joined = await this.joinOther(mode, normalSinceMs);
    const [gauge] = overLimit(this.watch);
    if (joined !== null || gauge === undefined || this.parts.entry === 'by_hand') return joined;
    const { clock, region } = this.parts;
    const nowMs = clock.nowMs();
    const move = entered(mode, 'entered', `episode:${new Date(nowMs).toISOString()}:${region}`, null, nowMs);
    return move === null ? null : this.make(move, overWords(gauge), await this.witnessOf(gauge, nowMs));
  }

  /** Neither an episode that this region was in before, nor one that began while it was in its own, draws it in. */
  private async joinOther(mode: Mode, normalSinceMs: number): Promise<ModeMove | null> {
    const { clock, modes, region } = this.parts;
    const { heardAtMs, theirs } = await this.heard();
    if (theirs?.state !== 'degraded' || theirs.enteredAtMs <= normalSinceMs) return null;
    if (await modes.knows(region, theirs.episodeId)) return null;
    const move = entered(mode, 'joined', theirs.episodeId, theirs.owner, clock.nowMs());
    const reason = `region ${otherRegion(region)} entered it`;
    return move === null ? null : this.make(move, reason, { heard_at_ms: heardAtMs });
  }

  /** Both entered before they heard of each other: this region's episode goes into the earlier one of the other. */
  private async joinEarlier(mode: Exclude<Mode, { readonly state: 'normal' }>): Promise<ModeMove | null> {
    const { modes, region } = this.parts;
    const { heardAtMs, theirs } = await this.heard();
    const move = theirs === null ? null : joinedEarlier(mode, theirs);
    if (move === null || theirs?.state !== 'degraded' || (await modes.knows(region, theirs.episodeId))) return null;
    const reason = `region ${otherRegion(region)} had entered it before`;
    return this.make(move, reason, { heard_at_ms: heardAtMs, joined_from: mode.episodeId });
  }

  private async heard(): Promise<{ readonly heardAtMs: number | null; readonly theirs: Mode | null }> {
    const { peers, region } = this.parts;
    const heard = await peers.heard(otherRegion(region));
    const report = heard?.report as Partial<ControlReport> | undefined;
    return { heardAtMs: heard?.heardAtMs ?? null, theirs: report?.mode ?? null };
  }

  private async moveRamp(
    mode: Extract<Mode, { readonly state: 'recovering' }>,
    steppedBackAtMs: number | null,
  ): Promise<ModeMove | null> {
    const { checks, clock, holds, region } = this.parts;
    const nowMs = clock.nowMs();
    const check = await checks.newest(region, mode.episodeId);
    const isFresh = check !== null && nowMs - check.checkedAtMs < CHECK_IS_FRESH_MS;
    const [gauge] = overLimit(this.watch);
    const rests = steppedBackAtMs !== null && nowMs - steppedBackAtMs < REST_AFTER_STEP_MS;
    const facts = {
      breach: gauge === undefined || rests ? null : overWords(gauge),
      evidenceHolds: gauge === undefined && (mode.glassId !== null || (isFresh && check.holds)),
    };
    const advice = rampAdvice(mode, facts, holds, nowMs);
    switch (advice.kind) {
      case 'nothing':
      case 'hold':
        return null;
      case 'step_back': {
        const move = steppedBack(mode, nowMs);
        return move === null || gauge === undefined
          ? null
          : this.make(move, advice.because, await this.witnessOf(gauge, nowMs));
      }
      case 'step_up': {
        const move = steppedUp(mode, nowMs);
        const reason = `${mode.rampPercent} % was held and the evidence holds`;
        return move === null ? null : this.make(move, reason, { check: check?.number ?? null, glass: mode.glassId });
      }
      default:
        return advice satisfies never;
    }
  }

  private async make(
    move: ModeMove,
    reason: string,
    evidence: Readonly<Record<string, unknown>>,
  ): Promise<ModeMove | null> {
    const { clock, modes, region } = this.parts;
    const witness = { reason, evidence, changedBy: CONTROLLER, nowMs: clock.nowMs() };
    const answer = await modes.move(region, move, witness, null);
    // stale: somebody was first; refused: the database sees more than this reading, and the next one will too
    return answer.kind === 'moved' ? move : null;
  }

  /** What the change rests on: the figure, its limit, and how it came there. */
  private async witnessOf(gauge: EntryGauge, nowMs: number): Promise<Readonly<Record<string, unknown>>> {
    const { samples } = this.parts;
    const rollups = await samples.rollups(10, nowMs - SERIES_MS, nowMs);
    // each point over the 30 s before it, as the limit was judged
    const series = rollups.map((each, index) => {
      const window = rollups.slice(Math.max(0, index - 2), index + 1);
      return [each.atMs, readPressure(mergeSpans(window), WINDOW_MS)[gauge]] as const;
    });
    const { enterAfterMs, enterAt } = PRESSURE_LIMITS[gauge];
    const value = this.reading?.[gauge] ?? null;
    return { gauge, value, limit: enterAt, after_ms: enterAfterMs, series: [...series, [nowMs, value] as const] };
  }
}
