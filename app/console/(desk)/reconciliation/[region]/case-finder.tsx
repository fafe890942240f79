'use client';

import { useQueries } from '@tanstack/react-query';
import { refusalOf, useTRPC } from '@/components/trpc';
import { ProofOfEmptiness } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { TableSkeleton } from '@/components/ui/skeleton';
import { REGIONS } from '@/server/domain/region';
import { CaseDesk } from './[orderId]/[caseId]/case-desk';

/** A case's id begins with its order's; of money that names no order, that is empty. */
const orderIdIn = (caseId: string): string => /^case:([^:]*):/.exec(caseId)?.[1] ?? '';

/** Either region may have it: one that does not answer is not taken for one that does not. */
export function CaseFinder({ caseId }: { caseId: string }) {
  const trpc = useTRPC();
  const orderId = orderIdIn(caseId);
  const answers = useQueries({
    queries: REGIONS.map((region) => trpc.cases.get.queryOptions({ region, orderId, caseId })),
  });
  const [first] = answers;
  const telling =
    answers.find((each) => each.data !== undefined) ??
    answers.find((each) => !each.isError) ??
    answers.find((each) => refusalOf(each.error).code !== 'NOT_FOUND') ??
    first;
  if (telling === undefined) return null;
  return (
    <ReadState
      query={telling}
      what="This case"
      skeleton={<TableSkeleton rows={10} columns={2} label="Looking for the case" />}
      notFound={<ProofOfEmptiness title="There is no such case.">Both regions were asked.</ProofOfEmptiness>}
    >
      {({ region }) => <CaseDesk caseRef={{ region, orderId, caseId }} />}
    </ReadState>
  );
}
