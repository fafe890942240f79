import type { Freshness as FreshnessData } from '@/server/domain/freshness';
import { span } from '@/server/domain/instant-words';
import { CONSOLE_ZONE, Time } from './time';

interface FreshnessProps {
  readonly freshness: FreshnessData;
  /** What else names the source: "shard 7, epoch 12". */
  readonly detail?: string;
  readonly precise?: boolean;
}

const SOURCES: Record<FreshnessData['source'], string> = {
  owner: 'the owner',
  replica: 'a replica',
  last_known: 'what was last known',
};

/** How old what you see is, and where it comes from: "as of 10:02:14 from a replica: west, 1.2 s behind". */
export function Freshness({ freshness, detail, precise = false }: FreshnessProps) {
  const { asOfMs, source, region, behindMs } = freshness;
  return (
    <span className="meta">
      as of <Time at={asOfMs} form={precise ? 'millis' : 'clock'} zone={CONSOLE_ZONE} reachable /> from{' '}
      {SOURCES[source]}: {region}
      {detail ? `, ${detail}` : null}
      {behindMs > 0 ? `, ${span(behindMs)} behind` : null}
    </span>
  );
}
