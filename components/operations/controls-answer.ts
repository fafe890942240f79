/** The first sentence of the controls page, from what each region acknowledged and nothing else. */
import { formatNear } from '@/components/ui/format-time';
import { CONSOLE_ZONE } from '@/components/ui/time';
import type { Tone } from '@/components/ui/tone';
import { type Control, type ControlValue, inForce } from '@/server/domain/control';
import type { Acknowledgement } from '@/server/domain/control-acknowledgement';

interface SwitchFacts {
  readonly control: Control;
  readonly value: ControlValue;
  readonly acknowledged: readonly { readonly region: string; readonly is: Acknowledgement }[];
}

export interface ControlsAnswer {
  readonly tone: Tone;
  readonly lead: string;
  readonly rest: string;
}

export function controlsAnswer(switches: readonly SwitchFacts[], isDegraded: boolean, nowMs: number): ControlsAnswer {
  const open = switches.filter(({ acknowledged }) => acknowledged.some(({ is }) => is.kind !== 'acknowledged'));
  const set = switches.filter(({ value }) => inForce(value, nowMs));
  if (open.length > 0) return { tone: 'amber', ...notEverywhere(open, nowMs) };
  const paused = set.filter(({ control }) => control.kind === 'pause');
  if (paused.length > 0)
    return {
      tone: 'amber',
      lead: paused.some(({ control }) => control.kind === 'pause' && control.scope.kind === 'all')
        ? 'Payment attempts are paused.'
        : 'Some payment attempts are paused.',
      rest: `${countWords(set.length)} Both regions go by it.`,
    };
  if (isDegraded)
    return {
      tone: 'amber',
      lead: 'Degraded mode bounds payment attempts.',
      rest: `${countWords(set.length)} Both regions go by it.`,
    };
  if (set.length > 0) return { tone: 'amber', lead: countWords(set.length), rest: 'Both regions go by it.' };
  return {
    tone: 'neutral',
    lead: 'Everything is let in.',
    rest: 'No switch is off its normal position, and both regions say so.',
  };
}

const countWords = (count: number): string =>
  count === 0
    ? 'No switch is set by hand.'
    : count === 1
      ? 'One switch is set by hand.'
      : `${count} switches are set by hand.`;

function notEverywhere(open: readonly SwitchFacts[], nowMs: number): { lead: string; rest: string } {
  const silent = open
    .flatMap(({ acknowledged }) => acknowledged)
    .find(
      (each): each is { region: string; is: Extract<Acknowledgement, { kind: 'not_reached' }> } =>
        each.is.kind === 'not_reached',
    );
  const moved = open.filter(({ acknowledged }) =>
    acknowledged.some(({ is }) => is.kind === 'not_reached' && is.lastVersion < newest(acknowledged)),
  );
  if (silent !== undefined) {
    const name = silent.region === 'east' ? 'East' : 'West';
    const since =
      silent.is.sinceMs === null
        ? 'never been reached'
        : `not been reached since ${formatNear(silent.is.sinceMs, nowMs, 'clock', CONSOLE_ZONE)}`;
    const lead =
      moved.length === 0
        ? 'One region is not reached.'
        : moved.length === 1
          ? 'One switch is not acknowledged everywhere.'
          : `${moved.length} switches are not acknowledged everywhere.`;
    return { lead, rest: `${name} has ${since}; it may still go by what it last knew.` };
  }
  const dead = open.flatMap(({ acknowledged }) => acknowledged).find(({ is }) => is.kind === 'no_process');
  if (dead !== undefined)
    return {
      lead: 'One region has no process that answers.',
      rest: `Nothing is admitted in ${dead.region} until one does.`,
    };
  return {
    lead:
      open.length === 1
        ? 'One switch is not acknowledged everywhere yet.'
        : `${open.length} switches are not acknowledged everywhere yet.`,
    rest: 'A process has not applied it; this takes a second.',
  };
}

const newest = (acknowledged: SwitchFacts['acknowledged']): number =>
  Math.max(0, ...acknowledged.map(({ is }) => (is.kind === 'acknowledged' ? is.version : 0)));
