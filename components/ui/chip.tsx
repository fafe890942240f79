import type { ReactNode } from 'react';
import styles from './chip.module.css';

/** 18 px outline, for attempt, epoch, submit, answered from the record, learned at; nothing else. */
export function Chip({ children, dashed = false }: { children: ReactNode; dashed?: boolean }) {
  return <span className={dashed ? `${styles.chip} ${styles.dashed}` : styles.chip}>{children}</span>;
}
