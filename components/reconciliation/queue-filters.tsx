import { Button } from '@/components/ui/button';
import { Choice, wordsOf } from '@/components/ui/choice';
import { UNCLAIMED } from '@/server/domain/case-queue';
import { CASE_REASONS, CASE_SEVERITIES, type CaseReason, type CaseSeverity } from '@/server/domain/reconciliation-case';
import { type Region, REGIONS } from '@/server/domain/region';
import styles from './queue-filters.module.css';

export interface QueueFilters {
  readonly reason: CaseReason | null;
  readonly region: Region | null;
  readonly severity: CaseSeverity | null;
  /** An e-mail address, or `UNCLAIMED`. */
  readonly owner: string | null;
}

interface QueueFiltersProps {
  readonly filters: QueueFilters;
  /** Who may hold a case. */
  readonly owners: readonly { readonly email: string; readonly name: string }[];
  readonly change: (filters: Partial<QueueFilters>) => void;
}

const NONE = { reason: null, region: null, severity: null, owner: null } as const;

/** What narrows the preset; it stands in the address. */
export function QueueFilterBar({ change, filters, owners }: QueueFiltersProps) {
  const { owner, reason, region, severity } = filters;
  const narrowed = [reason, region, severity, owner].some((each) => each !== null);
  const holders = [
    { value: UNCLAIMED, word: 'unclaimed' },
    ...owners.map(({ email, name }) => ({ value: email, word: name })),
  ];
  const known = owner === null || holders.some(({ value }) => value === owner);
  return (
    <div className={styles.filters} role="search" aria-label="Filter cases">
      <Choice
        label="reason"
        value={reason}
        options={wordsOf(CASE_REASONS)}
        choose={(each) => change({ reason: each })}
      />
      <Choice
        label="region"
        value={region}
        any="both"
        options={wordsOf(REGIONS)}
        choose={(each) => change({ region: each })}
      />
      <Choice
        label="severity"
        value={severity}
        options={wordsOf(CASE_SEVERITIES)}
        choose={(each) => change({ severity: each })}
      />
      <Choice
        label="owner"
        value={owner}
        options={known ? holders : [...holders, { value: owner, word: owner }]}
        choose={(each) => change({ owner: each })}
      />
      {narrowed ? (
        <Button size="sm" kind="quiet" onClick={() => change(NONE)}>
          Clear
        </Button>
      ) : null}
    </div>
  );
}
