import { type ReactNode, useId } from 'react';
import styles from './section.module.css';

/** A part of a page: a heading, what stands beside it, its content; parted from the next by a hairline. */
export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 id={id}>{title}</h2>
        {aside ? <span className="meta">{aside}</span> : null}
      </div>
      {children}
    </section>
  );
}
