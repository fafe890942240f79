import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { failedAction } from '@/components/failed-action';
import { caseKeyOf } from '@/components/reconciliation/queue-row';
import { newClickId, useTRPC } from '@/components/trpc';
import type { ActionResult } from '@/server/domain/action-result';
import { NEXT_CASE_PRESETS, type QueuePreset } from '@/server/domain/case-queue';
import { queueHref } from './queue-address';

/** Takes the next free case of a list; two people who press at once get two cases. */
export function useNextCase(asked: QueuePreset, open: (caseKey: string) => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [result, setResult] = useState<ActionResult | null>(null);
  const taking = useMutation(
    trpc.cases.next.mutationOptions({
      onMutate: () => setResult(null),
      onSuccess(answer) {
        if (answer.kind === 'done') open(caseKeyOf(answer.taken));
        else setResult(answer);
      },
      onError(error) {
        setResult(
          failedAction(error, {
            notDone: 'No case was taken.',
            notKnown: 'A case may have been taken; it then stands under “Mine”.',
            watch: queueHref({ preset: 'mine' }),
          }),
        );
      },
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.cases.pathKey() }),
    }),
  );
  // of "Mine" nothing is free, and what waits for a second person has its first
  const preset = NEXT_CASE_PRESETS.find((each) => each === asked) ?? 'all_due_first';
  return {
    result,
    preset,
    taking: taking.isPending,
    take: () => {
      if (!taking.isPending) taking.mutate({ preset, operationId: newClickId() });
    },
  };
}
