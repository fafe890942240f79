import type { ReactNode } from 'react';
import { span } from '@/server/domain/instant-words';
import { CONSOLE_ZONE, Time } from './time';

interface FreshnessProps {
  /** The instant that the data is true for, epoch milliseconds. */
  readonly asOfMs: number;
  /** Who answered: "the owner: east, shard 7, epoch 12" or "replica". */
  readonly source?: ReactNode;
  readonly behindMs?: number;
  readonly precise?: boolean;
}

/** How old what you see is, and where it comes from: "as of 10:02:14, replica, 1.2 s behind". */
export function Freshness({ asOfMs, source, behindMs = 0, precise = false }: FreshnessProps) {
  return (
    <span className="meta">
      as of <Time at={asOfMs} form={precise ? 'millis' : 'clock'} zone={CONSOLE_ZONE} reachable />
      {source ? <> from {source}</> : null}
      {behindMs > 0 ? `, ${span(behindMs)} behind` : null}
    </span>
  );
}
