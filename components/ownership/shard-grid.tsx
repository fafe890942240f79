import type { RegionOwnership } from './ownership-view';
import { roughSpan } from '@/server/domain/instant-words';
import { REGIONS } from '@/server/domain/region';
import { ownersOf, type ShardShown } from './shards-shown';
import styles from './shard-grid.module.css';

interface ShardGridProps {
  readonly regions: readonly RegionOwnership[];
  readonly nowMs: number;
  readonly chosen: number | null;
  readonly choose: (shard: number) => void;
}

function words(shard: ShardShown): string {
  if (shard.standing === 'moving') return 'no owner now';
  if (shard.standing === 'claimed_twice') return 'claimed twice';
  if (shard.standing === 'draining') return 'draining';
  // whoever does not hear its owner cannot tell whether the lease was kept
  if (shard.toldBy !== shard.owner) return shard.holder === null ? 'unheld, as heard' : 'held, as heard';
  if (shard.holder === null) return 'unheld';
  // when it was told: a page that is not read any more does not let it run out
  return shard.leaseUntilMs === null || shard.leaseUntilMs > shard.toldAtMs ? 'held' : 'lease ran out';
}

/** All shards by their owner: a button each, so that the keyboard reaches what a row would tell. */
export function ShardGrid({ regions, nowMs, chosen, choose }: ShardGridProps) {
  const shards = ownersOf(regions);
  return (
    <div className={styles.grid}>
      {REGIONS.map((region) => {
        const own = shards.filter((shard) => shard.owner === region);
        const teller = own.find(({ standing }) => standing !== 'moving');
        return (
          <section key={region} aria-label={`Shards of ${region}`}>
            <h3>
              {region} <span className="soft">owns {own.length}</span>
              {teller !== undefined && teller.toldBy !== region ? (
                <span className="soft">
                  {' '}
                  as {teller.toldBy} last heard, {roughSpan(nowMs - teller.toldAtMs)} ago
                </span>
              ) : null}
            </h3>
            <ul className={styles.shards}>
              {own.map((shard) => (
                <li key={shard.shard}>
                  <button
                    type="button"
                    className={styles.shard}
                    data-tone={shard.standing === 'claimed_twice' ? 'red' : shard.isSettled ? undefined : 'amber'}
                    aria-pressed={chosen === shard.shard}
                    aria-label={`Shard ${shard.shard}, epoch ${shard.epoch}, ${words(shard)}`}
                    onClick={() => choose(shard.shard)}
                  >
                    <span className="medium">{shard.shard}</span>
                    <span className={styles.epoch}>epoch {shard.epoch}</span>
                    <span className={styles.standing}>{words(shard)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
