'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { MailsTable } from '@/components/operations/mails-table';
import type { MailRecord } from '@/server/domain/mail-record';
import { ActionResultLine } from '@/components/order/action-result';
import { newClickId, POLL_LIST_MS, refusalOf, useTRPC } from '@/components/trpc';
import { ProofOfEmptiness } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { Section } from '@/components/ui/section';
import { TableSkeleton } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import type { ActionResult } from '@/server/domain/action-result';

const MOST_MAILS = 100;

function resultOfError(error: unknown): ActionResult {
  const { code, message } = refusalOf(error);
  if (code !== null) return { kind: 'not_done', code, text: `${message} Nothing was queued.` };
  return { kind: 'not_known_yet', text: 'No answer. The mail may be queued; its row shows it.', watch: '#mails' };
}

/** The mails that customers were sent, and sending one again. */
export function Mails() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [result, setResult] = useState<ActionResult | null>(null);
  const asked = { limit: MOST_MAILS };
  const query = useQuery(trpc.messages.mails.queryOptions(asked, { refetchInterval: POLL_LIST_MS }));
  const resend = useMutation(
    trpc.operator.messages.resendMail.mutationOptions({
      onMutate: () => setResult(null),
      onSuccess: (answer) => setResult(answer),
      onError: (error) => setResult(resultOfError(error)),
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
              <ProofOfEmptiness title="No mail was ever queued.">
                A confirmed order queues one. Looked at{' '}
                {notReached.length === 0 ? 'both regions' : 'one region; the other was not reached'}, as of{' '}
                <Time at={query.dataUpdatedAt} />.
              </ProofOfEmptiness>
            ) : (
              <MailsTable
                mails={mails}
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
