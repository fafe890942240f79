import { Time } from '@/components/ui/time';
import { person } from '@/server/domain/evidence-sentence';
import styles from './case-history.module.css';
import { REPAIR_STATE_WORDS, repairWords, type ShownRepair } from './repair-record';

/** What people decided about this order before, the newest first. */
export function PastRepairs({ repairs }: { repairs: readonly ShownRepair[] }) {
  return (
    <ol className={styles.history}>
      {repairs.map((each) => (
        <li key={each.repairId}>
          <Time at={each.settledAtMs ?? each.proposedAtMs} form="day-clock" />
          <span>
            <b>{repairWords(each)}</b>: {REPAIR_STATE_WORDS[each.state]}
            {each.refusedBecause === null ? '' : `: ${each.refusedBecause}`}. Asked by {person(each.proposedBy)}
            {each.approvedBy === null ? '' : `, approved by ${person(each.approvedBy)}`}: “{each.reason}”
          </span>
        </li>
      ))}
    </ol>
  );
}
