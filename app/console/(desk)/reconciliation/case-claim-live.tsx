'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { ActionResultLine } from '@/components/order/action-result';
import { CaseClaim } from '@/components/reconciliation/case-claim';
import { type CaseAddress, caseHref } from '@/components/reconciliation/queue-row';
import { type Outputs, useTRPC } from '@/components/trpc';
import { refusalReason } from '@/server/domain/permissions';
import { useClick } from './use-click';

/** A claim lasts half an hour; whoever has the panel open keeps it long before it ends. */
const KEEP_EVERY_MS = 5 * 60_000;

interface CaseClaimLiveProps {
  readonly caseRef: CaseAddress;
  readonly owner: string | null;
  readonly me: Outputs['session']['me'];
  readonly reread: () => Promise<unknown>;
}

export function CaseClaimLive({ caseRef, me, owner, reread }: CaseClaimLiveProps) {
  const trpc = useTRPC();
  const click = useClick(caseHref(caseRef), reread);
  const refused = refusalReason(me.role, 'cases:work');
  const mine = owner !== null && owner === me.email;
  const colleagues = useQuery(trpc.cases.colleagues.queryOptions(undefined, { enabled: refused === null && mine }));
  const claim = useMutation(trpc.cases.claim.mutationOptions(click.heard));
  const release = useMutation(trpc.cases.release.mutationOptions(click.heard));
  const handOver = useMutation(trpc.cases.handOver.mutationOptions(click.heard));
  const keep = useMutation(trpc.cases.keep.mutationOptions({ onSettled: reread }));
  useKept(mine, () => keep.mutate({ ...caseRef }));
  const ref = { ...caseRef, operationId: click.id };
  return (
    <>
      <CaseClaim
        standing={owner === null ? 'free' : mine ? 'mine' : 'others'}
        refused={refused}
        busy={claim.isPending || release.isPending || handOver.isPending}
        claim={() => claim.mutate(ref)}
        release={() => release.mutate(ref)}
        handOver={(to, note) => handOver.mutate({ ...ref, to, note })}
        colleagues={(colleagues.data ?? []).filter(({ email }) => email !== me.email)}
      />
      <ActionResultLine result={click.result} />
    </>
  );
}

/** At once when the panel opens on a case of one's own, and then again and again. */
function useKept(mine: boolean, keep: () => void): void {
  const kept = useEffectEvent(keep);
  useEffect(() => {
    if (!mine) return;
    kept();
    const timer = setInterval(() => kept(), KEEP_EVERY_MS);
    return () => clearInterval(timer);
  }, [mine]);
}
