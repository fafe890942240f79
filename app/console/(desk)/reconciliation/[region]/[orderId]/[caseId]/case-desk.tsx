'use client';

import type { CaseAddress } from '@/components/reconciliation/queue-row';
import { useGo } from '@/components/shell/stay-while-lost';
import { CasePanelLive } from '../../../case-panel-live';
import { DeskNav } from '../../../desk-nav';

/** One case by its own address: from its order, from a message, on a phone. */
export function CaseDesk({ caseRef }: { caseRef: CaseAddress }) {
  const go = useGo();
  return (
    <>
      <h1 className="sr">Case</h1>
      <DeskNav />
      <CasePanelLive
        alone
        caseRef={caseRef}
        onClose={() => go('/console/reconciliation')}
        onNext={null}
        onPrevious={null}
      />
    </>
  );
}
