import { type AnswerInput, caseAnswer } from './case-answer';
import styles from './case-answer-line.module.css';

/** The largest text of the panel: what is wrong, what both sides say, by when, and whose it is. */
export function CaseAnswerLine({ answer }: { answer: AnswerInput }) {
  const { claim, due, lead, rest } = caseAnswer(answer);
  return (
    <p className={styles.answer} data-tone={answer.state === 'open' ? 'violet' : 'neutral'}>
      <b>{lead}</b> {rest}{' '}
      {due === null ? null : (
        <span className={due.past ? 'tone medium' : undefined} data-tone={due.past ? 'red' : undefined}>
          {due.text}
        </span>
      )}{' '}
      {claim}
    </p>
  );
}
