'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { AskPanel } from '@/components/operations/ask-panel';
import { useTRPC } from '@/components/trpc';
import { Button } from '@/components/ui/button';
import type { Mode } from '@/server/domain/degraded-mode';
import { refusalReason } from '@/server/domain/permissions';
import styles from './acts.module.css';
import { useModeClick } from './use-mode-click';

type Act = 'pause' | 'resume' | 'step_back';

const WORDS: Readonly<Record<Act, { verb: string; before: string; after: string }>> = {
  pause: {
    verb: 'Pause the ramp',
    before: 'The ramp goes on by itself.',
    after: 'It holds its step until somebody resumes it.',
  },
  resume: {
    verb: 'Resume the ramp',
    before: 'The ramp is paused.',
    after: 'It goes on; the hold of its step begins anew.',
  },
  step_back: {
    verb: 'Step back',
    before: 'The ramp stands at its step.',
    after: 'One step back in both regions; from 5 % the mode is degraded again.',
  },
};

/** What a person may do while the ramp goes up by itself. */
export function RampActs({ mode }: { mode: Extract<Mode, { readonly state: 'recovering' }> }) {
  const trpc = useTRPC();
  const [open, setOpen] = useState<Act | null>(null);
  const click = useModeClick();
  const { data: me } = useQuery(trpc.session.me.queryOptions());
  const refused = refusalReason(me?.user?.role ?? null, 'degraded:exit');
  const move = useMutation(
    trpc.onCall.mode.moveRamp.mutationOptions({
      ...click.heard,
      onSuccess(result) {
        click.heard.onSuccess(result);
        if (result.kind === 'done') setOpen(null);
      },
    }),
  );
  const acts: readonly Act[] = [mode.rampPaused ? 'resume' : 'pause', 'step_back'];
  return (
    <div className={styles.gate}>
      {acts.map((act) => (
        <Button
          key={act}
          size="sm"
          aria-disabled={refused === null ? undefined : true}
          aria-expanded={open === act}
          title={refused ?? undefined}
          onClick={() => refused === null && setOpen(open === act ? null : act)}
        >
          {WORDS[act].verb}
        </Button>
      ))}
      {open === null ? null : (
        <AskPanel
          key={open}
          {...WORDS[open]}
          unchanged="The evidence that has to hold, and what is shed until the ramp is done."
          note="A figure over its limit steps back at once, also while the ramp is paused."
          isSending={move.isPending}
          result={click.result}
          send={(reason) => move.mutate({ act: open, reason, operationId: click.id })}
          close={() => setOpen(null)}
        />
      )}
    </div>
  );
}
