'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { failedAction } from '@/components/failed-action';
import { MailsTable } from '@/components/operations/mails-table';
import type { MailRecord } from '@/server/domain/mail-record';
import { ActionResultLine } from '@/components/order/action-result';
import { useBeat } from '@/components/news/told-pages';
import { newClickId, useTRPC } from '@/components/trpc';
import { NoneFound } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { Section } from '@/components/ui/section';
import { TableSkeleton } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import { useHeldRows } from '@/components/ui/use-held-rows';
import { WaitingRows } from '@/components/ui/waiting-rows';
import type { ActionResult } from '@/server/domain/action-result';

const MOST_MAILS = 100;

const NOT_SENT = {
  notDone: 'Nothing was queued.',
  notKnown: 'The mail may be queued; its row shows it.',
  watch: '#mails',
};

interface HeldMailsProps {
  readonly mails: readonly MailRecord[];
  readonly readAtMs: number;
  readonly sending: string | null;
  readonly resend: (mail: MailRecord) => void;
}

/** Beside each stands a button: what is new waits above them. */
function HeldMails({ mails, readAtMs, ...table }: HeldMailsProps) {
  const held = useHeldRows<MailRecord>('mails', mails, ({ messageId, orderId }) => `${orderId} ${messageId}`, readAtMs);
  return (
    <>
      <WaitingRows count={held.waiting} what="mail" sinceMs={held.sinceMs} show={held.show} />
      <MailsTable mails={held.rows} {...table} />
    </>
  );
}

/** The mails that customers were sent, and sending one again. */
export function Mails({ readAtMs }: { readAtMs: number }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [result, setResult] = useState<ActionResult | null>(null);
  const asked = { limit: MOST_MAILS };
  const query = useQuery(trpc.messages.mails.queryOptions(asked, { refetchInterval: useBeat('messages.mails') }));
  const resend = useMutation(
    trpc.operator.messages.resendMail.mutationOptions({
      onMutate: () => setResult(null),
      onSuccess: (answer) => setResult(answer),
      onError: (error) => setResult(failedAction(error, NOT_SENT)),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.messages.mails.queryKey(asked) }),
    }),
  );
  const send = ({ orderId, messageId }: MailRecord) => resend.mutate({ orderId, messageId, operationId: newClickId() });
  return (
    <div id="mails">
      <Section title="Mails to customers" aside={query.data ? `${query.data.mails.length} newest` : null}>
        <ActionResultLine result={result} />
        <ReadState
          query={query}
          what="The mails"
          skeleton={<TableSkeleton rows={5} columns={5} label="Reading mails" />}
        >
          {({ mails, notReached }) =>
            mails.length === 0 ? (
              <NoneFound title="No mail was ever queued" notReached={notReached}>
                A confirmed order queues one. Looked at every one, as of <Time at={readAtMs} />.
              </NoneFound>
            ) : (
              <HeldMails
                mails={mails}
                readAtMs={readAtMs}
                sending={resend.isPending ? (resend.variables?.messageId ?? null) : null}
                resend={send}
              />
            )
          }
        </ReadState>
      </Section>
    </div>
  );
}
