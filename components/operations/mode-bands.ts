/** Where a chart shows that the store did not keep its whole promise: from when the episode that still goes on was entered. */
import { formatInstant } from '@/components/ui/format-time';
import { CONSOLE_ZONE } from '@/components/ui/time';
import type { Mode } from '@/server/domain/degraded-mode';
import type { ModeBand } from './pressure-chart';

export function modeBands(mode: Mode): readonly ModeBand[] {
  if (mode.state === 'normal') return [];
  const since = formatInstant(mode.enteredAtMs, 'clock', CONSOLE_ZONE);
  return [{ fromMs: mode.enteredAtMs, untilMs: null, words: `${mode.state} since ${since}` }];
}
