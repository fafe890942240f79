/**
 * Which stretch of the provider's list is swept next. Windows of a pass follow each other without a gap, however long nobody swept:
 * what was missed is caught up in steps. Each stretch is swept three times, because money also moves late.
 */
/** The first soon after the charge, the second an hour later, the third when a day and an hour are over. */
export const SWEEP_PASSES = [1, 2, 3] as const;

export type SweepPass = (typeof SWEEP_PASSES)[number];

export interface SweepSettings {
  /** How long a window of the first pass is, at least. */
  readonly intervalMs: number;
  /** How old a charge is before it is compared: what is younger may be on its way, and clocks differ. */
  readonly lagMs: number;
  /** How long a window is at most, when there is much to catch up; `LONGEST_WINDOW_MS` unless told. */
  readonly longestMs?: number;
}

/** From `fromMs` to before `toMs`, by the provider's clock and in its whole seconds. */
export interface SweepWindow {
  readonly pass: SweepPass;
  readonly fromMs: number;
  readonly toMs: number;
  /** Where the window before it ended; null for the first of its pass. */
  readonly followsMs: number | null;
  /** Of one shard alone, because a hand-over left it to sweep; absent: of all that the region owns. */
  readonly owed?: { readonly handOverId: string; readonly shard: number };
}

/** Up to where each pass has come; a pass that has not begun is absent. */
export type SweptUntil = Readonly<Partial<Record<SweepPass, number>>>;

const HOUR_MS = 3_600_000;
/** The later passes look at charges that are settled: fewer, longer windows do. */
const LATER_INTERVAL_MS = 600_000;
/** After an outage, one step at a time. */
export const LONGEST_WINDOW_MS = HOUR_MS;
export const SHORTEST_WINDOW_MS = 1_000;

/** The next window that is due, of the earliest pass that has one; null while none is. */
export function nextWindow(
  sweptUntil: SweptUntil,
  begunAtMs: number | null,
  settings: SweepSettings,
  nowMs: number,
): SweepWindow | null {
  for (const pass of SWEEP_PASSES) {
    const window = windowOf(pass, sweptUntil[pass] ?? null, begunAtMs, settings, nowMs);
    if (window !== null) return window;
  }
  return null;
}

function windowOf(
  pass: SweepPass,
  sweptUntilMs: number | null,
  begunAtMs: number | null,
  settings: SweepSettings,
  nowMs: number,
): SweepWindow | null {
  const { longestMs = LONGEST_WINDOW_MS } = settings;
  const { ageMs, intervalMs } = rhythmOf(pass, settings);
  const endMs = wholeSecond(nowMs - ageMs);
  // the very first window of a store ends at once; the later passes begin where the first one began
  const fromMs = sweptUntilMs ?? begunAtMs ?? (pass === 1 ? endMs - intervalMs : null);
  if (fromMs === null || endMs - fromMs < intervalMs) return null;
  return { pass, fromMs, toMs: Math.min(endMs, fromMs + longestMs), followsMs: sweptUntilMs };
}

/** How old charges are, and how long a window of the pass is at least. */
export function rhythmOf(pass: SweepPass, { intervalMs, lagMs }: SweepSettings) {
  switch (pass) {
    case 1:
      return { ageMs: lagMs, intervalMs };
    case 2:
      return { ageMs: lagMs + HOUR_MS, intervalMs: LATER_INTERVAL_MS };
    case 3:
      return { ageMs: lagMs + 25 * HOUR_MS, intervalMs: LATER_INTERVAL_MS };
    default:
      return pass satisfies never;
  }
}

/** The first half of a window that holds more than can be compared at once; null when it cannot be cut any shorter. */
export function shorter(window: SweepWindow): SweepWindow | null {
  const lengthMs = window.toMs - window.fromMs;
  if (lengthMs <= SHORTEST_WINDOW_MS) return null;
  return { ...window, toMs: window.fromMs + Math.max(SHORTEST_WINDOW_MS, wholeSecond(lengthMs / 2)) };
}

const wholeSecond = (ms: number): number => Math.floor(ms / 1_000) * 1_000;
