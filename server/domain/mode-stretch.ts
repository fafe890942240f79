/** How long a mode other than normal held: the changes of each region's mode, read as stretches of time. */
import type { Mode } from './degraded-mode';

/** From one change of the mode to the next. */
export interface ModeStretch {
  readonly state: Mode['state'];
  readonly fromMs: number;
}

export interface OutOfNormal {
  readonly fromMs: number;
  /** Null: it goes on. */
  readonly untilMs: number | null;
  /** As it stands, or as it ended. */
  readonly state: Exclude<Mode['state'], 'normal'>;
}

/** @param stretches of one region, oldest first. */
export function outOfNormal(stretches: readonly ModeStretch[]): readonly OutOfNormal[] {
  const spans: OutOfNormal[] = [];
  for (const { fromMs, state } of stretches) {
    const open = spans.at(-1)?.untilMs === null ? spans.pop() : undefined;
    if (state !== 'normal') spans.push({ fromMs: open?.fromMs ?? fromMs, untilMs: null, state });
    else if (open !== undefined) spans.push({ ...open, untilMs: fromMs });
  }
  return spans;
}

/** Of several regions: what overlaps is one, and is degraded while any region is. */
export function together(spans: readonly OutOfNormal[]): readonly OutOfNormal[] {
  const all: OutOfNormal[] = [];
  for (const span of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = all.at(-1);
    if (last === undefined || span.fromMs > endOf(last)) all.push(span);
    else all.splice(-1, 1, joined(last, span));
  }
  return all;
}

const endOf = ({ untilMs }: OutOfNormal): number => untilMs ?? Number.POSITIVE_INFINITY;

function joined(one: OutOfNormal, other: OutOfNormal): OutOfNormal {
  const [first, last] = endOf(one) <= endOf(other) ? [one, other] : [other, one];
  const isDegraded = endOf(first) === endOf(last) && first.state === 'degraded';
  return { fromMs: one.fromMs, untilMs: last.untilMs, state: isDegraded ? first.state : last.state };
}
