'use client';

import { useQuery } from '@tanstack/react-query';
import { CaseAnswerLine } from '@/components/reconciliation/case-answer-line';
import { CaseFacts } from '@/components/reconciliation/case-facts';
import { CaseHistory } from '@/components/reconciliation/case-history';
import type { CaseAddress } from '@/components/reconciliation/queue-row';
import { StatementSides } from '@/components/reconciliation/statement-sides';
import { WithoutOrder } from '@/components/reconciliation/without-order';
import { useBeat } from '@/components/news/told-pages';
import { type Outputs, useTRPC } from '@/components/trpc';
import { LostLine } from '@/components/ui/lost-line';
import { ReadState } from '@/components/ui/read-state';
import { Section } from '@/components/ui/section';
import { TableSkeleton } from '@/components/ui/skeleton';
import { useServerNow } from '@/components/ui/use-now';
import { CaseClaimLive } from './case-claim-live';
import { CaseNoteLive } from './case-note-live';
import { RepairSidesLive } from './repair-sides-live';
import { VerdictLive } from './verdict-live';

type File = Outputs['cases']['get'];

interface CaseBodyProps {
  readonly caseRef: CaseAddress;
  readonly file: File;
  readonly heardAtMs: number;
  /** The case itself could not be read again, and that is said above it. */
  readonly lost: boolean;
  readonly me: Outputs['session']['me'];
  readonly reread: () => Promise<unknown>;
}

export function CaseBodyLive({ caseRef, file, heardAtMs, lost, me, reread }: CaseBodyProps) {
  const trpc = useTRPC();
  const nowMs = useServerNow(file.nowMs, heardAtMs);
  const { caseId, orderId } = caseRef;
  const view = useQuery(
    trpc.repairs.view.queryOptions(
      { orderId, caseId },
      { enabled: file.order !== null, refetchInterval: useBeat('repairs.view') },
    ),
  );
  return (
    <>
      <CaseAnswerLine
        answer={{
          ...file,
          total: file.order?.total ?? null,
          provider: view.data?.provider ?? null,
          who: me.email ?? '',
          nowMs,
        }}
      />
      {file.state === 'open' ? <CaseClaimLive caseRef={caseRef} owner={file.owner} me={me} reread={reread} /> : null}
      {file.statement === null ? null : <StatementSides statement={file.statement} />}
      {file.order === null ? (
        <Unclaimed caseRef={caseRef} file={file} nowMs={nowMs} me={me} reread={reread} />
      ) : view.data === undefined ? (
        <ReadState
          query={view}
          what="Both sides"
          skeleton={<TableSkeleton rows={8} columns={3} label="Reading both sides" />}
        >
          {() => null}
        </ReadState>
      ) : (
        <>
          {view.isError && !lost ? (
            <LostLine error={view.error} readAtMs={view.dataUpdatedAt} tryNow={() => void view.refetch()} />
          ) : null}
          <RepairSidesLive
            subject={caseRef}
            view={view.data}
            atRisk={file.atRisk}
            taken={readOnly(file, me.email)}
            nowMs={nowMs}
            me={me}
            reread={reread}
          />
        </>
      )}
      <Section title="Case">
        <CaseFacts file={file} nowMs={nowMs} />
      </Section>
      <Section title="History">
        <CaseHistory rows={file.history} />
        {file.state === 'open' ? <CaseNoteLive caseRef={caseRef} role={me.role} reread={reread} /> : null}
      </Section>
    </>
  );
}

function Unclaimed({
  caseRef,
  file,
  me,
  nowMs,
  reread,
}: Omit<CaseBodyProps, 'heardAtMs' | 'lost'> & { nowMs: number }) {
  const trpc = useTRPC();
  const view = useQuery(trpc.verdicts.view.queryOptions({ ...caseRef }, { refetchInterval: useBeat('verdicts.view') }));
  return (
    <>
      {file.state === 'open' ? <WithoutOrder orderId={caseRef.orderId} atRisk={file.atRisk} /> : null}
      <ReadState
        query={view}
        what="What the provider says"
        skeleton={<TableSkeleton rows={6} columns={3} label="Reading what the provider says" />}
      >
        {(each) => (
          <VerdictLive
            caseRef={caseRef}
            view={each}
            atRisk={file.atRisk}
            taken={readOnly(file, me.email)}
            nowMs={nowMs}
            me={me}
            reread={reread}
          />
        )}
      </ReadState>
    </>
  );
}

/** Why nobody, or not this person, works the case now; null when they may. */
function readOnly({ owner, ownerUntilMs, state }: File, who: string | null): string | null {
  if (state === 'closed') return 'The case is closed; what happens again is a new case.';
  if (owner === null || ownerUntilMs === null || owner === who) return null;
  return `${owner} holds the case until ${new Date(ownerUntilMs).toISOString().slice(11, 19)} UTC; it can be read meanwhile.`;
}
