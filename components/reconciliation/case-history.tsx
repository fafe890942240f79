import { Time } from '@/components/ui/time';
import { person } from '@/server/domain/evidence-sentence';
import styles from './case-history.module.css';

export interface HistoryRow {
  readonly seq: number;
  readonly atMs: number;
  readonly change: string;
  readonly actor: string;
  readonly owner: string | null;
  readonly note: string | null;
}

const CHANGE_WORDS: Readonly<Record<string, string>> = {
  opened: 'opened it',
  claimed: 'took it',
  released: 'gave it back',
  handed_over: 'handed it over',
  noted: 'noted',
  escalated: 'escalated it: past due',
  due_moved: 'moved its due time',
  closed: 'closed it',
};

/** Everything that was done to the case, the newest first. */
export function CaseHistory({ rows }: { rows: readonly HistoryRow[] }) {
  return (
    <ol className={styles.history}>
      {rows.toReversed().map(({ actor, atMs, change, note, owner, seq }) => (
        <li key={seq}>
          <Time at={atMs} form="day-clock" />{' '}
          <span>
            <b>{person(actor)}</b> {CHANGE_WORDS[change] ?? change}
            {change === 'handed_over' && owner !== null ? ` to ${person(owner)}` : ''}
            {note === null ? '' : `: “${note}”`}
          </span>
        </li>
      ))}
    </ol>
  );
}
