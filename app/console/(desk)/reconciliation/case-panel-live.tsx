'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { CaseHeader } from '@/components/reconciliation/case-header';
import { CaseKeysHint } from '@/components/reconciliation/case-keys-hint';
import { type CaseAddress, caseKeyOf, rowIdOf } from '@/components/reconciliation/queue-row';
import { useCaseKeys } from '@/components/reconciliation/use-case-keys';
import { useBeat } from '@/components/news/told-pages';
import { useTRPC } from '@/components/trpc';
import { ProofOfEmptiness } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { TableSkeleton } from '@/components/ui/skeleton';
import { CaseBodyLive } from './case-body-live';
import styles from './case-panel.module.css';

interface CasePanelProps {
  readonly caseRef: CaseAddress;
  readonly onClose: () => void;
  /** Null at the end of the list, and where there is none. */
  readonly onNext: (() => void) | null;
  readonly onPrevious: (() => void) | null;
  /** It stands alone on its own page, beside no list. */
  readonly alone?: boolean;
}

/** One case, where an operator works it. */
export function CasePanelLive({ alone = false, caseRef, onClose, onNext, onPrevious }: CasePanelProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [hinted, setHinted] = useState(false);
  const me = useQuery(trpc.session.me.queryOptions());
  const file = useQuery(trpc.cases.get.queryOptions({ ...caseRef }, { refetchInterval: useBeat('cases.get') }));
  const reread = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: trpc.cases.pathKey() }),
      queries.invalidateQueries({ queryKey: trpc.repairs.pathKey() }),
      queries.invalidateQueries({ queryKey: trpc.verdicts.pathKey() }),
    ]);
  useCaseKeys({ Escape: onClose, j: onNext, k: onPrevious, '?': () => setHinted(!hinted) });
  return (
    <aside className={alone ? styles.alone : styles.panel} aria-label="Case">
      <CaseHeader
        caseRef={caseRef}
        state={file.data?.order?.state ?? null}
        heading={useFocusWhileOpen(caseKeyOf(caseRef))}
        close={onClose}
        next={onNext}
        previous={onPrevious}
      />
      {hinted ? <CaseKeysHint /> : null}
      <ReadState
        query={file}
        what="This case"
        skeleton={<TableSkeleton rows={10} columns={2} label="Reading the case" />}
        notFound={<ProofOfEmptiness title="There is no such case.">{caseRef.region} was asked.</ProofOfEmptiness>}
      >
        {(each) =>
          me.data ? (
            <CaseBodyLive
              caseRef={caseRef}
              file={each}
              heardAtMs={file.dataUpdatedAt}
              lost={file.isError}
              me={me.data}
              reread={reread}
            />
          ) : (
            <TableSkeleton rows={10} columns={2} label="Reading who you are" />
          )
        }
      </ReadState>
      <p className={styles.foot}>
        <kbd>?</kbd> keys
      </p>
    </aside>
  );
}

/** Opening takes the focus to the heading; closing gives it back to the row. */
function useFocusWhileOpen(key: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    return () => document.getElementById(rowIdOf(key))?.focus({ preventScroll: true });
  }, [key]);
  return heading;
}
