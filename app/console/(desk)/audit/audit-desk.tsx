'use client';

import { useQuery } from '@tanstack/react-query';
import { createSerializer, parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { AUDIT_SUBJECTS, AuditFilters } from '@/components/operations/audit-filters';
import { AuditTable } from '@/components/operations/audit-table';
import { useBeat } from '@/components/news/told-pages';
import { type Outputs, useTRPC } from '@/components/trpc';
import { ButtonLink } from '@/components/ui/button';
import { Freshness } from '@/components/ui/freshness';
import { ProofOfEmptiness } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { TableSkeleton } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import tools from '@/components/ui/tools.module.css';
import { useHeldRows } from '@/components/ui/use-held-rows';
import { WaitingRows } from '@/components/ui/waiting-rows';
import { REGIONS } from '@/server/domain/region';
import styles from '../orders/orders-desk.module.css';

const ROWS_PER_PAGE = 50;

const filters = {
  region: parseAsStringLiteral(REGIONS),
  who: parseAsString,
  about: parseAsStringLiteral(AUDIT_SUBJECTS),
  object: parseAsString,
  /** What is older than this entry. */
  before: parseAsInteger,
};

/** S13 of the promise: every move left its evidence, and the audit is one unbroken chain. */
const CHAIN_INVARIANT = 'S13';

type Promised = Outputs['support']['now']['overview']['promise'];

function Chain({ promise }: { promise: Promised | undefined }) {
  if (!promise) return <span className="meta">The chains were not checked in both regions yet.</span>;
  const broken = promise.sample.filter(({ invariant, orderId }) => invariant === CHAIN_INVARIANT && orderId === null);
  return (
    <span className="meta">
      {broken.length === 0 ? (
        'No chain is broken, '
      ) : (
        <b className="tone" data-tone="red">
          A chain is broken: {broken[0]?.why}.{' '}
        </b>
      )}
      as last checked <Time at={promise.checkedAtMs} />
    </span>
  );
}

const addressOf = createSerializer(filters);

type Found = Outputs['audit']['find']['entries'];

/** What is being read stays where it is; what was done meanwhile waits above it. */
function Entries({ entries, question, readAtMs }: { entries: Found; question: string; readAtMs: number }) {
  const held = useHeldRows<Found[number]>(question, entries, ({ seq }) => String(seq), readAtMs);
  return (
    <>
      <WaitingRows count={held.waiting} what={['entry', 'entries']} sinceMs={held.sinceMs} show={held.show} />
      <AuditTable entries={held.rows} />
    </>
  );
}

/** Who did what, to what, and why: the entry is written in the transaction of the change itself, and nothing can change it afterwards. */
export function AuditDesk() {
  const trpc = useTRPC();
  const [asked, ask] = useQueryStates(filters);
  const query = useQuery(
    trpc.audit.find.queryOptions(
      {
        region: asked.region,
        who: asked.who || null,
        action: asked.about,
        object: asked.object || null,
        cursor: asked.before,
        limit: ROWS_PER_PAGE,
      },
      { refetchInterval: useBeat('audit.find') },
    ),
  );
  const now = useQuery(
    trpc.support.now.overview.queryOptions(undefined, { refetchInterval: useBeat('support.now.overview') }),
  );
  return (
    <>
      <h1>Audit</h1>
      <AuditFilters
        key={JSON.stringify([asked.who, asked.object])}
        asked={asked}
        ask={(part) => void ask({ ...part, before: null })}
      />
      <ReadState
        query={query}
        what="The audit"
        skeleton={<TableSkeleton rows={12} columns={5} label="Reading the audit" />}
      >
        {({ entries, freshness, nextBeforeSeq, region }) =>
          entries.length === 0 ? (
            <ProofOfEmptiness title="Nobody did anything that fits.">
              The whole chain of {region} was looked through, as of <Time at={freshness.asOfMs} />. Every change by a
              person has an entry; machines leave theirs on the order.
            </ProofOfEmptiness>
          ) : (
            <>
              <div className={tools.tools}>
                <Chain promise={now.data?.promise} />
                <span className={tools.right}>
                  <span className={tools.fresh}>
                    <Freshness freshness={freshness} />
                  </span>
                </span>
              </div>
              <Entries entries={entries} question={JSON.stringify(asked)} readAtMs={freshness.asOfMs} />
              <nav className={styles.pages} aria-label="Pages">
                {asked.before === null ? null : (
                  <ButtonLink size="sm" href={addressOf('/console/audit', { ...asked, before: null })}>
                    Newest
                  </ButtonLink>
                )}
                {nextBeforeSeq === null ? null : (
                  <ButtonLink size="sm" href={addressOf('/console/audit', { ...asked, before: nextBeforeSeq })}>
                    Older
                  </ButtonLink>
                )}
              </nav>
            </>
          )
        }
      </ReadState>
    </>
  );
}
