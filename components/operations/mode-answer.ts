/** The first sentence of the mode's page: what holds, and what has to hold before more is promised again. */
import type { Tone } from '@/components/ui/tone';
import type { Mode } from '@/server/domain/degraded-mode';
import { roughSpan } from '@/server/domain/instant-words';
import { REGIONS } from '@/server/domain/region';
import { sentenceCase } from '@/server/domain/sentence-case';
import type { ExitRow } from './exit-rows';

export interface ModeAnswer {
  readonly tone: Tone;
  readonly lead: string;
  /** Linked to the line that holds the exit; null: nothing holds it. */
  readonly held: string | null;
  readonly rest: string;
}

export function modeAnswer(
  mode: Mode,
  rows: readonly ExitRow[],
  notReached: readonly string[],
  nowMs: number,
): ModeAnswer {
  const silent =
    notReached.length === 0 ? '' : ` Region ${notReached.join(' and ')} was not reached: what it does is not known.`;
  switch (mode.state) {
    case 'normal':
      if (notReached.length > 0)
        return {
          tone: 'amber',
          lead: `Normal in ${REGIONS.filter((region) => !notReached.includes(region)).join(' and ')}.`,
          held: null,
          rest: `Payment attempts are let in there as far as the limits allow, nothing is shed.${silent}`,
        };
      return {
        tone: 'neutral',
        lead: 'Normal.',
        held: null,
        rest: 'The whole promise holds: payment attempts are let in as far as the limits allow, nothing is shed.',
      };
    case 'degraded': {
      const open = rows.filter(({ holds }) => !holds);
      const [first] = open;
      const lead = `Degraded ${roughSpan(nowMs - mode.enteredAtMs)}.`;
      if (first === undefined)
        return {
          tone: 'amber',
          lead,
          held: null,
          rest: `Every line of the evidence holds: the mode may be left by the ramp.${silent}`,
        };
      const more =
        open.length === 1
          ? ''
          : ` ${open.length - 1} more ${open.length === 2 ? 'line does' : 'lines do'} not hold either.`;
      return {
        tone: 'amber',
        lead,
        held: sentence(first.held ?? first.title),
        rest: `The mode cannot be left until that holds.${more}${silent}`,
      };
    }
    case 'recovering': {
      const held = rows.find(({ holds }) => !holds);
      const lead = `Recovering, ${mode.rampPercent} %.`;
      const rest = mode.rampPaused
        ? 'The ramp is paused until somebody resumes it.'
        : 'The ramp goes on by itself when its step was held and the evidence holds, and steps back by itself when a figure passes its limit.';
      return {
        tone: 'amber',
        lead,
        held: held === undefined ? null : sentence(held.held ?? held.title),
        rest: `${rest}${silent}`,
      };
    }
    default:
      return mode satisfies never;
  }
}

const sentence = (text: string): string => `${sentenceCase(text).replace(/\.$/, '')}.`;
