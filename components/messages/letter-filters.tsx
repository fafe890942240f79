import { Button } from '@/components/ui/button';
import type { DeadLetterFilter } from '@/server/domain/dead-letter';
import { type Region, REGIONS } from '@/server/domain/region';
import { type RegionAnswer, reached } from './region-messages';
import styles from './filters.module.css';

export interface LetterFilters extends DeadLetterFilter {
  readonly region: Region | null;
}

interface LetterFiltersProps {
  readonly filters: LetterFilters;
  readonly regions: readonly RegionAnswer[];
  readonly change: (filters: Partial<LetterFilters>) => void;
}

const NONE: LetterFilters = { consumer: null, schema: null, code: null, region: null };

/** What narrows the dead letters, each choice with how many it holds; it stands in the address. */
export function LetterFilterBar({ change, filters, regions }: LetterFiltersProps) {
  const counts = reached(regions).flatMap(({ letters, region }) => letters.map((each) => ({ ...each, region })));
  const choices = (of: (letter: (typeof counts)[number]) => string) => {
    const sums = new Map<string, number>();
    for (const each of counts) sums.set(of(each), (sums.get(of(each)) ?? 0) + each.count);
    return [...sums].map(([value, count]) => ({ value, count })).toSorted((a, b) => b.count - a.count);
  };
  const narrowed = Object.values(filters).some((each) => each !== null);
  return (
    <div className={styles.filters} role="search" aria-label="Filter dead letters">
      <Choice
        label="reason"
        value={filters.code}
        options={choices(({ code }) => code)}
        choose={(code) => change({ code })}
      />
      <Choice
        label="message"
        value={filters.schema}
        options={choices(({ schema }) => schema)}
        choose={(schema) => change({ schema })}
      />
      <Choice
        label="consumer"
        value={filters.consumer}
        options={choices(({ consumer }) => consumer)}
        choose={(consumer) => change({ consumer })}
      />
      <Choice
        label="region"
        any="both"
        value={filters.region}
        options={choices(({ region }) => region)}
        choose={(value) => change({ region: REGIONS.find((each) => each === value) ?? null })}
      />
      {narrowed ? (
        <Button size="sm" kind="quiet" onClick={() => change(NONE)}>
          Clear
        </Button>
      ) : null}
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly any?: string;
  readonly value: string | null;
  readonly options: readonly { readonly value: string; readonly count: number }[];
  readonly choose: (value: string | null) => void;
}

function Choice({ any = 'any', choose, label, options, value }: ChoiceProps) {
  // what is asked for stays choosable when it has gone
  const all =
    value === null || options.some((each) => each.value === value) ? options : [...options, { value, count: 0 }];
  return (
    <label className={styles.choice} data-set={value === null ? undefined : true}>
      <span>{label}</span>
      <select value={value ?? ''} onChange={(event) => choose(event.currentTarget.value || null)}>
        <option value="">{any}</option>
        {all.map((each) => (
          <option key={each.value} value={each.value}>
            {each.value.replaceAll('_', ' ')} ({each.count.toLocaleString('en')})
          </option>
        ))}
      </select>
    </label>
  );
}
