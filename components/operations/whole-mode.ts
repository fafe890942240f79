/** The modes of both regions as the one that a person means: the smaller promise of the two; of two that recover, the lower step. */
import { ALWAYS_NORMAL, type Mode } from '@/server/domain/degraded-mode';

export interface RegionMode {
  readonly region: string;
  /** Null: not known. */
  readonly mode: Mode | null;
}

export function wholeMode(modes: readonly RegionMode[]): Mode {
  const known = modes.flatMap(({ mode }) => (mode === null ? [] : [mode]));
  return known.reduce<Mode>((worst, mode) => (rank(mode) < rank(worst) ? mode : worst), known[0] ?? ALWAYS_NORMAL);
}

function rank(mode: Mode): number {
  switch (mode.state) {
    case 'degraded':
      return 0;
    case 'recovering':
      return mode.rampPercent;
    case 'normal':
      return 1_000;
    default:
      return mode satisfies never;
  }
}
