'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ActionResultLine } from '@/components/order/action-result';
import { AddNote } from '@/components/reconciliation/add-note';
import { type CaseAddress, caseHref } from '@/components/reconciliation/queue-row';
import { useTRPC } from '@/components/trpc';
import { refusalReason, type Role } from '@/server/domain/permissions';
import { useClick } from './use-click';

interface CaseNoteLiveProps {
  readonly caseRef: CaseAddress;
  readonly role: Role | null;
  readonly reread: () => Promise<unknown>;
}

export function CaseNoteLive({ caseRef, reread, role }: CaseNoteLiveProps) {
  const trpc = useTRPC();
  const click = useClick(caseHref(caseRef), reread);
  const [text, setText] = useState('');
  const note = useMutation(
    trpc.cases.note.mutationOptions({
      ...click.heard,
      onSuccess(answer) {
        click.heard.onSuccess(answer);
        if (answer.kind === 'done') setText('');
      },
    }),
  );
  return (
    <>
      <AddNote
        text={text}
        type={setText}
        busy={note.isPending}
        refused={refusalReason(role, 'cases:work')}
        keep={(kept) => note.mutate({ ...caseRef, text: kept, operationId: click.id })}
      />
      <ActionResultLine result={click.result} />
    </>
  );
}
