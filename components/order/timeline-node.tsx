import type { EvidenceLane } from '@/server/domain/evidence';
import type { TimelineItem } from '@/server/domain/timeline/item';
import { OrderStateMark } from './order-state';
import styles from './timeline.module.css';
import { laneX } from './timeline-lanes';

type Placed = Exclude<TimelineItem, { type: 'now' }>;

function Node({ item }: { item: Placed }) {
  switch (item.type) {
    case 'row':
      if (item.state) return <OrderStateMark state={item.state} />;
      return <i className={item.learnedAtMs === null ? styles.dot : styles.late} />;
    case 'fold':
    case 'learned':
      return <i className={styles.dot} />;
    case 'missing':
      return <i className={styles.hollow} />;
    case 'planned':
      return <i className={`${styles.hollow} ${styles.later}`} />;
    default:
      return item satisfies never;
  }
}

interface TimelineLanesProps {
  readonly item: Placed;
  readonly cause: EvidenceLane | null;
  readonly causes: boolean;
}

/** The eight lanes behind a row, its node in one of them, and the elbow from its known cause. */
export function TimelineLanes({ item, cause, causes }: TimelineLanesProps) {
  const x = laneX(item.lane);
  const from = cause === null ? null : laneX(cause);
  return (
    <div className={styles.ground} aria-hidden="true">
      {from === null ? null : (
        <>
          <i className={styles.up} style={{ left: from - 0.5 }} />
          <i className={styles.over} style={{ left: Math.min(from, x), width: Math.abs(x - from) }} />
        </>
      )}
      {causes ? <i className={styles.down} style={{ left: x - 0.5 }} /> : null}
      <span className={styles.node} style={{ left: x }}>
        <Node item={item} />
      </span>
    </div>
  );
}
