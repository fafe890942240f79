'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { AskPanel } from '@/components/operations/ask-panel';
import { useTRPC } from '@/components/trpc';
import { Button } from '@/components/ui/button';
import { DEGRADED_PERCENT, type Mode } from '@/server/domain/degraded-mode';
import { refusalReason } from '@/server/domain/permissions';
import { useModeClick } from './use-mode-click';
import styles from './acts.module.css';

interface EnterOrTakeProps {
  readonly kind: 'enter' | 'take';
  readonly mode: Mode;
  readonly owner: string | null;
}

/** The way in by hand, and the way to answer for a mode that is in force. */
export function EnterOrTake({ kind, mode, owner }: EnterOrTakeProps) {
  const trpc = useTRPC();
  const [isOpen, setOpen] = useState(false);
  const click = useModeClick();
  const { data: me } = useQuery(trpc.session.me.queryOptions());
  const refused = refusalReason(me?.user?.role ?? null, 'degraded:enter');
  const heard = {
    ...click.heard,
    onSuccess(result: Parameters<typeof click.heard.onSuccess>[0]) {
      click.heard.onSuccess(result);
      if (result.kind === 'done') setOpen(false);
    },
  };
  const enter = useMutation(trpc.onCall.mode.enter.mutationOptions(heard));
  const take = useMutation(trpc.onCall.mode.take.mutationOptions(heard));
  const isMine = owner !== null && owner === `staff:${me?.user?.email}`;
  if (kind === 'take' && (mode.state === 'normal' || isMine)) return null;
  const word = kind === 'enter' ? 'Enter degraded mode' : 'Take it';
  const send = (reason: string) => (kind === 'enter' ? enter : take).mutate({ reason, operationId: click.id });
  return (
    <div className={kind === 'enter' ? styles.below : styles.inline}>
      <Button
        size="sm"
        aria-disabled={refused === null ? undefined : true}
        aria-expanded={isOpen}
        title={refused ?? undefined}
        onClick={() => refused === null && setOpen(!isOpen)}
      >
        {word}
      </Button>
      {kind === 'enter' && refused !== null ? <span className="meta">{refused}</span> : null}
      {isOpen ? (
        <AskPanel
          {...(kind === 'enter' ? ENTERING : takingFrom(owner))}
          verb={word}
          isSending={enter.isPending || take.isPending}
          result={click.result}
          send={send}
          close={() => setOpen(false)}
        />
      ) : null}
    </div>
  );
}

const ENTERING = {
  before: 'Both regions are in their normal mode.',
  after: `${DEGRADED_PERCENT} % of the payment attempts are let in, the rest is answered payment_unavailable and kept; optional work is shed.`,
  unchanged: 'Carts, intents, status and reconciliation; operations already open are followed to their outcome.',
  note: 'It is left only by its evidence, over the ramp.',
};

const takingFrom = (owner: string | null) => ({
  before: owner === null ? 'Nobody answers for this episode.' : `${owner.replace(/^staff:/, '')} answers for it.`,
  after: 'You answer for it, and your name stands on this page.',
  unchanged: 'The mode, its bounds and its evidence.',
  note: 'Somebody else may take it from you in the same way.',
});
