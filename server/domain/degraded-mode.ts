/**
 * Degraded mode: the smaller promise in force, while evidence for the whole one is missing. A region enters it when a figure says so or
 * when a person does; it leaves by evidence alone, over a ramp, step by step, and steps back by itself. Payment attempts are bounded, optional
 * work is shed; carts, intents, status and reconciliation are kept.
 */
import { type ModeBound, NO_BOUND } from './control-position';
import { SHED_CLASSES } from './control';

export const RAMP_STEPS = [5, 25, 50, 100] as const;

export type RampStep = (typeof RAMP_STEPS)[number];

export const MODE_CHANGES = [
  'entered',
  'joined',
  'taken',
  'recovery_began',
  'stepped_up',
  'stepped_back',
  'ramp_paused',
  'ramp_resumed',
  'relapsed',
  'glass_broken',
  'returned',
] as const;

export type ModeChange = (typeof MODE_CHANGES)[number];

/** How a region stands that was never in an episode. */
export const NEVER_CHANGED = {
  mode: { state: 'normal', version: 0 },
  change: null,
  reason: null,
  changedBy: null,
  changedAtMs: null,
} as const;

export type Mode =
  | { readonly state: 'normal'; readonly version: number }
  | ({ readonly state: 'degraded' } & Episode)
  | ({
      readonly state: 'recovering';
      readonly rampPercent: RampStep;
      readonly stepSinceMs: number;
      readonly rampPaused: boolean;
    } & Episode);

export interface Episode {
  readonly version: number;
  readonly episodeId: string;
  readonly enteredAtMs: number;
  /** `staff:…`; null until somebody takes it. */
  readonly owner: string | null;
  /** Two people agreed to leave without the evidence, for the rest of the episode. */
  readonly glassId: string | null;
}

/** A region that nobody ever took out of its normal mode. */
export const ALWAYS_NORMAL: Mode = { state: 'normal', version: 0 };

/** The share of payment attempts that a degraded region lets in: enough to see whether the provider is well again. */
export const DEGRADED_PERCENT = 5;

/** What the mode does to admission and to optional work. */
export function boundOf(mode: Mode): ModeBound {
  switch (mode.state) {
    case 'normal':
      return NO_BOUND;
    case 'degraded':
      return { rampPercent: DEGRADED_PERCENT, shed: SHED_CLASSES };
    case 'recovering':
      return { rampPercent: mode.rampPercent, shed: SHED_CLASSES };
    default:
      return mode satisfies never;
  }
}

export const isRampStep = (percent: number): percent is RampStep => (RAMP_STEPS as readonly number[]).includes(percent);

/** Null after the last. */
export function nextStep(step: RampStep): RampStep | null {
  return RAMP_STEPS[RAMP_STEPS.indexOf(step) + 1] ?? null;
}

/** Null before the first. */
export function stepBefore(step: RampStep): RampStep | null {
  return RAMP_STEPS[RAMP_STEPS.indexOf(step) - 1] ?? null;
}

/** What a change makes of the mode, as it is written down. */
export interface ModeMove {
  readonly next: Mode;
  readonly change: ModeChange;
}

type Held = Exclude<Mode, { readonly state: 'normal' }>;

const episodeOf = ({ enteredAtMs, episodeId, glassId, owner, version }: Held): Episode => ({
  version: version + 1,
  episodeId,
  enteredAtMs,
  owner,
  glassId,
});

/** @param change `joined`: the other region entered it first. */
export function entered(
  mode: Mode,
  change: 'entered' | 'joined',
  episodeId: string,
  owner: string | null,
  nowMs: number,
): ModeMove | null {
  if (mode.state !== 'normal') return null;
  const episode = { version: mode.version + 1, episodeId, enteredAtMs: nowMs, owner, glassId: null };
  return { next: { state: 'degraded', ...episode }, change };
}

/**
 * Two regions that entered at one time, before either had heard of the other: the later episode goes into the earlier, so that people
 * have one. Both regions come to the same answer by themselves. A region that is on its way out stays in its own.
 */
