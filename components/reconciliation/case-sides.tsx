import { Time } from '@/components/ui/time';
import { shortenMiddle } from '@/components/ui/id';
import type { ProviderSaid } from '@/server/domain/repair';
import type { Side } from '@/server/domain/repair-sides';
import styles from './case-sides.module.css';

const FIELD_WORDS: Record<Side['field'], string> = {
  operation: 'Operation',
  outcome: 'Outcome',
  amount: 'Amount',
  captured: 'Captured',
  returned: 'Returned',
  reference: 'Reference',
  hold: 'Hold',
};

/** Longer ago than this, the hour alone would mislead. */
const HALF_DAY_MS = 12 * 3_600_000;

interface CaseSidesProps {
  readonly sides: readonly Side[];
  readonly oursAtMs: number;
  readonly provider: ProviderSaid | null;
}

/** Our record and the provider's beside each other; a row that differs says so in words too. */
export function CaseSides({ oursAtMs, provider, sides }: CaseSidesProps) {
  return (
    <table className={styles.sides}>
      <caption className="sr">Our record and the provider’s</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="sr">Field</span>
          </th>
          <th scope="col">
            <b>Ours</b> at <Time at={oursAtMs} />
          </th>
          <th scope="col">
            <b>The provider’s</b>{' '}
            {provider === null ? (
              'not asked yet'
            ) : (
              <>
                looked up{' '}
                <Time
                  at={provider.observedAtMs}
                  form={oursAtMs - provider.observedAtMs < HALF_DAY_MS ? 'clock' : 'day-clock'}
                />
              </>
            )}
          </th>
        </tr>
      </thead>
      <tbody>
        {sides.map(({ differs, field, ours, theirs }) => (
          <tr key={field} data-differs={differs || undefined}>
            <th scope="row">
              {FIELD_WORDS[field]}
              {differs ? <span className="sr"> differs</span> : null}
            </th>
            <td>
              <Said field={field} words={ours} />
            </td>
            <td className={theirs === null ? 'faint' : undefined}>
              {theirs === null ? silentWords(field, provider) : <Said field={field} words={theirs} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Ids keep both their ends. */
function Said({ field, words }: { field: Side['field']; words: string }) {
  const isId = words.length > 20 && (field === 'operation' || field === 'reference');
  return isId ? (
    <span className="id" title={words}>
      {shortenMiddle(words, 20)}
    </span>
  ) : (
    words
  );
}

function silentWords(field: Side['field'], provider: ProviderSaid | null): string {
  if (field === 'hold') return 'not theirs';
  return provider === null ? 'not asked' : 'not known';
}
