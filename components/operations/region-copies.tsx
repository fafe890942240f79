import table from '@/components/ui/table.module.css';
import { CONSOLE_ZONE, Time } from '@/components/ui/time';
import { behindMs, FRESH_ENOUGH_MS } from '@/server/domain/freshness';
import { roughSpan, span } from '@/server/domain/instant-words';
import { otherRegion, type Region, REGIONS } from '@/server/domain/region';
import type { RegionCopies as Copies } from '@/server/domain/region-copies';
import styles from './region-copies.module.css';

const count = new Intl.NumberFormat('en');

interface RegionCopiesProps {
  /** Of the regions that answered. */
  readonly copies: readonly Copies[];
  readonly nowMs: number;
}

/** How far each region's copies of the other are: what customers read near them, and the last known of a region that is cut off. */
export function RegionCopies({ copies, nowMs }: RegionCopiesProps) {
  const of = (region: Region) => copies.find((each) => each.region === region);
  return (
    <table className={`${table.table} ${styles.copies}`}>
      <thead>
        <tr>
          <th className={styles.copy}>Copy</th>
          <th className={`${table.number} ${styles.behind}`}>Behind</th>
          <th className={`${table.number} ${styles.untold}`}>Not acknowledged</th>
          <th>What it means</th>
        </tr>
      </thead>
      <tbody>
        {REGIONS.map((region) => (
          <Copy key={region} region={region} keeper={of(region)} owner={of(otherRegion(region))} nowMs={nowMs} />
        ))}
      </tbody>
    </table>
  );
}

interface CopyProps {
  readonly region: Region;
  /** The region that keeps the copy, and the one that it is of; undefined where it did not answer. */
  readonly keeper: Copies | undefined;
  readonly owner: Copies | undefined;
  readonly nowMs: number;
}

function Copy({ keeper, nowMs, owner, region }: CopyProps) {
  const peer = otherRegion(region);
  const behind = behindMs(keeper?.ofPeer ?? null, nowMs);
  const late = keeper !== undefined && behind > FRESH_ENOUGH_MS;
  return (
    <tr>
      <td className="medium">
        {region}’s copy of {peer}
      </td>
      <td className={table.number}>
        <span className={late ? 'tone medium' : undefined} data-tone={late ? 'amber' : undefined}>
          {keeper === undefined ? 'not known' : keeper.ofPeer === null ? 'not told yet' : span(behind)}
        </span>
      </td>
      <td className={`soft ${table.number} ${styles.untoldCell}`}>{untoldWords(owner, nowMs)}</td>
      <td className={`soft ${table.second} ${table.wrap}`}>
        {keeper === undefined ? (
          `${region} was not reached`
        ) : (
          <>
            {keeper.ofPeer === null ? null : (
              <>
                complete until <Time at={keeper.ofPeer.completeUntilMs} form="clock" zone={CONSOLE_ZONE} />;{' '}
              </>
            )}
            {late
              ? `past the boundary of ${span(FRESH_ENOUGH_MS)}: ${peer} is asked, and its last known shown where it cannot be`
              : `answers reads of ${peer}’s carts and orders in ${region}`}
          </>
        )}
      </td>
    </tr>
  );
}

/** Orders and carts whose newest change the keeper of the copy has not acknowledged to their owner. */
function untoldWords(owner: Copies | undefined, nowMs: number): string {
  if (owner === undefined) return 'not known';
  if (owner.untoldSinceMs === null) return 'none';
  return `${count.format(owner.untold)}, oldest ${roughSpan(Math.max(0, nowMs - owner.untoldSinceMs))}`;
}
