'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { DrillList } from '@/components/drills/drill-list';
import { DrillLive } from '@/components/drills/drill-live';
import styles from '@/components/drills/drills.module.css';
import { ActionResultLine } from '@/components/order/action-result';
import { useBeat } from '@/components/news/told-pages';
import { type Outputs, useTRPC } from '@/components/trpc';
import { NothingYet } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { TableSkeleton } from '@/components/ui/skeleton';
import { useServerNow } from '@/components/ui/use-now';
import { DRILL_IDS } from '@/server/domain/drill';
import { refusalReason } from '@/server/domain/permissions';
import { useClick } from '../reconciliation/use-click';

type Told = Extract<Outputs['drills']['overview'], { kind: 'drills' }>['overview'];

interface StageProps {
  readonly told: Told;
  readonly heardAtMs: number;
  readonly role: Outputs['session']['me']['role'];
}

function Stage({ heardAtMs, role, told }: StageProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const nowMs = useServerNow(told.nowMs, heardAtMs);
  const [named, setNamed] = useQueryState('drill', parseAsStringLiteral(DRILL_IDS));
  const running = told.runs.find(({ state }) => state === 'running');
  const newest = [...told.runs].sort((a, b) => b.startedAtMs - a.startedAtMs)[0];
  const chosen = named ?? running?.drill ?? newest?.drill ?? null;
  const run = told.runs.find(({ drill }) => drill === chosen);
  const reread = () => queries.invalidateQueries({ queryKey: trpc.drills.pathKey() });
  const click = useClick('/console/drills', reread);
  const start = useMutation(trpc.drills.start.mutationOptions(click.heard));
  const stop = useMutation(trpc.drills.stop.mutationOptions(click.heard));
  // that it started is news only while it runs
  const result = click.result?.kind === 'done' && running === undefined ? null : click.result;
  const mayNot = refusalReason(role, 'drills:run');
  const busy = start.isPending || stop.isPending;
  const closed = mayNot ?? (running === undefined ? (busy ? 'Starting…' : null) : 'Another drill runs; one at a time.');
  return (
    <div className={styles.columns}>
      <section aria-label="Drills">
        <div className={styles.head}>
          <h2>Ten drills</h2>
          <span className="meta">real state machine, sandbox money</span>
        </div>
        <DrillList
          drills={told.drills}
          runs={told.runs}
          chosen={chosen}
          closed={closed}
          nowMs={nowMs}
          choose={(id) => void setNamed(id)}
          start={(id) => {
            void setNamed(id);
            start.mutate({ drill: id, operationId: click.id });
          }}
        />
      </section>
      <section aria-label="Run">
        <ActionResultLine result={result} />
        {run === undefined ? (
          <NothingYet title={chosen === null ? 'No drill was run here yet.' : 'This drill was not run here yet.'}>
            A drill breaks what it says, lets customers order meanwhile, heals it, and is judged by the provider’s own
            ledger and by what the customers were told.
          </NothingYet>
        ) : (
          <DrillLive
            run={run}
            nowMs={nowMs}
            mayNotStop={mayNot}
            stopping={stop.isPending}
            stop={() => stop.mutate({ runId: run.runId, operationId: click.id })}
          />
        )}
      </section>
    </div>
  );
}

/** The demonstration, the training room, and the proof that the failure modes are handled. */
export function DrillsDesk() {
  const trpc = useTRPC();
  const me = useQuery(trpc.session.me.queryOptions());
  const query = useQuery(trpc.drills.overview.queryOptions(undefined, { refetchInterval: useBeat('drills.overview') }));
  return (
    <>
      <h1 className="sr">Drills</h1>
      <ReadState
        query={query}
        what="The drills"
        skeleton={<TableSkeleton rows={10} columns={2} label="Reading drills" />}
      >
        {(told) =>
          told.kind === 'off' ? (
            <NothingYet title="Drills are off in this store.">
              They break things on purpose, so they run only where no payment is real: EVIDENT_DRILLS, with the sandbox.
            </NothingYet>
          ) : (
            <Stage told={told.overview} heardAtMs={query.dataUpdatedAt} role={me.data?.role ?? null} />
          )
        }
      </ReadState>
    </>
  );
}
