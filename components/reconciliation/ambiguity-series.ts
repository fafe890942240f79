/** The report's causes as columns over time: the most frequent apart, the rest together, every bucket there even when it is empty. */
import type { AmbiguityCause, AmbiguityReport } from '@/server/domain/recurring-ambiguity';

export const MOST_SERIES = 5;
export const OTHERS = 'others';

export interface AmbiguityColumn {
  readonly fromMs: number;
  readonly counts: Readonly<Record<string, number>>;
}

export interface AmbiguitySeries {
  /** Reasons, the most frequent first; `others` last where there are more. */
  readonly names: readonly string[];
  readonly columns: readonly AmbiguityColumn[];
}

export function ambiguitySeries({ bucketMs, causes, fromMs, toMs }: AmbiguityReport): AmbiguitySeries {
  const totals = new Map<string, number>();
  for (const { opened, reason } of causes) totals.set(reason, (totals.get(reason) ?? 0) + opened);
  const ranked = [...totals].toSorted(([, a], [, b]) => b - a).map(([reason]) => reason);
  const apart = ranked.slice(0, MOST_SERIES);
  const names = ranked.length > apart.length ? [...apart, OTHERS] : apart;
  const columns: AmbiguityColumn[] = [];
  for (let at = Math.floor(fromMs / bucketMs) * bucketMs; at < toMs; at += bucketMs)
    columns.push({ fromMs: at, counts: countsAt(at, bucketMs, causes, apart, names) });
  return { names, columns };
}

function countsAt(
  fromMs: number,
  bucketMs: number,
  causes: readonly AmbiguityCause[],
  apart: readonly string[],
  names: readonly string[],
): Record<string, number> {
  const counts = Object.fromEntries(names.map((name) => [name, 0]));
  for (const { overTime, reason } of causes) {
    const name = apart.includes(reason) ? reason : OTHERS;
    for (const each of overTime)
      if (each.fromMs >= fromMs && each.fromMs < fromMs + bucketMs) counts[name] = (counts[name] ?? 0) + each.opened;
  }
  return counts;
}
