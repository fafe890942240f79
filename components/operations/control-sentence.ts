/** A switch as the page says it: where it stands, since when, by whom and why; what it touches; and what its button is called. */
import { formatNear } from '@/components/ui/format-time';
import { CONSOLE_ZONE } from '@/components/ui/time';
import type { Tone } from '@/components/ui/tone';
import { type Control, type ControlValue, inForce } from '@/server/domain/control';
import { controlTitle, positionWords } from '@/server/domain/control-words';
import { boundOf, type Mode } from '@/server/domain/degraded-mode';
import { sentenceCase } from '@/server/domain/sentence-case';

export interface SwitchWords {
  readonly name: string;
  readonly title: string;
  readonly sentence: string;
  readonly impact: string | null;
  /** Off its normal position, by hand or by the mode. */
  readonly isOff: boolean;
  readonly tone: Tone;
  readonly verb: string;
}

export interface SwitchFacts {
  readonly name: string;
  readonly control: Control;
  readonly value: ControlValue;
  readonly reason: string;
  readonly changedBy: string;
  readonly changedAtMs: number;
}

/** Orders a minute that come to be paid; null: not known, or the switch touches something else. */
export interface Impact {
  readonly perMinute: number | null;
  /** A region whose attempts are not in it. */
  readonly without: string | null;
}

export function switchWords(facts: SwitchFacts, modes: readonly Mode[], impact: Impact, nowMs: number): SwitchWords {
  const { control, name, value } = facts;
  const byHand = inForce(value, nowMs);
  const byMode = heldByMode(control, modes, nowMs);
  const stands = byHand ? `${positionWords(control, value, nowMs)} ${sinceWords(facts, value, nowMs)}` : byMode;
  const normal = `${positionWords(control, value, nowMs)}.${endedWords(value, nowMs)}`;
  return {
    name,
    title: controlTitle(control),
    sentence:
      stands === null ? normal : `${stands}${byHand && byMode !== null ? ` Besides, ${byMode}` : ''}${goesOn(control)}`,
    impact: impactWords(control, byHand, impact),
    isOff: byHand || byMode !== null,
    tone: control.kind === 'shed' ? 'neutral' : 'amber',
    verb: verbOf(control, byHand),
  };
}

function sinceWords({ changedAtMs, changedBy, reason }: SwitchFacts, value: ControlValue, nowMs: number): string {
  const by = changedBy.replace(/^staff:/, '');
  const until =
    value.kind === 'pause' && value.untilMs !== null
      ? ` Until ${formatNear(value.untilMs, nowMs, 'clock', CONSOLE_ZONE)} or resumed.`
      : '';
  return `by ${by} since ${formatNear(changedAtMs, nowMs, 'clock', CONSOLE_ZONE)} because “${reason.replace(/\.$/, '')}”.${until}`;
}

/** What degraded mode does to it; null: nothing. */
function heldByMode(control: Control, modes: readonly Mode[], nowMs: number): string | null {
  const held = modes.flatMap((mode) => (mode.state === 'normal' ? [] : [mode]));
  const [first] = held;
  if (first === undefined) return null;
  const since = formatNear(first.enteredAtMs, nowMs, 'clock', CONSOLE_ZONE);
  const percent = Math.min(...held.map((mode) => boundOf(mode).rampPercent));
  switch (control.kind) {
    case 'pause':
      return control.scope.kind === 'all' ? `bounded to ${percent} % by degraded mode since ${since}.` : null;
    case 'ramp':
      return `at most ${percent} % by degraded mode since ${since}.`;
    case 'shed':
      return `${positionWords(control, { kind: 'shed', shed: true }, 0)}, by degraded mode since ${since}.`;
    default:
      return control satisfies never;
  }
}

const goesOn = (control: Control): string =>
  control.kind === 'pause' ? ' Carts, intents, status and reconciliation go on.' : '';

function endedWords(value: ControlValue, nowMs: number): string {
  return value.kind === 'pause' && value.paused && value.untilMs !== null && nowMs >= value.untilMs
    ? ` The pause ended by itself at ${formatNear(value.untilMs, nowMs, 'clock', CONSOLE_ZONE)}.`
    : '';
}

function impactWords(control: Control, isPaused: boolean, { perMinute, without }: Impact): string | null {
  if (control.kind !== 'pause' || perMinute === null) return null;
  const rate = `${aboutRate(perMinute)} a minute`;
  const less = without === null ? '' : `, not counting ${without}, which was not reached`;
  return isPaused ? `${rate} are answered payment_unavailable${less}` : `${rate}${less}`;
}

/** "About 40 attempts", "About 0.4 attempts", "No attempts". */
export const aboutRate = (perMinute: number): string => {
  const words = rateWords(perMinute);
  return words.startsWith('no ') ? sentenceCase(words) : `About ${words}`;
};

/** "40 attempts", "1 attempt", "0.4 attempts", "no attempts". */
function rateWords(perMinute: number): string {
  const count = perMinute >= 10 ? Math.round(perMinute) : Math.round(perMinute * 10) / 10;
  if (count === 0) return 'no attempts';
  return count === 1 ? '1 attempt' : `${count.toLocaleString('en')} attempts`;
}

function verbOf(control: Control, byHand: boolean): string {
  switch (control.kind) {
    case 'pause':
      return byHand ? 'Resume' : 'Pause';
    case 'ramp':
      return byHand ? 'Change' : 'Limit';
    case 'shed':
      return byHand ? 'Make again' : 'Shed';
    default:
      return control satisfies never;
  }
}
