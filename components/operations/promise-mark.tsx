import Link from 'next/link';
import { CheckMark, CrossMark } from '@/components/ui/marks';

export interface PromiseCheck {
  readonly broken: number;
  readonly orders: number;
  readonly checkedAtMs: number;
}

const count = new Intl.NumberFormat('en');

/** The promise in five words; red only when it is broken. */
export function PromiseMark({ promise }: { promise: PromiseCheck }) {
  return (
    <Link href="/console" data-tone={promise.broken > 0 ? 'red' : undefined} prefetch={false}>
      {promise.broken > 0 ? <CrossMark /> : <CheckMark holds />}
      <span className={promise.broken > 0 ? 'tone medium' : undefined}>
        {count.format(promise.broken)} broken of {count.format(promise.orders)}
      </span>
    </Link>
  );
}
