import type { RepairKind } from '@/server/domain/repair/repair';
import type { RepairOffer } from '@/server/domain/repair/offer';
import styles from './repair-choices.module.css';

interface RepairChoicesProps {
  readonly offers: readonly RepairOffer[];
  readonly chosen: RepairKind | null;
  readonly choose: (kind: RepairKind) => void;
  /** Why nothing can be chosen by this person now; null when it can. */
  readonly closed: string | null;
}

/** What the evidence permits can be chosen; what it does not says why. */
export function RepairChoices({ chosen, choose, closed, offers }: RepairChoicesProps) {
  return (
    <fieldset className={styles.choices}>
      <legend>
        Repair <span className="meta">what the evidence permits</span>
      </legend>
      {closed === null ? null : <p className="meta">{closed}</p>}
      {offers.toSorted(permittedFirst).map((offer) => {
        const { judgement, kind, operation, words } = offer;
        const id = `repair-${kind}`;
        const does = judgement.permitted ? doesWords(operation, offer.unchanged) : `Not permitted: ${judgement.text}`;
        return (
          <div key={kind} className={styles.choice} data-permitted={judgement.permitted}>
            <input
              id={id}
              type="radio"
              name="repair"
              checked={chosen === kind}
              disabled={!judgement.permitted || closed !== null}
              aria-describedby={`${id}-does`}
              onChange={() => choose(kind)}
            />
            <label htmlFor={id}>{words}</label>
            <p id={`${id}-does`}>{does}</p>
          </div>
        );
      })}
    </fieldset>
  );
}

const permittedFirst = (a: RepairOffer, b: RepairOffer) =>
  Number(b.judgement.permitted) - Number(a.judgement.permitted);

const doesWords = (operation: string | null, unchanged: string): string =>
  operation === null ? unchanged : `${operation}, followed until the provider acknowledges it`;
