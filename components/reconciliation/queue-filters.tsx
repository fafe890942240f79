import { Button } from '@/components/ui/button';
import { CASE_REASONS, CASE_SEVERITIES, type CaseReason, type CaseSeverity } from '@/server/domain/reconciliation-case';
import { type Region, REGIONS } from '@/server/domain/region';
import styles from './queue-filters.module.css';

export interface QueueFilters {
  readonly reason: CaseReason | null;
  readonly region: Region | null;
  readonly severity: CaseSeverity | null;
}

interface QueueFiltersProps {
  readonly filters: QueueFilters;
  readonly change: (filters: Partial<QueueFilters>) => void;
}

/** What narrows the preset; it stands in the address. */
export function QueueFilterBar({ change, filters }: QueueFiltersProps) {
  const narrowed = filters.reason !== null || filters.region !== null || filters.severity !== null;
  return (
    <div className={styles.filters} role="search" aria-label="Filter cases">
      <Choice
        id="queue-reason"
        label="reason"
        value={filters.reason}
        options={CASE_REASONS}
        choose={(reason) => change({ reason })}
      />
      <Choice
        id="queue-region"
        label="region"
        value={filters.region}
        options={REGIONS}
        choose={(region) => change({ region })}
      />
      <Choice
        id="queue-severity"
        label="severity"
        value={filters.severity}
        options={CASE_SEVERITIES}
        choose={(severity) => change({ severity })}
      />
      {narrowed ? (
        <Button size="sm" kind="quiet" onClick={() => change({ reason: null, region: null, severity: null })}>
          Clear
        </Button>
      ) : null}
    </div>
  );
}

interface ChoiceProps<Value extends string> {
  readonly id: string;
  readonly label: string;
  readonly value: Value | null;
  readonly options: readonly Value[];
  readonly choose: (value: Value | null) => void;
}

function Choice<Value extends string>({ choose, id, label, options, value }: ChoiceProps<Value>) {
  return (
    <label className={styles.choice} data-set={value === null ? undefined : true}>
      <span>{label}</span>
      <select
        id={id}
        value={value ?? ''}
        onChange={(event) => choose(options.find((each) => each === event.currentTarget.value) ?? null)}
      >
        <option value="">any</option>
        {options.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
    </label>
  );
}
