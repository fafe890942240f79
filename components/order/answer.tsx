import type { Tone } from '@/server/domain/order-state-words';
import type { Sentence } from '@/server/domain/explanation-sentences';
import styles from './answer.module.css';

interface AnswerProps {
  readonly tone: Tone;
  readonly lead: string;
  readonly sentences: readonly Sentence[];
  /** The timeline row that holds a piece of evidence; null when it is not shown. */
  readonly rowOf: (seq: number) => string | null;
}

/** The largest text of the page: generated from evidence, each sentence linked to the row that backs it. */
export function Answer({ tone, lead, sentences, rowOf }: AnswerProps) {
  return (
    <p className={styles.answer} data-tone={tone}>
      <b>{lead}</b>
      {sentences.map(({ text, evidenceSeqs }) => {
        const row = evidenceSeqs.map(rowOf).find((key) => key !== null);
        return (
          <span key={text}>
            {' '}
            {row ? (
              <a className={styles.noun} href={`#${row}`}>
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
