import { Time } from '@/components/ui/time';
import type { Region } from '@/server/domain/region';

interface QueueHeardProps {
  readonly asOfMs: number;
  /** The only one that was asked; null for both. */
  readonly region: Region | null;
  readonly notReached: readonly Region[];
}

/** Whose cases are listed and as of when; a region's silence is never taken for an empty queue. */
export function QueueHeard({ asOfMs, notReached, region }: QueueHeardProps) {
  if (notReached.length > 0)
    return (
      <span className="tone medium" data-tone="amber" role="status">
        {notReached.join(' and ')} not reached: its cases are missing
      </span>
    );
  return (
    <span className="meta">
      as of <Time at={asOfMs} reachable />, {region ?? 'both regions'}
    </span>
  );
}
