import styles from './skeleton.module.css';

/** A still bar of the size of what will stand there; nothing jumps, nothing shimmers. */
export function Bar({ width }: { width: string }) {
  return <span className={styles.bar} style={{ width }} />;
}

const WIDTHS = ['58%', '70%', '64%', '80%', '52%', '66%'];

interface TableSkeletonProps {
  readonly rows: number;
  readonly columns: number;
  readonly label: string;
}

/** Rows of a table that is being read. */
export function TableSkeleton({ rows, columns, label }: TableSkeletonProps) {
  return (
    <div className={styles.table} role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={styles.row} style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
          {Array.from({ length: columns }, (_, column) => (
            <Bar key={column} width={WIDTHS[(row + column * 2) % WIDTHS.length] ?? '60%'} />
          ))}
        </div>
      ))}
    </div>
  );
}
