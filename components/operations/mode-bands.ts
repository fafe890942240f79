/** Where a chart shows that the store did not keep its whole promise: every episode that its time saw, named where there is room. */
import { formatInstant } from '@/components/ui/format-time';
import { CONSOLE_ZONE } from '@/components/ui/time';
import { type OutOfNormal, outOfNormal, together } from '@/server/domain/mode-stretch';
import type { ModeBand } from './pressure-chart';
import type { PressureView, RegionChoice } from './pressure-points';

/** The share of a chart's width that a name takes. */
const NAME_SHARE = 0.4;

export function modeBands({ regions }: PressureView, chosen: RegionChoice): readonly ModeBand[] {
  const asked = regions.flatMap(({ history, region }) =>
    history === null || (chosen !== 'both' && chosen !== region) ? [] : [history],
  );
  const [first] = asked;
  if (first === undefined) return [];
  const { fromMs, nowMs } = first;
  const spans = together(asked.flatMap(({ modes }) => outOfNormal(modes)));
  let freeUntilMs = Number.POSITIVE_INFINITY;
  // the newest has its name first; an older one only where the two do not meet
  return spans
    .filter(({ untilMs }) => untilMs === null || untilMs > fromMs)
    .toReversed()
    .map((span) => {
      const startMs = Math.max(fromMs, span.fromMs);
      const endMs = span.untilMs ?? nowMs;
      const roomMs = NAME_SHARE * (nowMs - fromMs);
      // one that began late has no room for its name but before its end
      const namedAtEnd = startMs + roomMs > nowMs;
      const isFree = (namedAtEnd ? endMs : startMs + roomMs) <= freeUntilMs;
      if (isFree) freeUntilMs = namedAtEnd ? Math.min(startMs, endMs - roomMs) : startMs;
      return { fromMs: span.fromMs, untilMs: span.untilMs, words: wordsOf(span), named: isFree, namedAtEnd };
    })
    .toReversed();
}

const clock = (ms: number): string => formatInstant(ms, 'clock', CONSOLE_ZONE);

const wordsOf = ({ fromMs, state, untilMs }: OutOfNormal): string =>
  untilMs === null ? `${state} since ${clock(fromMs)}` : `degraded ${clock(fromMs)} to ${clock(untilMs)}`;
