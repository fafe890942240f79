'use client';

import { useRouter } from 'next/navigation';
import type { CaseAddress } from '@/components/reconciliation/queue-row';
import { CasePanelLive } from '../../../case-panel-live';
import { DeskNav } from '../../../desk-nav';

/** One case by its own address: from its order, from a message, on a phone. */
export function CaseDesk({ caseRef }: { caseRef: CaseAddress }) {
  const router = useRouter();
  return (
    <>
      <h1 className="sr">Case</h1>
      <DeskNav />
      <CasePanelLive
        alone
        caseRef={caseRef}
        onClose={() => router.push('/console/reconciliation')}
        onNext={null}
        onPrevious={null}
      />
    </>
  );
}
