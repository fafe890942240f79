'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import styles from '@/components/messages/filters.module.css';
import { ReasonDialog } from '@/components/operations/reason-dialog';
import { ReplayForm, type ReplayQuestion } from '@/components/messages/replay-form';
import { dueOf, ReplayPlanView } from '@/components/messages/replay-plan';
import { ActionResultLine } from '@/components/order/action-result';
import { useTRPC } from '@/components/trpc';
import { Button } from '@/components/ui/button';
import { ReadState } from '@/components/ui/read-state';
import { Section } from '@/components/ui/section';
import { TableSkeleton } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import { refusalReason, type Role } from '@/server/domain/permissions';
import { useClick } from '../reconciliation/use-click';

function Planned({ question, role }: { question: ReplayQuestion; role: Role | null }) {
  const trpc = useTRPC();
  const [opened, setOpened] = useState(false);
  const plan = useQuery(trpc.messages.replayPlan.queryOptions(question));
  const click = useClick('/console/messages?view=replay', async () => void (await plan.refetch()));
  const replay = useMutation(
    trpc.messages.replay.mutationOptions({
      ...click.heard,
      onSuccess(answer) {
        click.heard.onSuccess(answer);
        setOpened(false);
      },
    }),
  );
  const refused = refusalReason(role, 'messages:replay');
  const due = plan.data === undefined ? 0 : dueOf(plan.data.regions);
  const why = refused ?? (due === 0 ? 'Nothing would be effected.' : null);
  return (
    <>
      <section className={styles.bar} aria-label="Replay">
        <span className="medium">
          Dry run to {question.consumer}, <Time at={plan.dataUpdatedAt} />
        </span>
        <Button
          size="sm"
          kind="primary"
          aria-disabled={why !== null}
          title={why ?? undefined}
          onClick={() => why === null && setOpened(true)}
        >
          Replay {due.toLocaleString('en')} to {question.consumer}
        </Button>
        <Button size="sm" onClick={() => void plan.refetch()}>
          Look again
        </Button>
        {why === null ? null : <span className="meta">{why}</span>}
        <ActionResultLine result={click.result} />
      </section>
      <ReadState query={plan} what="The dry run" skeleton={<TableSkeleton rows={6} columns={5} label="Looking" />}>
        {({ regions }) => <ReplayPlanView regions={regions} />}
      </ReadState>
      <ReasonDialog
        key={String(opened)}
        opened={opened}
        title={`Replay ${due.toLocaleString('en')} to ${question.consumer}`}
        act={`Replay ${due.toLocaleString('en')}`}
        says="Those that the consumer has not acted on are queued to it. What it has acted on is left out: an effect happens once, however often a message comes."
        acting={replay.isPending}
        go={(reason) => replay.mutate({ ...question, reason, operationId: click.id })}
        close={() => setOpened(false)}
      />
    </>
  );
}

/** Published messages given to one consumer again: first what would change, then, with a reason, those that would. */
export function Replay({ nowMs, role }: { nowMs: number; role: Role | null }) {
  const [question, setQuestion] = useState<ReplayQuestion | null>(null);
  return (
    <Section title="Replay" aside="the outbox keeps 30 days; before that, the archives">
      <ReplayForm nowMs={nowMs} asking={false} ask={setQuestion} />
      {question === null ? (
        <p className="meta">
          A dry run says of each message whether its effect is there, would come, or cannot be read.
        </p>
      ) : (
        <Planned key={JSON.stringify(question)} question={question} role={role} />
      )}
    </Section>
  );
}
