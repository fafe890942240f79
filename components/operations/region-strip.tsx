import { DotMark } from '@/components/ui/marks';
import { roughSpan } from '@/server/domain/instant-words';
import styles from './region-strip.module.css';

export interface RegionReach {
  readonly region: string;
  readonly reachable: boolean;
  /** Not reached since; null while it is reached, or nobody knows. */
  readonly sinceMs: number | null;
  /** It hangs, so nobody's order waits for it: what goes there is kept at once. */
  readonly spared: boolean;
  readonly shardsOwned: number;
  readonly shardsTotal: number;
  /** Under a lease that runs; null for the other region, whose leases are its own. */
  readonly shardsHeld: number | null;
}

interface Standing {
  readonly settled: boolean;
  readonly words: string;
}

/** A shard without a running lease keeps its orders and decides nothing: that is told before ownership is. */
function standing(
  { reachable, sinceMs, spared, shardsHeld, shardsOwned, shardsTotal }: RegionReach,
  nowMs: number,
): Standing {
  if (!reachable) {
    const words = sinceMs === null ? 'not reached' : `not reached for ${roughSpan(nowMs - sinceMs)}`;
    return { settled: false, words: spared ? `${words}, orders kept at once` : words };
  }
  if (shardsHeld !== null && shardsHeld < shardsOwned)
    return { settled: false, words: `${shardsOwned - shardsHeld} of ${shardsOwned} unheld` };
  return { settled: true, words: `owns ${shardsOwned} of ${shardsTotal}` };
}

interface RegionStripProps {
  readonly regions: readonly RegionReach[];
  readonly nowMs: number;
  /** The store does not answer this page any more: what it said last says nothing of now. */
  readonly isLost?: boolean;
}

const NOT_KNOWN: Standing = { settled: false, words: 'not known now' };

/** Which region is in reach and what it owns; dashed where something is not settled. */
export function RegionStrip({ isLost = false, nowMs, regions }: RegionStripProps) {
  return (
    <ul className={styles.regions} aria-label="Regions and the shards they own">
      {regions.map((region) => {
        const { settled, words } = isLost ? NOT_KNOWN : standing(region, nowMs);
        return (
          <li key={region.region}>
            <DotMark tone={settled ? 'green' : 'amber'} dashed={!settled} />
            <span>{region.region}</span>
            <span className={styles.words}>{words}</span>
          </li>
        );
      })}
    </ul>
  );
}
