/**
 * The figures above the queue, folded from one count of the open cases by what they share. Amounts of different currencies are
 * never added together.
 */
import { QUEUE_PRESETS, QUEUE_RULES, type QueuePreset } from './case-queue';
import type { Money } from './money';
import { CASE_REASONS, type CaseReason } from './reconciliation-case';

const MINUTE_MS = 60_000;

/** How old open cases are, the youngest first: a band begins at its age and ends where the next begins. */
export const AGEING_BANDS = [
  { band: 'under_10_min', name: 'under 10 min', fromAgeMs: 0 },
  { band: 'from_10_to_20_min', name: '10 to 20', fromAgeMs: 10 * MINUTE_MS },
  { band: 'from_20_to_30_min', name: '20 to 30', fromAgeMs: 20 * MINUTE_MS },
  { band: 'over_30_min', name: 'over 30 min', fromAgeMs: 30 * MINUTE_MS },
] as const;

export type AgeingBand = (typeof AGEING_BANDS)[number]['band'];

/** Open cases of one region and one reason, counted. */
export interface CaseCount {
  readonly reason: CaseReason;
  readonly currency: string;
  readonly count: number;
  readonly atRiskMinor: number;
  readonly oldestAtMs: number;
  /** Of them. */
  readonly pastDue: number;
  readonly unclaimed: number;
  /** Of them: how many have reached the age at which each band after the first begins, as `AGEING_BANDS` stand. */
  readonly reached: readonly number[];
}

export interface CaseFigures {
  readonly open: number;
  /** At most, one amount for each currency, the largest first. */
  readonly atRisk: readonly Money[];
  /** Null while none is open. */
  readonly oldestAtMs: number | null;
  readonly pastDue: number;
  readonly ageing: readonly { readonly band: AgeingBand; readonly name: string; readonly count: number }[];
  /** Reasons without a case are absent; the most frequent first. */
  readonly byReason: readonly {
    readonly reason: CaseReason;
    readonly count: number;
    readonly atRisk: readonly Money[];
  }[];
  readonly byPreset: Readonly<Record<QueuePreset, number>>;
  /** Repairs that wait for a second person and that no open case leads to: they wait for somebody too. */
  readonly proposalsWithoutCase: number;
}

/** What no count of the others tells. */
export interface CountedApart {
  readonly mine: number;
  readonly awaitingSecondPerson: number;
  readonly proposalsWithoutCase: number;
}

export function caseFigures(counts: readonly CaseCount[], apart: CountedApart): CaseFigures {
  return {
    open: total(counts, 'count'),
    atRisk: atRisk(counts),
    oldestAtMs: counts.length === 0 ? null : Math.min(...counts.map(({ oldestAtMs }) => oldestAtMs)),
    pastDue: total(counts, 'pastDue'),
    ageing: AGEING_BANDS.map(({ band, name }, index) => ({
      band,
      name,
      count: reached(counts, index) - reached(counts, index + 1),
    })),
    byReason: CASE_REASONS.map((reason) => ofReason(counts, reason))
      .filter(({ count }) => count > 0)
      .toSorted((a, b) => b.count - a.count),
    byPreset: byPreset((preset) => ofPreset(counts, preset, apart)),
    proposalsWithoutCase: apart.proposalsWithoutCase,
  };
}

function ofReason(counts: readonly CaseCount[], reason: CaseReason): CaseFigures['byReason'][number] {
  const own = counts.filter((each) => each.reason === reason);
  return { reason, count: total(own, 'count'), atRisk: atRisk(own) };
}

function ofPreset(counts: readonly CaseCount[], preset: QueuePreset, apart: CountedApart): number {
  const { only, reasons } = QUEUE_RULES[preset];
  const shown = reasons === null ? counts : counts.filter(({ reason }) => reasons.includes(reason));
  switch (only) {
    case null:
      return total(shown, 'count');
    case 'unclaimed':
      return total(shown, 'unclaimed');
    case 'past_due':
      return total(shown, 'pastDue');
    case 'mine':
      return apart.mine;
    case 'awaiting_second_person':
      return apart.awaitingSecondPerson + apart.proposalsWithoutCase;
    default:
      return only satisfies never;
  }
}

const byPreset = (count: (preset: QueuePreset) => number): Record<QueuePreset, number> => {
  const counted: Partial<Record<QueuePreset, number>> = {};
  for (const preset of QUEUE_PRESETS) counted[preset] = count(preset);
  return counted as Record<QueuePreset, number>;
};

const total = (counts: readonly CaseCount[], of: 'count' | 'pastDue' | 'unclaimed'): number =>
  counts.reduce((sum, each) => sum + each[of], 0);

const reached = (counts: readonly CaseCount[], band: number): number =>
  band === 0 ? total(counts, 'count') : counts.reduce((sum, each) => sum + (each.reached[band - 1] ?? 0), 0);

function atRisk(counts: readonly CaseCount[]): readonly Money[] {
  const sums = new Map<string, number>();
  for (const { atRiskMinor, currency } of counts) sums.set(currency, (sums.get(currency) ?? 0) + atRiskMinor);
  return [...sums]
    .map(([currency, amountMinor]) => ({ amountMinor, currency }))
    .toSorted((a, b) => b.amountMinor - a.amountMinor);
}
