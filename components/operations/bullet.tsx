import styles from './bullet.module.css';

interface BulletProps {
  readonly name: string;
  /** In words: "1,180 ms". */
  readonly value: string;
  /** Of the whole bar, 0 to 1; null: not known. */
  readonly share: number | null;
  /** Where the limit stands on the bar. */
  readonly limitAt: number;
  readonly isOver: boolean;
  /** Under the bar: "limit 2,500 ms". */
  readonly note: string;
}

/** A figure and its limit: ink is the value, the tick is the limit; amber only once it is passed. */
export function Bullet({ isOver, limitAt, name, note, share, value }: BulletProps) {
  const at = (part: number) => `${Math.min(100, Math.max(0, part * 100))}%`;
  return (
    <div>
      <div className={styles.top}>
        <span className="soft">{name}</span>
        <b data-tone={isOver ? 'amber' : undefined} className={isOver ? 'tone' : undefined}>
          {value}
        </b>
      </div>
      <span className={styles.bar} data-over={isOver || undefined} aria-hidden="true">
        <i style={{ width: at(share ?? 0) }} />
        <b style={{ left: at(limitAt) }} />
      </span>
      <small className={styles.note}>{note}</small>
    </div>
  );
}
