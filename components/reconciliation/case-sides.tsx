import { Time } from '@/components/ui/time';
import { shortenMiddle } from '@/components/ui/id';
import type { ProviderSaid } from '@/server/domain/repair/repair';
import type { Side } from '@/server/domain/repair/sides';
import { SidesTable, Silent } from './sides-table';

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

/** Our record and the provider’s beside each other. */
export function CaseSides({ oursAtMs, provider, sides }: CaseSidesProps) {
  return (
    <SidesTable
      caption="Our record and the provider’s"
      first={
        <>
          <b>Ours</b> at <Time at={oursAtMs} />
        </>
      }
      second={
        <>
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
        </>
      }
      rows={sides.map(({ differs, field, ours, theirs }) => ({
        field: FIELD_WORDS[field],
        differs,
        first: <Said field={field} words={ours} />,
        second:
          theirs === null ? <Silent words={silentWords(field, provider)} /> : <Said field={field} words={theirs} />,
      }))}
    />
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
