'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { AUDIT_SUBJECTS, AuditFilters } from '@/components/operations/audit-filters';
import { AuditTable } from '@/components/operations/audit-table';
import { type Outputs, POLL_LIST_MS, useTRPC } from '@/components/trpc';
import { Button } from '@/components/ui/button';
import { Freshness } from '@/components/ui/freshness';
import { ProofOfEmptiness } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { TableSkeleton } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import tools from '@/components/ui/tools.module.css';
import { REGIONS } from '@/server/domain/region';

const filters = {
  region: parseAsStringLiteral(REGIONS),
  who: parseAsString,
  about: parseAsStringLiteral(AUDIT_SUBJECTS),
  object: parseAsString,
};

/** S13 of the promise: every move left its evidence, and the audit is one unbroken chain. */
const CHAIN_INVARIANT = 'S13';

type Promised = Outputs['support']['now']['overview']['promise'];

function Chain({ promise }: { promise: Promised | undefined }) {
  if (!promise) return <span className="meta">The chain was not checked here yet.</span>;
  const broken = promise.sample.filter(({ invariant, orderId }) => invariant === CHAIN_INVARIANT && orderId === null);
  return (
    <span className="meta">
      {broken.length === 0 ? (
        'One unbroken chain, '
      ) : (
        <b className="tone" data-tone="red">
          The chain is broken: {broken[0]?.why}.{' '}
        </b>
      )}
      as last checked <Time at={promise.checkedAtMs} />
    </span>
  );
}

/** Who did what, to what, and why: the entry is written in the transaction of the change itself, and nothing can change it afterwards. */
export function AuditDesk() {
  const trpc = useTRPC();
  const [asked, ask] = useQueryStates(filters);
  const query = useInfiniteQuery(
    trpc.audit.find.infiniteQueryOptions(
      { region: asked.region, who: asked.who || null, action: asked.about, object: asked.object || null, limit: 50 },
      {
        getNextPageParam: ({ nextBeforeSeq }) => nextBeforeSeq,
        refetchInterval: POLL_LIST_MS,
      },
    ),
  );
  const now = useQuery(trpc.support.now.overview.queryOptions(undefined, { refetchInterval: POLL_LIST_MS }));
  return (
    <>
      <h1>Audit</h1>
      <AuditFilters key={JSON.stringify([asked.who, asked.object])} asked={asked} ask={(part) => void ask(part)} />
      <ReadState
        query={query}
        what="The audit"
        skeleton={<TableSkeleton rows={12} columns={5} label="Reading the audit" />}
      >
        {({ pages }) => {
          const entries = pages.flatMap((page) => page.entries);
          const first = pages[0];
          return first === undefined || entries.length === 0 ? (
            <ProofOfEmptiness title="Nobody did anything that fits.">
              The whole chain of {first?.region ?? 'this region'} was looked through
              {first ? (
                <>
                  , as of <Time at={first.freshness.asOfMs} />
                </>
              ) : null}
              . Every change by a person has an entry; machines leave theirs on the order.
            </ProofOfEmptiness>
          ) : (
            <>
              <div className={tools.tools}>
                <Chain promise={now.data?.promise} />
                <span className={tools.right}>
                  <span className={tools.fresh}>
                    <Freshness freshness={first.freshness} />
                  </span>
                </span>
              </div>
              <AuditTable entries={entries} />
              {query.hasNextPage ? (
                <p style={{ marginTop: 12 }}>
                  <Button
                    size="sm"
                    aria-disabled={query.isFetchingNextPage}
                    onClick={() => !query.isFetchingNextPage && void query.fetchNextPage()}
                  >
                    {query.isFetchingNextPage ? 'Reading…' : 'Older'}
                  </Button>
                </p>
              ) : null}
            </>
          );
        }}
      </ReadState>
    </>
  );
}
