'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { StatementDrop } from '@/components/reconciliation/statement-drop';
import { sendStatement, type UploadStep } from '@/components/reconciliation/statement-upload';
import { StatementsTable } from '@/components/reconciliation/statements-table';
import { useBeat } from '@/components/news/told-pages';
import { newClickId, type Outputs, useTRPC } from '@/components/trpc';
import { Freshness } from '@/components/ui/freshness';
import { NoneFound, NothingYet } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { TableSkeleton } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import tools from '@/components/ui/tools.module.css';
import { refusalReason } from '@/server/domain/permissions';
import { DeskNav } from '../desk-nav';

type Listed = Outputs['statements']['list'];

function Statements({ listed }: { listed: Listed }) {
  const { freshness, notReached, statements } = listed;
  const apart = notReached.length > 0 ? `, without ${notReached.join(', ')}, which was not reached` : '';
  if (statements.length === 0 && notReached.length > 0)
    return (
      <NoneFound title="No statement" notReached={notReached}>
        As of <Time at={freshness.asOfMs} />.
      </NoneFound>
    );
  if (statements.length === 0)
    return (
      <NothingYet title="No statement was imported yet.">
        What the provider settled was not compared with our record, as of <Time at={freshness.asOfMs} />. Look-ups and
        webhooks do not depend on it: a statement is a further witness.
      </NothingYet>
    );
  return (
    <>
      <div className={tools.tools}>
        <span className="meta">
          {listed.nextCursor === null ? 'All' : `The newest ${statements.length}`} statements{apart}
        </span>
        <span className={tools.right}>
          <Freshness freshness={freshness} />
        </span>
      </div>
      <StatementsTable rows={statements} />
    </>
  );
}

/** The provider's settlement reports: handed in here, and what came of each. */
export function StatementsDesk() {
  const trpc = useTRPC();
  const [step, setStep] = useState<UploadStep | null>(null);
  const me = useQuery(trpc.session.me.queryOptions());
  const query = useQuery(
    trpc.statements.list.queryOptions({ limit: 50 }, { refetchInterval: useBeat('statements.list') }),
  );
  const hand = (file: File, from: string, to: string) =>
    sendStatement({ file, from, to, clickId: newClickId() }, (next) => {
      setStep(next);
      if (next.kind === 'done') void query.refetch();
    });
  const refusal = me.data === undefined ? 'Looking up what you may do.' : refusalReason(me.data.role, 'cases:work');
  return (
    <>
      <h1 className="sr">Settlement statements</h1>
      <DeskNav />
      <StatementDrop step={step} hand={hand} refusal={refusal} />
      <ReadState
        query={query}
        what="The statements"
        skeleton={<TableSkeleton rows={6} columns={6} label="Reading statements" />}
      >
        {(listed) => <Statements listed={listed} />}
      </ReadState>
    </>
  );
}
