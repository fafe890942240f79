import Link from 'next/link';
import type { ReactNode } from 'react';
import styles from './figures.module.css';
import type { Tone } from './tone';

export interface Figure {
  readonly label: string;
  readonly value: ReactNode;
  readonly says?: ReactNode;
  readonly tone?: Tone;
  readonly href?: string;
}

interface FiguresProps {
  readonly figures: readonly Figure[];
  /** Keeps its height while its words grow and shrink: for a page that renews itself under its reader. */
  readonly steady?: boolean;
}

/** A row of numbers, parted by hairlines; each with the words that make it mean something. */
export function Figures({ figures, steady = false }: FiguresProps) {
  return (
    <dl className={steady ? `${styles.figures} ${styles.steady}` : styles.figures}>
      {figures.map(({ label, value, says, tone, href }) => (
        <div key={label}>
          <dt>{href ? <Link href={href}>{label}</Link> : label}</dt>
          <dd className={tone ? 'tone' : undefined} data-tone={tone}>
            {value}
          </dd>
          {says ? <dd className={styles.says}>{says}</dd> : null}
        </div>
      ))}
    </dl>
  );
}
