import { Time } from '@/components/ui/time';
import { VERDICT_WORDS, type VerdictKind } from '@/server/domain/case-verdict';
import { person } from '@/server/domain/evidence-sentence';
import styles from './case-history.module.css';

export interface ShownVerdict {
  readonly number: number;
  readonly kind: VerdictKind;
  readonly state: 'proposed' | 'applied' | 'refused' | 'withdrawn';
  readonly reason: string;
  readonly proposedBy: string;
  readonly proposedAtMs: number;
  readonly approvedBy: string | null;
  readonly settledAtMs: number | null;
  readonly refusedBecause: string | null;
}

const STATE_WORDS: Record<ShownVerdict['state'], string> = {
  proposed: 'waits for a second person',
  applied: 'closed the case',
  refused: 'refused',
  withdrawn: 'taken back',
};

/** What people decided about this money before, the newest first. */
export function PastVerdicts({ verdicts }: { verdicts: readonly ShownVerdict[] }) {
  return (
    <ol className={styles.history}>
      {verdicts.map((each) => (
        <li key={each.number}>
          <Time at={each.settledAtMs ?? each.proposedAtMs} form="day-clock" />
          <span>
            <b>{VERDICT_WORDS[each.kind].choice}</b>: {STATE_WORDS[each.state]}
            {each.refusedBecause === null ? '' : `: ${each.refusedBecause}`}. Asked by {person(each.proposedBy)}
            {each.approvedBy === null ? '' : `, approved by ${person(each.approvedBy)}`}: “{each.reason}”
          </span>
        </li>
      ))}
    </ol>
  );
}
