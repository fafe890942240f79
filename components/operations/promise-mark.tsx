import Link from 'next/link';
import { CheckMark, CrossMark } from '@/components/ui/marks';
import { roughSpan } from '@/server/domain/instant-words';
import { type PromiseCheck, promiseStanding } from '@/server/domain/promise-check';

const count = new Intl.NumberFormat('en');

interface PromiseMarkProps {
  /** The last check that ended; null until one has. */
  readonly promise: PromiseCheck | null;
  readonly nowMs: number;
}

/** Red only when it is broken, amber when nobody has looked for too long; what is dashed is not known. */
export function PromiseMark({ promise, nowMs }: PromiseMarkProps) {
  const standing = promiseStanding(promise, nowMs);
  switch (standing) {
    case 'broken':
      return <CrossMark />;
    case 'holds':
      return <CheckMark holds />;
    case 'stale':
    case 'not_checked':
      return <CheckMark holds={false} />;
    default:
      return standing satisfies never;
  }
}

interface PromiseGlanceProps extends PromiseMarkProps {
  /** Regions whose check is not known: what is said is not said of them. */
  readonly without: readonly string[];
}

/** The promise in five words, on every page. */
export function PromiseGlance({ promise, nowMs, without }: PromiseGlanceProps) {
  const standing = promiseStanding(promise, nowMs);
  const tone = standing === 'holds' ? undefined : standing === 'broken' ? 'red' : 'amber';
  return (
    <Link href="/console" data-tone={tone} prefetch={false}>
      <PromiseMark promise={promise} nowMs={nowMs} />
      <span className={tone && 'tone medium'}>{glanceWords(promise, nowMs)}</span>
      {without.length === 0 ? null : <span>without {without.join(' and ')}</span>}
    </Link>
  );
}

function glanceWords(promise: PromiseCheck | null, nowMs: number): string {
  if (promise === null) return 'promise not checked yet';
  if (promiseStanding(promise, nowMs) === 'stale')
    return `promise: last check ${roughSpan(nowMs - promise.checkedAtMs)} ago`;
  return `${count.format(promise.broken)} broken of ${count.format(promise.orders)}`;
}
