import { exactInstant } from '@/components/ui/format-time';
import { CONSOLE_ZONE } from '@/components/ui/time';
import type { Explanation } from '@/server/domain/explanation/explanation';
import styles from './evidence-print.module.css';

/** What the evidence shows, what nobody can know yet, and what should be there by now. */
export function EvidencePrintKnown({ known, unknown, missing }: Pick<Explanation, 'known' | 'unknown' | 'missing'>) {
  return (
    <>
      <section className={styles.section}>
        <h2>What is known</h2>
        <ul className={styles.facts}>
          {known.map(({ text, source, seq }) => (
            <li key={text}>
              {text}
              <small>
                {source}
                {seq === null ? '' : `, row ${seq}`}
              </small>
            </li>
          ))}
        </ul>
      </section>
      <section className={styles.section}>
        <h2>What cannot be known yet</h2>
        {unknown.length === 0 && missing.length === 0 ? <p>Nothing is open.</p> : null}
        <ul className={styles.facts}>
          {unknown.map(({ text, settledBy }) => (
            <li key={text}>
              {text}
              <small>{settledBy}</small>
            </li>
          ))}
          {missing.map(({ text, dueAtMs }) => (
            <li key={text}>
              Expected by now, missing: {text}.<small>due {exactInstant(dueAtMs, CONSOLE_ZONE)}</small>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
