import { Time } from './time';
import styles from './waiting-rows.module.css';

interface WaitingRowsProps {
  readonly count: number;
  /** "order", "case"; one and many where that is more than an s. */
  readonly what: string | readonly [one: string, many: string];
  readonly sinceMs: number;
  readonly show: () => void;
}

/** New rows wait above the list, never under the pointer. */
export function WaitingRows({ count, what, sinceMs, show }: WaitingRowsProps) {
  const [one, many] = typeof what === 'string' ? [what, `${what}s`] : what;
  return (
    <div aria-live="polite">
      {count === 0 ? null : (
        <button type="button" className={styles.waiting} onClick={show}>
          {count} new {count === 1 ? one : many} since <Time at={sinceMs} />
        </button>
      )}
    </div>
  );
}
