'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { failedAction } from '@/components/failed-action';
import { ActionResultLine } from '@/components/order/action-result';
import { NoteDialog } from '@/components/order/note-dialog';
import { lookUpTarget, type OrderAction, orderActions } from '@/components/order/order-actions';
import { focusMoreActions, OrderActionsBar } from '@/components/order/order-actions-bar';
import { repairHref } from '@/components/reconciliation/queue-row';
import { useGo } from '@/components/shell/stay-while-lost';
import { newClickId, type Outputs, refusalOf, useTRPC } from '@/components/trpc';
import type { ActionResult } from '@/server/domain/action-result';
import type { PersonMay } from '@/server/domain/explanation/person-may';
import { refusalReason } from '@/server/domain/permissions';

interface OrderActionsProps {
  readonly view: Outputs['support']['orders']['get'];
  readonly personMay: readonly PersonMay[];
  readonly nowMs: number;
}

/** No answer is not a refusal: the look-up may have been made, and its evidence will show it. */
const NOT_LOOKED_UP = {
  notDone: 'Nothing was sent.',
  notKnown: 'The look-up may have been made; it cannot charge.',
  watch: '#what-happened',
};

export function OrderActions({ nowMs, view, personMay }: OrderActionsProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const go = useGo();
  const [result, setResult] = useState<ActionResult | null>(null);
  const [noting, setNoting] = useState(false);
  const wasNoting = useRef(false);
  useEffect(() => {
    if (wasNoting.current && !noting) focusMoreActions();
    wasNoting.current = noting;
  }, [noting]);
  /** One dialog is one click, however often its button is pressed. */
  const [noteId, setNoteId] = useState(newClickId);
  const { orderId } = view.order;
  const openCase = view.cases.find(({ closedAtMs }) => closedAtMs === null) ?? null;
  const target = lookUpTarget(view.operations);
  const me = useQuery(trpc.session.me.queryOptions());
  // until it is known who asks, nothing is offered
  const mayNotRepair = me.data ? refusalReason(me.data.role, 'repairs:propose') : 'It is not known yet who you are.';
  const reread = () => queries.invalidateQueries({ queryKey: trpc.support.orders.get.queryKey({ orderId }) });

  const lookUp = useMutation(
    trpc.support.orders.lookUp.mutationOptions({
      onMutate: () => setResult(null),
      onSuccess: (answer) => setResult(answer),
      onError: (error) => setResult(failedAction(error, NOT_LOOKED_UP)),
      onSettled: reread,
    }),
  );
  const addNote = useMutation(
    trpc.support.orders.addNote.mutationOptions({
      onSuccess: (answer) => answer.kind === 'done' && setNoting(false),
      onSettled: reread,
    }),
  );

  const noteProblem = addNote.isError
    ? `Not known whether it was kept. ${refusalOf(addNote.error).message} Press again: it is kept once.`
    : addNote.data && addNote.data.kind !== 'done'
      ? addNote.data.text
      : null;

  const choose = (action: OrderAction) => {
    if (action.id === 'note') {
      addNote.reset();
      setNoteId(newClickId());
      setNoting(true);
    }
    if (action.id === 'note' || action.id === 'send_again') return;
    const { region } = view.order;
    go(repairHref(openCase === null ? { orderId, caseId: null } : { region, orderId, caseId: openCase.caseId }));
  };

  return (
    <>
      <OrderActionsBar
        target={target}
        asking={lookUp.isPending}
        lookUp={() => target !== null && lookUp.mutate({ orderId, operationId: newClickId() })}
        actions={orderActions(personMay, openCase, mayNotRepair, nowMs)}
        choose={choose}
      />
      <ActionResultLine result={result} />
      <NoteDialog
        key={String(noting)}
        opened={noting}
        orderId={orderId}
        saving={addNote.isPending}
        problem={noteProblem}
        save={(text) => addNote.mutate({ orderId, text, operationId: noteId })}
        close={() => setNoting(false)}
      />
    </>
  );
}
