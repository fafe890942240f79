import { VERDICT_WORDS, type VerdictKind, type VerdictOffer } from '@/server/domain/case-verdict';
import styles from './repair-choices.module.css';

interface VerdictChoicesProps {
  readonly offers: readonly VerdictOffer[];
  readonly chosen: VerdictKind | null;
  readonly choose: (kind: VerdictKind) => void;
  /** Why nothing can be chosen by this person now; null when it can. */
  readonly closed: string | null;
}

/** What the evidence permits can be chosen; what it does not says why. */
export function VerdictChoices({ chosen, choose, closed, offers }: VerdictChoicesProps) {
  return (
    <fieldset className={styles.choices}>
      <legend>
        Verdict <span className="meta">what the evidence permits; no money moves by it</span>
      </legend>
      {closed === null ? null : <p className="meta">{closed}</p>}
      {offers.map(({ judgement, kind }) => {
        const id = `verdict-${kind}`;
        return (
          <div key={kind} className={styles.choice} data-permitted={judgement.permitted}>
            <input
              id={id}
              type="radio"
              name="verdict"
              checked={chosen === kind}
              disabled={!judgement.permitted || closed !== null}
              aria-describedby={`${id}-says`}
              onChange={() => choose(kind)}
            />
            <label htmlFor={id}>{VERDICT_WORDS[kind].choice}</label>
            <p id={`${id}-says`}>
              {judgement.permitted ? VERDICT_WORDS[kind].says : `Not permitted: ${judgement.text}`}
            </p>
          </div>
        );
      })}
    </fieldset>
  );
}
