import { shortenMiddle } from '@/components/ui/id';
import { Time } from '@/components/ui/time';
import styles from './case-sides.module.css';
import type { FrozenRow } from './frozen-rows';

interface FrozenSnapshotProps {
  readonly rows: readonly FrozenRow[];
  readonly frozenAtMs: number;
  readonly nowMs: number;
}

/** The snapshot that is approved, beside what stands now; a row that moved since says so in words too. */
export function FrozenSnapshot({ frozenAtMs, nowMs, rows }: FrozenSnapshotProps) {
  return (
    <table className={`${styles.sides} ${styles.frozen}`}>
      <caption className="sr">As it was proposed, and now</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="sr">Field</span>
          </th>
          <th scope="col">
            <b>As proposed</b> <Time at={frozenAtMs} />
          </th>
          <th scope="col">
            <b>Now</b> <Time at={nowMs} />
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ differs, frozen, name, now }) => (
          <tr key={name} data-differs={differs || undefined}>
            <th scope="row">
              {name}
              {differs ? <span className="sr"> differs</span> : null}
            </th>
            <td title={frozen}>{shortenMiddle(frozen, 34)}</td>
            <td title={now}>{shortenMiddle(now, 34)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
