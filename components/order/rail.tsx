import type { ReactNode } from 'react';
import styles from './rail.module.css';

interface RailSectionProps {
  readonly id?: string;
  readonly title: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** Sections of a rail are parted by rules, never by boxes. */
export function RailSection({ id, title, aside, children }: RailSectionProps) {
  return (
    <section id={id} className={styles.section}>
      <h2>
        {title}
        {aside ? <span className={styles.aside}>{aside}</span> : null}
      </h2>
      {children}
    </section>
  );
}

export function Rail({ children }: { children: ReactNode }) {
  return (
    <aside className={styles.rail} aria-label="What is known">
      {children}
    </aside>
  );
}
