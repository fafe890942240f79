import { Button } from '@/components/ui/button';
import { Choice } from '@/components/ui/choice';
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
        options={countedWords(
          choices(({ code }) => code),
          filters.code,
        )}
        choose={(code) => change({ code })}
      />
      <Choice
        label="message"
        value={filters.schema}
        options={countedWords(
          choices(({ schema }) => schema),
          filters.schema,
        )}
        choose={(schema) => change({ schema })}
      />
      <Choice
        label="consumer"
        value={filters.consumer}
        options={countedWords(
          choices(({ consumer }) => consumer),
          filters.consumer,
        )}
        choose={(consumer) => change({ consumer })}
      />
      <Choice
        label="region"
        any="both"
        value={filters.region}
        options={countedWords(
          choices(({ region }) => region),
          filters.region,
        )}
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

interface Counted {
  readonly value: string;
  readonly count: number;
}

/** What is asked for stays choosable when it has gone. */
function countedWords(counted: readonly Counted[], asked: string | null) {
  const all =
    asked === null || counted.some(({ value }) => value === asked) ? counted : [...counted, { value: asked, count: 0 }];
  return all.map(({ count, value }) => ({
    value,
    word: `${value.replaceAll('_', ' ')} (${count.toLocaleString('en')})`,
  }));
}
