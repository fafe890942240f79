import { Time } from '@/components/ui/time';
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
                looked up <Time at={provider.observedAtMs} />
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
            <td>{ours}</td>
            <td className={theirs === null ? 'faint' : undefined}>
              {theirs ?? (field === 'hold' ? 'not theirs' : 'not known')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
