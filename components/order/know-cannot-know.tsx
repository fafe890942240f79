import { CheckMark } from '@/components/ui/marks';
import type { KnownFact, UnknownFact } from '@/server/domain/explanation/knowledge';
import styles from './know-cannot-know.module.css';
import { RailSection } from './rail';

interface KnowCannotKnowProps {
  readonly known: readonly KnownFact[];
  readonly unknown: readonly UnknownFact[];
  readonly rowOf: (seq: number) => string | null;
}

/** What the evidence shows, each with its source; and what nobody can know yet, each with what will settle it. */
export function KnowCannotKnow({ known, unknown, rowOf }: KnowCannotKnowProps) {
  return (
    <RailSection title="What we know">
      <ul className={styles.facts}>
        {known.map(({ text, source, seq }) => {
          const row = seq === null ? null : rowOf(seq);
          return (
            <li key={text}>
              <CheckMark holds />
              <span>
                {row ? (
                  <a className={styles.fact} href={`#${row}`}>
                    {text}
                  </a>
                ) : (
                  text
                )}
                <small>{source}</small>
              </span>
            </li>
          );
        })}
      </ul>
      {unknown.length === 0 ? null : (
        <>
          <h2 className={styles.second}>What we cannot know yet</h2>
          <ul className={styles.facts}>
            {unknown.map(({ text, settledBy }) => (
              <li key={text}>
                <CheckMark holds={false} />
                <span>
                  {text}
                  <small>{settledBy}</small>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </RailSection>
  );
}
