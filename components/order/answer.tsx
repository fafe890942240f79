import type { Tone } from '@/server/domain/order-state-words';
import type { Sentence } from '@/server/domain/explanation/sentences';
import styles from './answer.module.css';

interface AnswerProps {
  readonly tone: Tone;
  readonly lead: string;
  readonly sentences: readonly Sentence[];
  /** The timeline row that holds a piece of evidence; null when it is not shown. */
  readonly rowOf: (seq: number) => string | null;
  /** Where else on the page something stands that no row backs. */
  readonly places?: Readonly<Record<'next_check' | 'case', string | null>>;
}

/** The largest text of the page: generated from evidence, each sentence linked to the row that backs it. */
export function Answer({ tone, lead, places, sentences, rowOf }: AnswerProps) {
  const placeOf = ({ about, evidenceSeqs }: Sentence): string | null => {
    const place = about === undefined ? null : (places?.[about] ?? null);
    return place ?? evidenceSeqs.map(rowOf).find((key) => key !== null) ?? null;
  };
  return (
    <p className={styles.answer} data-tone={tone}>
      <b>{lead}</b>
      {sentences.map((sentence) => {
        const { text } = sentence;
        const row = placeOf(sentence);
        return (
          <span key={text}>
            {' '}
            {row ? (
              <a className={styles.noun} href={`#${encodeURIComponent(row)}`}>
                {text}
              </a>
            ) : (
              text
            )}
          </span>
        );
      })}
    </p>
  );
}
