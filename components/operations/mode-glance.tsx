import Link from 'next/link';
import { DotMark } from '@/components/ui/marks';
import type { Mode } from '@/server/domain/degraded-mode';
import { roughSpan } from '@/server/domain/instant-words';
import { type RegionMode, wholeMode } from './whole-mode';

/** The mode in two words, on every page: calm in normal. */
export function ModeGlance({ modes, nowMs }: { modes: readonly RegionMode[]; nowMs: number }) {
  const mode = wholeMode(modes);
  const known = modes.flatMap((each) => (each.mode === null ? [] : [each.region]));
  const isNormal = mode.state === 'normal' && known.length === modes.length;
  const unknown = modes.flatMap((each) => (each.mode === null ? [each.region] : []));
  return (
    <Link
      href="/console/degraded-mode"
      title={unknown.length === 0 ? undefined : `${unknown.join(' and ')}: the mode is not known now`}
      data-tone={isNormal ? undefined : 'amber'}
      prefetch={false}
    >
      <DotMark tone={isNormal ? 'green' : 'amber'} dashed={!isNormal} />
      <span className={isNormal ? undefined : 'tone medium'}>{glanceWords(mode, nowMs, isNormal ? null : known)}</span>
    </Link>
  );
}

/** @param known the regions that told their mode, where that is not both or not normal. */
function glanceWords(mode: Mode, nowMs: number, known: readonly string[] | null): string {
  switch (mode.state) {
    case 'normal':
      return known === null || known.length === 0 ? 'Normal' : `Normal in ${known.join(' and ')}`;
    case 'degraded':
      return `Degraded ${roughSpan(nowMs - mode.enteredAtMs)}`;
    case 'recovering':
      return `Recovering, ${mode.rampPercent} %`;
    default:
      return mode satisfies never;
  }
}
