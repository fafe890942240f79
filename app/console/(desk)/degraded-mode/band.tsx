import { type ReactNode, useId } from 'react';
import styles from './band.module.css';

/** A band of the page: its name at the left, its content beside it. */
export function Band({
  children,
  id,
  note,
  title,
}: {
  id?: string;
  title: string;
  note: ReactNode;
  children: ReactNode;
}) {
  const heading = useId();
  return (
    <section className={styles.band} id={id} aria-labelledby={heading}>
      <header>
        <h2 id={heading}>{title}</h2>
        <p>{note}</p>
      </header>
      <div className={styles.content}>{children}</div>
    </section>
  );
}
