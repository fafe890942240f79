'use client';

import { useQuery } from '@tanstack/react-query';
import { CaseFigures } from '@/components/reconciliation/case-figures';
import { CasesTable } from '@/components/reconciliation/cases-table';
import { type Outputs, POLL_LIST_MS, useTRPC } from '@/components/trpc';
import { Freshness } from '@/components/ui/freshness';
import { ProofOfEmptiness } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { TableSkeleton } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import tools from '@/components/ui/tools.module.css';
import { useHeldRows } from '@/components/ui/use-held-rows';
import { useServerNow } from '@/components/ui/use-now';
import { WaitingRows } from '@/components/ui/waiting-rows';

const MOST_CASES = 200;

type Listed = Outputs['cases']['queue'];

function OpenCases({ listed, heardAtMs }: { listed: Listed; heardAtMs: number }) {
  const nowMs = useServerNow(listed.nowMs, heardAtMs);
  const trpc = useTRPC();
  const figures = useQuery(trpc.cases.figures.queryOptions(undefined, { refetchInterval: POLL_LIST_MS }));
  const held = useHeldRows('open', listed.rows, ({ caseId }) => caseId, listed.nowMs);
  const openNow = new Set(listed.rows.map(({ caseId }) => caseId));
  const rows = held.rows.filter(({ caseId }) => openNow.has(caseId)).toSorted((a, b) => a.dueAtMs - b.dueAtMs);
  if (listed.rows.length === 0)
    return (
      <ProofOfEmptiness title="No open case.">
        Every order that needed a person has been decided, as of <Time at={listed.freshness.asOfMs} />.
      </ProofOfEmptiness>
    );
  return (
    <>
      {figures.data ? <CaseFigures figures={figures.data} nowMs={nowMs} /> : null}
      <div className={tools.tools}>
        <h2>Open cases, due first</h2>
        <span className={tools.right}>
          <Freshness freshness={listed.freshness} />
        </span>
      </div>
      <WaitingRows count={held.waiting} what="case" sinceMs={held.sinceMs} show={held.show} />
      <CasesTable cases={rows} nowMs={nowMs} />
    </>
  );
}

/** The cases that wait for a person. */
export function CasesDesk() {
  const trpc = useTRPC();
  const query = useQuery(trpc.cases.queue.queryOptions({ limit: MOST_CASES }, { refetchInterval: POLL_LIST_MS }));
  return (
    <>
      <h1>Reconciliation</h1>
      <ReadState
        query={query}
        what="The open cases"
        skeleton={<TableSkeleton rows={10} columns={6} label="Reading cases" />}
      >
        {(listed) => <OpenCases listed={listed} heardAtMs={query.dataUpdatedAt} />}
      </ReadState>
    </>
  );
}
