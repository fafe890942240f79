import { Time } from './time';
import styles from './waiting-rows.module.css';

interface WaitingRowsProps {
  readonly count: number;
  /** "order", "case". */
  readonly what: string;
  readonly sinceMs: number;
  readonly show: () => void;
}

/** New rows wait above the list, never under the pointer. */
export function WaitingRows({ count, what, sinceMs, show }: WaitingRowsProps) {
  return (
    <div aria-live="polite">
      {count === 0 ? null : (
        <button type="button" className={styles.waiting} onClick={show}>
          {count} new {count === 1 ? what : `${what}s`} since <Time at={sinceMs} />
        </button>
      )}
    </div>
  );
}
