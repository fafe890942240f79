import type { BulkProgress } from '@/server/domain/bulk-repair';
import styles from './bulk-progress.module.css';

const PARTS = [
  { field: 'done', word: 'done' },
  { field: 'notDone', word: 'not done' },
  { field: 'notKnown', word: 'not known yet' },
  { field: 'waiting', word: 'waiting' },
] as const satisfies readonly { field: keyof BulkProgress; word: string }[];

interface BulkProgressProps {
  readonly progress: BulkProgress;
  /** Of each region that answered. */
  readonly parts: readonly { readonly region: string; readonly progress: BulkProgress }[];
}

/** How far a job is: what was done, refused, is not known, and still waits; in numbers too. */
export function BulkProgressBar({ parts, progress }: BulkProgressProps) {
  const tried = progress.total - progress.waiting;
  return (
    <div className={styles.progress}>
      <progress className={styles.bar} max={Math.max(1, progress.total)} value={tried} aria-label="Tried" />
      <ul className={styles.parts}>
        {PARTS.map(({ field, word }) => (
          <li key={field} data-part={field}>
            <b>{progress[field].toLocaleString('en')}</b> {word}
          </li>
        ))}
        {parts.map(({ progress: part, region }) => (
          <li key={region} className={styles.region}>
            {region} {(part.total - part.waiting).toLocaleString('en')} of {part.total.toLocaleString('en')}
          </li>
        ))}
      </ul>
    </div>
  );
}
