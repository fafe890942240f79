import { exactInstant } from '@/components/ui/format-time';
import { CONSOLE_ZONE } from '@/components/ui/time';
import type { PackedCase, PackedRepair } from '@/server/domain/evidence-pack/records';
import { person } from '@/server/domain/evidence-sentence';
import { moneyWords } from '@/server/domain/money-words';
import styles from './evidence-print.module.css';

const words = (name: string): string => name.replaceAll('_', ' ');
const at = (ms: number): string => exactInstant(ms, CONSOLE_ZONE);

function Case({ of }: { of: PackedCase }) {
  const atRisk = moneyWords({ amountMinor: of.at_risk_minor, currency: of.currency });
  return (
    <div className={styles.kept}>
      <h3>
        {words(of.reason)}, {of.state}
      </h3>
      <p className={styles.ids}>
        <span className={styles.mono}>{of.case_id}</span>
        {of.follows === null ? '' : `, follows ${of.follows}`}
      </p>
      <p>
        At risk {atRisk}, severity {of.severity}, {of.owner === null ? 'unclaimed' : `with ${person(of.owner)}`}, due{' '}
        {at(of.due_at_ms)}.{of.verdict === null ? '' : ` Closed: ${of.verdict}.`}
      </p>
      <ul className={styles.facts}>
        {of.history.map((change) => (
          <li key={change.seq}>
            {words(change.change)} by {person(change.actor)}
            {change.owner === null ? '' : `, with ${person(change.owner)}`}
            {change.note === null ? '' : `: ${change.note}`}
            <small>{at(change.at_ms)}</small>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Repair({ of }: { of: PackedRepair }) {
  const amount =
    of.amount_minor === null || of.currency === null
      ? ''
      : ` over ${moneyWords({ amountMinor: of.amount_minor, currency: of.currency })}`;
  return (
    <li>
      {words(of.kind)}
      {amount}, {of.state}: {of.reason}
      <small>
        proposed by {person(of.proposed_by)}, {at(of.proposed_at_ms)}
        {of.approved_by === null || of.approved_at_ms === null
          ? ''
          : `; approved by ${person(of.approved_by)}, ${at(of.approved_at_ms)}`}
        {of.refused_because === null ? '' : `; refused: ${of.refused_because}`}; on rows {of.evidence_seqs.join(', ')}
      </small>
    </li>
  );
}

interface EvidencePrintCasesProps {
  readonly cases: readonly PackedCase[];
  readonly repairs: readonly PackedRepair[];
}

/** What people took up, with its whole history, and what they decided. */
export function EvidencePrintCases({ cases, repairs }: EvidencePrintCasesProps) {
  return (
    <>
      <section className={styles.section}>
        <h2>Cases</h2>
        {cases.length === 0 ? <p>No case was ever opened.</p> : null}
        {cases.map((each) => (
          <Case key={each.case_id} of={each} />
        ))}
      </section>
      {repairs.length === 0 ? null : (
        <section className={styles.section}>
          <h2>Repairs</h2>
          <ul className={styles.facts}>
            {repairs.map((each) => (
              <Repair key={each.repair_id} of={each} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
