'use client';

import { useRef } from 'react';
import { ActionResultLine } from '@/components/order/action-result';
import { PastRepairs } from '@/components/reconciliation/past-repairs';
import { type RepairSubject, repairHref } from '@/components/reconciliation/queue-row';
import { repairWords } from '@/components/reconciliation/repair-record';
import type { Outputs } from '@/components/trpc';
import { Section } from '@/components/ui/section';
import { Time } from '@/components/ui/time';
import { person } from '@/server/domain/evidence-sentence';
import type { Money } from '@/server/domain/money';
import { refusalReason } from '@/server/domain/permissions';
import { CaseProposalLive } from './case-proposal-live';
import { RepairLive } from './repair-live';
import { useClick } from './use-click';
import type { RepairView } from './use-held-view';

interface RepairSidesProps {
  readonly subject: RepairSubject;
  readonly view: RepairView;
  readonly atRisk: Money;
  /** Why nobody, or not this person, repairs it now, whatever their role; null when they may. */
  readonly taken: string | null;
  readonly nowMs: number;
  readonly me: Outputs['session']['me'];
  readonly reread: () => Promise<unknown>;
}

/** Both sides of one order, the decision about them, and what was decided before. */
export function RepairSidesLive({ atRisk, me, nowMs, reread, subject, taken, view }: RepairSidesProps) {
  const reasonField = useRef<HTMLTextAreaElement>(null);
  const decided = useClick(repairHref(subject), reread);
  const open = view.repairs.find(({ state }) => state === 'proposed' || state === 'requested');
  const past = view.repairs.filter((each) => each !== open);
  return (
    <>
      <RepairLive
        subject={subject}
        view={view}
        atRisk={atRisk}
        closed={taken ?? refusalReason(me.role, 'repairs:propose')}
        mayNotLookUp={taken ?? refusalReason(me.role, 'orders:look_up')}
        waits={open !== undefined}
        nowMs={nowMs}
        reasonField={reasonField}
        reread={reread}
      />
      {open?.state === 'proposed' ? (
        <CaseProposalLive click={decided} view={view} proposal={open} me={me} reasonField={reasonField} />
      ) : null}
      {open?.state === 'requested' ? (
        <Section title={repairWords(open)} aside="under way">
          <p className="soft">
            Asked by {person(open.proposedBy)} at <Time at={open.proposedAtMs} near={nowMs} />; the order’s owner has
            not decided it yet. Nothing needs to be sent again.
          </p>
        </Section>
      ) : null}
      <ActionResultLine result={decided.result} />
      {past.length > 0 ? (
        <Section title="Repairs so far">
          <PastRepairs repairs={past} />
        </Section>
      ) : null}
    </>
  );
}
