import Link from 'next/link';
import { CopyButton } from './copy-button';

interface IdProps {
  readonly value: string;
  /** Where everything with this id is shown. */
  readonly href?: string;
  readonly copies?: boolean;
  readonly what?: string;
  /** Longest text shown; the middle is left out, the ends identify. */
  readonly keep?: number;
}

/** Keeps both ends: "4bf92f…4da6". */
export function shortenMiddle(value: string, keep = 22): string {
  if (value.length <= keep) return value;
  const tail = Math.max(4, Math.floor(keep / 3));
  return `${value.slice(0, keep - tail - 1)}…${value.slice(-tail)}`;
}

export function Id({ value, href, copies = false, what = 'id', keep }: IdProps) {
  const text = shortenMiddle(value, keep);
  return (
    <>
      {href ? (
        <Link className="id" href={href} title={value} prefetch={false}>
          {text}
        </Link>
      ) : (
        <span className="id" title={value}>
          {text}
        </span>
      )}
      {copies ? <CopyButton text={value} what={what} /> : null}
    </>
  );
}
