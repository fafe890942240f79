import { DotMark } from '@/components/ui/marks';
import { roughSpan } from '@/server/domain/instant-words';
import styles from './region-strip.module.css';

export interface RegionReach {
  readonly region: string;
  readonly shardsOwned: number | null;
  readonly shardsTotal: number;
  /** Whether this region's own web process can reach it now. */
  readonly reachable: boolean;
  readonly sinceMs: number | null;
}

function words({ reachable, shardsOwned, shardsTotal, sinceMs }: RegionReach, nowMs: number): string {
  if (!reachable) return sinceMs === null ? 'not reached' : `not reached for ${roughSpan(nowMs - sinceMs)}`;
  return shardsOwned === null ? 'in reach' : `owns ${shardsOwned} of ${shardsTotal} shards`;
}

/** Which region reaches which owners; dashed where nobody knows. */
export function RegionStrip({ regions, nowMs }: { regions: readonly RegionReach[]; nowMs: number }) {
  return (
    <ul className={styles.regions} aria-label="Regions">
      {regions.map((region) => (
        <li key={region.region}>
          <DotMark tone={region.reachable ? 'green' : 'amber'} dashed={!region.reachable} />
          <span>{region.region}</span>
          <span className={styles.words}>{words(region, nowMs)}</span>
        </li>
      ))}
    </ul>
  );
}
