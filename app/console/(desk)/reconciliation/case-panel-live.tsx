'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { CaseAnswerLine } from '@/components/reconciliation/case-answer-line';
import { CaseHeader } from '@/components/reconciliation/case-header';
import { CaseHistory } from '@/components/reconciliation/case-history';
import { CaseSides } from '@/components/reconciliation/case-sides';
import type { CaseAddress } from '@/components/reconciliation/queue-row';
import { POLL_MS, useTRPC } from '@/components/trpc';
import { ReadState } from '@/components/ui/read-state';
import { Section } from '@/components/ui/section';
import { TableSkeleton } from '@/components/ui/skeleton';
import { useServerNow } from '@/components/ui/use-now';
import styles from './case-panel.module.css';

interface CasePanelProps {
  readonly caseRef: CaseAddress;
  readonly onClose: () => void;
  /** Null at the end of the list, and where there is none. */
  readonly onNext: (() => void) | null;
  readonly onPrevious: (() => void) | null;
}

export function CasePanelLive({ caseRef, onClose, onNext, onPrevious }: CasePanelProps) {
  const trpc = useTRPC();
  const heading = useRef<HTMLHeadingElement>(null);
  const me = useQuery(trpc.session.me.queryOptions());
  const file = useQuery(trpc.cases.get.queryOptions({ ...caseRef }, { refetchInterval: POLL_MS }));
  const { caseId, orderId } = caseRef;
  const view = useQuery(
    trpc.repairs.view.queryOptions({ orderId, caseId }, { enabled: orderId !== '', refetchInterval: POLL_MS }),
  );
  const nowMs = useServerNow(file.data?.nowMs ?? 0, file.dataUpdatedAt);
  useEffect(() => heading.current?.focus(), []);
  return (
    <aside className={styles.panel} aria-label="Case">
      <CaseHeader
        caseRef={caseRef}
        state={file.data?.order?.state ?? null}
        heading={heading}
        close={onClose}
        next={onNext}
        previous={onPrevious}
      />
      <ReadState
        query={file}
        what="This case"
        skeleton={<TableSkeleton rows={8} columns={2} label="Reading the case" />}
      >
        {(each) => (
          <>
            <CaseAnswerLine
              answer={{
                ...each,
                total: each.order?.total ?? null,
                provider: view.data?.provider ?? null,
                who: me.data?.email ?? '',
                nowMs,
              }}
            />
            {view.data ? (
              <CaseSides sides={view.data.sides} oursAtMs={view.data.nowMs} provider={view.data.provider} />
            ) : null}
            <Section title="History">
              <CaseHistory rows={each.history} />
            </Section>
          </>
        )}
      </ReadState>
    </aside>
  );
}