export function joinedEarlier(mode: Mode, theirs: Mode): ModeMove | null {
  if (mode.state !== 'degraded' || theirs.state !== 'degraded' || theirs.episodeId === mode.episodeId) return null;
  const isEarlier =
    theirs.enteredAtMs < mode.enteredAtMs ||
    (theirs.enteredAtMs === mode.enteredAtMs && theirs.episodeId < mode.episodeId);
  if (!isEarlier) return null;
  const { episodeId } = theirs;
  return { next: { ...mode, ...episodeOf(mode), episodeId, owner: mode.owner ?? theirs.owner }, change: 'joined' };
}

export function taken(mode: Mode, owner: string): ModeMove | null {
  if (mode.state === 'normal' || mode.owner === owner) return null;
  return { next: { ...mode, ...episodeOf(mode), owner }, change: 'taken' };
}

/** The ramp begins. @param glassId an agreement that stands in for the evidence; null: the evidence holds. */
export function recoveryBegun(mode: Mode, nowMs: number, glassId: string | null = null): ModeMove | null {
  if (mode.state !== 'degraded') return null;
  return {
    next: {
      state: 'recovering',
      ...episodeOf(mode),
      glassId,
      rampPercent: RAMP_STEPS[0],
      stepSinceMs: nowMs,
      rampPaused: false,
    },
    change: glassId === null ? 'recovery_began' : 'glass_broken',
  };
}

/** One step up, or normal after the last. */
export function steppedUp(mode: Mode, nowMs: number): ModeMove | null {
  if (mode.state !== 'recovering' || mode.rampPaused) return null;
  const step = nextStep(mode.rampPercent);
  if (step === null) return { next: { state: 'normal', version: mode.version + 1 }, change: 'returned' };
  return { next: { ...mode, ...episodeOf(mode), rampPercent: step, stepSinceMs: nowMs }, change: 'stepped_up' };
}

/** One step back, or degraded again before the first; then an agreement is used up. */
export function steppedBack(mode: Mode, nowMs: number): ModeMove | null {
  if (mode.state !== 'recovering') return null;
  const step = stepBefore(mode.rampPercent);
  const episode = episodeOf(mode);
  if (step === null) return { next: { state: 'degraded', ...episode, glassId: null }, change: 'relapsed' };
  return { next: { ...mode, ...episode, rampPercent: step, stepSinceMs: nowMs }, change: 'stepped_back' };
}

export function rampHeld(mode: Mode, paused: boolean, nowMs: number): ModeMove | null {
  if (mode.state !== 'recovering' || mode.rampPaused === paused) return null;
  // the hold begins anew when the ramp goes on
  const next = { ...mode, ...episodeOf(mode), rampPaused: paused, stepSinceMs: paused ? mode.stepSinceMs : nowMs };
  return { next, change: paused ? 'ramp_paused' : 'ramp_resumed' };
}

/** How long each step is held before the next, milliseconds. */
export type RampHolds = Readonly<Record<RampStep, number>>;

export type RampAdvice =
  | { readonly kind: 'hold'; readonly untilMs: number }
  | { readonly kind: 'step_up' }
  | { readonly kind: 'step_back'; readonly because: string }
  | { readonly kind: 'nothing' };

/**
 * What the ramp does now. A breach steps back at once, also a paused ramp; up it goes only when the step was held and nothing is missing.
 * @param breach why a figure passed its limit, null: none did. @param evidenceHolds whether the checklist holds, or an agreement stands for it.
 */
export function rampAdvice(
  mode: Mode,
  facts: { readonly breach: string | null; readonly evidenceHolds: boolean },
  holds: RampHolds,
  nowMs: number,
): RampAdvice {
  if (mode.state !== 'recovering') return { kind: 'nothing' };
  if (facts.breach !== null) return { kind: 'step_back', because: facts.breach };
  const untilMs = mode.stepSinceMs + holds[mode.rampPercent];
  if (mode.rampPaused || nowMs < untilMs || !facts.evidenceHolds) return { kind: 'hold', untilMs };
  return { kind: 'step_up' };
}
