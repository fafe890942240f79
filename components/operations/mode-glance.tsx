import Link from 'next/link';
import { DotMark } from '@/components/ui/marks';
import type { Mode } from '@/server/domain/degraded-mode';
import { roughSpan } from '@/server/domain/instant-words';
import { type RegionMode, wholeMode } from './whole-mode';

/** The mode in two words, on every page: calm in normal. */
export function ModeGlance({ modes, nowMs }: { modes: readonly RegionMode[]; nowMs: number }) {
  const mode = wholeMode(modes);
  const isNormal = mode.state === 'normal';
  return (
    <Link href="/console/degraded-mode" data-tone={isNormal ? undefined : 'amber'} prefetch={false}>
      <DotMark tone={isNormal ? 'green' : 'amber'} dashed={!isNormal} />
      <span className={isNormal ? undefined : 'tone medium'}>{glanceWords(mode, nowMs)}</span>
    </Link>
  );
}

function glanceWords(mode: Mode, nowMs: number): string {
  switch (mode.state) {
    case 'normal':
      return 'Normal';
    case 'degraded':
      return `Degraded ${roughSpan(nowMs - mode.enteredAtMs)}`;
    case 'recovering':
      return `Recovering, ${mode.rampPercent} %`;
    default:
      return mode satisfies never;
  }
}
