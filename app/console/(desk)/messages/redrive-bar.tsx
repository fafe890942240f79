'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import styles from '@/components/messages/filters.module.css';
import { ReasonDialog } from '@/components/operations/reason-dialog';
import type { Letter } from '@/components/messages/region-messages';
import { ActionResultLine } from '@/components/order/action-result';
import { useTRPC } from '@/components/trpc';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import { type DeadLetterFilter, MOST_REDRIVEN } from '@/server/domain/dead-letter';
import { refusalReason, type Role } from '@/server/domain/permissions';
import type { Region } from '@/server/domain/region';
import { useClick } from '../reconciliation/use-click';

interface RedriveBarProps {
  readonly selected: readonly Letter[];
  readonly filter: DeadLetterFilter;
  readonly region: Region | null;
  readonly matching: number;
  readonly countedAtMs: number;
  readonly clear: () => void;
  readonly role: Role | null;
}

/** Puts back what is ticked, or everything that matches, counted at this moment. */
export function RedriveBar({ clear, countedAtMs, filter, matching, region, role, selected }: RedriveBarProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [dialog, setDialog] = useState<'selected' | 'matching' | null>(null);
  const reread = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: trpc.messages.letters.queryKey() }),
      queries.invalidateQueries({ queryKey: trpc.messages.overview.queryKey() }),
    ]);
  const click = useClick('/console/messages?view=dead', reread);
  const redrive = useMutation(
    trpc.messages.redrive.mutationOptions({
      ...click.heard,
      onSuccess(answer) {
        click.heard.onSuccess(answer);
        setDialog(null);
        clear();
      },
    }),
  );
  const refused = refusalReason(role, 'messages:redrive');
  const total = dialog === 'matching' ? Math.min(matching, MOST_REDRIVEN) : selected.length;
  const put = (reason: string) =>
    redrive.mutate({
      reason,
      operationId: click.id,
      choice:
        dialog === 'matching'
          ? { kind: 'matching', filter, region }
          : {
              kind: 'letters',
              letters: selected.map(({ consumer, messageId, orderId, region: at }) => ({
                consumer,
                messageId,
                orderId,
                region: at,
              })),
            },
    });
  const openIf = (what: 'selected' | 'matching') => refused === null && setDialog(what);
  return (
    <section className={styles.bar} aria-label="Put back">
      <span className="medium" aria-live="polite">
        {selected.length.toLocaleString('en')} selected
      </span>
      <Button
        size="sm"
        kind="primary"
        aria-disabled={refused !== null || selected.length === 0}
        title={refused ?? (selected.length === 0 ? 'Select a message first.' : undefined)}
        onClick={() => selected.length > 0 && openIf('selected')}
      >
        Put {selected.length === 1 ? 'it' : `these ${selected.length}`} back
      </Button>
      <Button
        size="sm"
        aria-disabled={refused !== null}
        title={refused ?? undefined}
        onClick={() => openIf('matching')}
      >
        <span>
          Put all {matching.toLocaleString('en')} back that match (counted <Time at={countedAtMs} />)
        </span>
      </Button>
      {refused === null ? null : <span className="meta">{refused}</span>}
      <ActionResultLine result={click.result} />
      <ReasonDialog
        key={dialog ?? 'closed'}
        opened={dialog !== null}
        title={`Put ${total.toLocaleString('en')} ${total === 1 ? 'message' : 'messages'} back`}
        act={`Put ${total.toLocaleString('en')} back`}
        says={`Each goes back into its consumer’s queue once. One whose effect is there already is settled and not queued; one that still cannot be acted on is parked again, with its reason. Nothing is sent to the provider by this.${matching > MOST_REDRIVEN && dialog === 'matching' ? ` At most ${MOST_REDRIVEN.toLocaleString('en')} a region with one click.` : ''}`}
        acting={redrive.isPending}
        go={put}
        close={() => setDialog(null)}
      />
    </section>
  );
}
