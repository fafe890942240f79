/**
 * What must hold before normal promises return: the lines, their values and limits. The server judges them here; the database judges the
 * same lines again, on its own records, when somebody wants to leave.
 */
export const EXIT_LINES = [
  'agreement',
  'oldest_pending',
  'authorizations_undecided',
  'old_epoch_refused',
  'queue_age',
  'dead_letters',
  'other_region',
  'pressure',
] as const;

export type ExitLineName = (typeof EXIT_LINES)[number];

export interface ExitLine {
  readonly line: ExitLineName;
  /** Null: nobody could look. That is no evidence. */
  readonly now: number | null;
  readonly limit: number;
  readonly holds: boolean;
  /** What the value rests on: a sample's id, an order, an instant. */
  readonly witness: Readonly<Record<string, unknown>>;
}

/** `all`: the value must reach the limit. `under`: it must stay below. `most`: it may come up to the limit. */
const RULES = {
  agreement: 'all',
  oldest_pending: 'under',
  authorizations_undecided: 'most',
  old_epoch_refused: 'all',
  queue_age: 'under',
  dead_letters: 'most',
  other_region: 'under',
  pressure: 'most',
} as const satisfies Record<ExitLineName, 'all' | 'under' | 'most'>;

/** Whether the figures alone would do; a sample's age and presence come on top. */
export function figureHolds(line: ExitLineName, now: number | null, limit: number): boolean {
  if (now === null) return false;
  const rule = RULES[line];
  switch (rule) {
    case 'all':
      return now >= limit;
    case 'under':
      return now < limit;
    case 'most':
      return now <= limit;
    default:
      return rule satisfies never;
  }
}

/** A line that is missing from the reading does not hold. */
export function failingLines(lines: readonly ExitLine[]): readonly ExitLineName[] {
  return EXIT_LINES.filter((name) => !lines.some(({ holds, line }) => line === name && holds));
}

export const evidenceHolds = (lines: readonly ExitLine[]): boolean => failingLines(lines).length === 0;

/** The figures that are over their limit, as a line of the list. */
export function pressureLine(over: readonly string[], isKnown: boolean): ExitLine {
  const now = isKnown ? over.length : null;
  return { line: 'pressure', now, limit: 0, holds: figureHolds('pressure', now, 0), witness: { over } };
}
