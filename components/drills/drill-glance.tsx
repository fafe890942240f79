import Link from 'next/link';
import { DotMark } from '@/components/ui/marks';
import { drillOf } from '@/server/domain/drill';
import { roughSpan } from '@/server/domain/instant-words';
import type { Outputs } from '@/components/trpc';

type Running = NonNullable<Outputs['drills']['running']>;

/** On every page while a drill runs: what goes wrong now is made on purpose, and everybody feels it. */
export function DrillGlance({ nowMs, running }: { running: Running; nowMs: number }) {
  const { drill, startedAtMs, startedBy } = running;
  return (
    <Link
      href={`/console/drills?drill=${drill}`}
      title={`${drillOf(drill).title}: started by ${startedBy}`}
      data-tone="blue"
      prefetch={false}
    >
      <DotMark tone="blue" dashed />
      <span className="tone medium">Drill {roughSpan(Math.max(0, nowMs - startedAtMs))}</span>
    </Link>
  );
}
