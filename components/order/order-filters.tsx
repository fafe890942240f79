import { Button } from '@/components/ui/button';
import { Choice, Day, wordsOf } from '@/components/ui/choice';
import { type Region, REGIONS } from '@/server/domain/region';
import styles from './order-filters.module.css';

export interface OrderFilters {
  readonly region: Region | null;
  /** Days in UTC, both of them whole: 2026-11-28. */
  readonly from: string | null;
  readonly to: string | null;
}

const NONE: OrderFilters = { region: null, from: null, to: null };
const DAY_MS = 86_400_000;

/** The instants that two days span; a day that is none asks for nothing. */
export function instantsOf({ from, to }: Pick<OrderFilters, 'from' | 'to'>) {
  const [fromMs, toMs] = [from, to].map((day) => (day === null ? Number.NaN : Date.parse(`${day}T00:00:00Z`)));
  return {
    createdFromMs: fromMs === undefined || Number.isNaN(fromMs) ? undefined : fromMs,
    createdToMs: toMs === undefined || Number.isNaN(toMs) ? undefined : toMs + DAY_MS - 1,
  };
}

/** "in region east, placed from 2026-11-26, to 2026-11-28". */
export function filterWords({ from, region, to }: OrderFilters): string {
  return [
    region === null ? null : `in region ${region}`,
    from === null ? null : `placed from ${from}`,
    to === null ? null : `${from === null ? 'placed ' : ''}to ${to}`,
  ]
    .filter((each) => each !== null)
    .join(', ');
}

interface OrderFilterBarProps {
  readonly filters: OrderFilters;
  readonly change: (filters: Partial<OrderFilters>) => void;
}

/** What narrows the orders; it stands in the address. */
export function OrderFilterBar({ change, filters }: OrderFilterBarProps) {
  const { from, region, to } = filters;
  const narrowed = [from, region, to].some((each) => each !== null);
  return (
    <div className={styles.filters} role="group" aria-label="Filter orders">
      <Choice
        label="region"
        any="both"
        value={region}
        options={wordsOf(REGIONS)}
        choose={(each) => change({ region: each })}
      />
      <Day label="placed from, UTC" value={from} choose={(each) => change({ from: each })} />
      <Day label="to" value={to} choose={(each) => change({ to: each })} />
      {narrowed ? (
        <Button size="sm" kind="quiet" onClick={() => change(NONE)}>
          Clear
        </Button>
      ) : null}
    </div>
  );
}
