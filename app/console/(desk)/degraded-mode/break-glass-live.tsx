'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { AskPanel } from '@/components/operations/ask-panel';
import { newClickId, type Outputs, useTRPC } from '@/components/trpc';
import { Button } from '@/components/ui/button';
import { formatInstant } from '@/components/ui/format-time';
import { CONSOLE_ZONE } from '@/components/ui/time';
import { refusalReason } from '@/server/domain/permissions';
import styles from './acts.module.css';
import { useModeClick } from './use-mode-click';

export type Glass = NonNullable<Outputs['onCall']['mode']['view'][number]['view']>['glasses'][number];

/** How long a question waits for its second person. */
const OPEN_MS = 15 * 60_000;

interface BreakGlassProps {
  readonly glasses: readonly Glass[];
  readonly nowMs: number;
  readonly isHeld: boolean;
}

/** Leaving without the evidence: one asks with a reason, another person agrees with one. It is recorded as what it is. */
export function BreakGlass({ glasses, isHeld, nowMs }: BreakGlassProps) {
  const trpc = useTRPC();
  const [isOpen, setOpen] = useState(false);
  const [glassId, setGlassId] = useState(newClickId);
  const click = useModeClick();
  const { data: me } = useQuery(trpc.session.me.queryOptions());
  const waiting = glasses.find(({ agreedBy, askedAtMs }) => agreedBy === null && nowMs - askedAtMs < OPEN_MS);
  const heard = {
    ...click.heard,
    onSuccess(result: Parameters<typeof click.heard.onSuccess>[0]) {
      click.heard.onSuccess(result);
      if (result.kind !== 'done') return;
      setGlassId(newClickId());
      setOpen(false);
    },
  };
  const ask = useMutation(trpc.onCall.mode.askGlass.mutationOptions(heard));
  const agree = useMutation(trpc.onCall.mode.agreeGlass.mutationOptions(heard));
  const role = me?.user?.role ?? null;
  const refused = refusalReason(role, waiting === undefined ? 'degraded:exit' : 'degraded:agree');
  const isMine = waiting !== undefined && waiting.askedBy === `staff:${me?.user?.email}`;
  if (waiting === undefined && !isHeld) return null;
  const why = refused ?? (isMine ? 'You asked for it: another person has to agree.' : null);
  const word = waiting === undefined ? 'Break glass, with a second person' : 'Agree to break glass';
  return (
    <>
      {waiting === undefined ? null : (
        <p className={styles.glass}>
          {waiting.askedBy.replace(/^staff:/, '')} asked at{' '}
          {formatInstant(waiting.askedAtMs, 'day-clock', CONSOLE_ZONE)} to leave without the evidence, because “
          {waiting.reason}”. Held by: {waiting.heldBy.join(', ') || 'nothing'}.
        </p>
      )}
      <Button
        kind="quiet"
        className={styles.right}
        aria-disabled={why === null ? undefined : true}
        aria-expanded={isOpen}
        title={why ?? undefined}
        onClick={() => why === null && setOpen(!isOpen)}
      >
        {word}
      </Button>
      {waiting !== undefined && why !== null ? <span className="meta">{why}</span> : null}
      {isOpen && why === null ? (
        <AskPanel
          before="The mode cannot be left: a line of the evidence does not hold."
          after={
            waiting === undefined
              ? 'Nothing, until a second person agrees within 15 minutes.'
              : 'The ramp begins at 5 % without the evidence. The report says so, with both names.'
          }
          unchanged="The ramp still steps back by itself when a figure passes its limit; then the agreement is used up."
          note="Cannot be taken back from the record."
          verb={waiting === undefined ? 'Ask a second person' : 'Agree, and begin the ramp'}
          isSending={ask.isPending || agree.isPending}
          result={click.result}
          send={(reason) =>
            waiting === undefined
              ? ask.mutate({ glassId, reason, operationId: click.id })
              : agree.mutate({ glassId: waiting.glassId.split(':')[0] ?? '', reason, operationId: click.id })
          }
          close={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}
