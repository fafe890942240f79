import { caseHref } from '@/components/reconciliation/queue-row';
import { ButtonLink } from '@/components/ui/button';
import { oneLine } from '@/components/ui/one-line';
import { Pairs } from '@/components/ui/pairs';
import { Time } from '@/components/ui/time';
import type { EvidenceRow } from '@/server/domain/evidence';
import { detailText } from '@/server/domain/evidence-detail';
import { person } from '@/server/domain/evidence-sentence';
import type { CaseForExplanation } from '@/server/domain/explanation/input';
import { countdown } from '@/server/domain/instant-words';
import { moneyWords } from '@/server/domain/money-words';
import type { Region } from '@/server/domain/region';
import styles from './case-panel.module.css';
import { RailSection } from './rail';

interface CasePanelProps {
  readonly orderId: string;
  /** Where the order and its cases are recorded. */
  readonly region: Region;
  readonly cases: readonly CaseForExplanation[];
  readonly notes: readonly EvidenceRow[];
  readonly nowMs: number;
}

function Due({ dueAtMs, nowMs }: { dueAtMs: number; nowMs: number }) {
  if (dueAtMs > nowMs)
    return (
      <>
        <Time at={dueAtMs} near={nowMs} />, in {countdown(dueAtMs - nowMs)}
      </>
    );
  return (
    <span className="tone medium" data-tone="red">
      {countdown(nowMs - dueAtMs)} past
    </span>
  );
}

/** The case on this order: owner, due, money at risk; and the notes that people left. */
export function CasePanel({ cases, notes, nowMs, orderId, region }: CasePanelProps) {
  const open = cases.find(({ closedAtMs }) => closedAtMs === null);
  return (
    <RailSection id="case" title="Case" aside={open ? open.reason.replaceAll('_', ' ') : 'none open'}>
      {open ? (
        <>
          <Pairs
            pairs={[
              ['Owner', open.owner ?? 'unclaimed'],
              ['Due', <Due key="due" dueAtMs={open.dueAtMs} nowMs={nowMs} />],
              ['At risk', moneyWords(open.atRisk)],
              [
                'Case',
                <span key="id" className="id">
                  {open.caseId}
                </span>,
              ],
            ]}
          />
          <p className={styles.work}>
            <ButtonLink size="sm" href={caseHref({ region, orderId, caseId: open.caseId })} prefetch={false}>
              Work the case
            </ButtonLink>
          </p>
        </>
      ) : (
        <p className="soft">One opens by itself when evidence conflicts or the checks run out.</p>
      )}
      {notes.map((note) => (
        <p key={note.seq} className="meta" style={{ marginTop: 6 }}>
          {person(note.actor)}, <Time at={note.observedAtMs} near={nowMs} />:{' '}
          {oneLine(detailText(note, 'text') ?? '', 140)}
        </p>
      ))}
    </RailSection>
  );
}
