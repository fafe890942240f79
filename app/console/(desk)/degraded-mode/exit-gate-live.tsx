'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { AskPanel } from '@/components/operations/ask-panel';
import { type ExitRow, heldBy } from '@/components/operations/exit-rows';
import { ActionResultLine } from '@/components/order/action-result';
import { useTRPC } from '@/components/trpc';
import { Button } from '@/components/ui/button';
import { refusalReason } from '@/server/domain/permissions';
import styles from './acts.module.css';
import { BreakGlass, type Glass } from './break-glass-live';
import { useModeClick } from './use-mode-click';

interface ExitGateProps {
  readonly rows: readonly ExitRow[];
  readonly glasses: readonly Glass[];
  readonly nowMs: number;
  readonly perMinute: number;
}

/** The one way out: disabled while a line does not hold, and saying which. The server asks the same again, and the database. */
export function ExitGate({ glasses, nowMs, perMinute, rows }: ExitGateProps) {
  const trpc = useTRPC();
  const [isOpen, setOpen] = useState(false);
  const click = useModeClick();
  const { data: me } = useQuery(trpc.session.me.queryOptions());
  const refused = refusalReason(me?.user?.role ?? null, 'degraded:exit');
  const leave = useMutation(
    trpc.onCall.mode.leave.mutationOptions({
      ...click.heard,
      onSuccess(result) {
        click.heard.onSuccess(result);
        if (result.kind === 'done') setOpen(false);
      },
    }),
  );
  const held = heldBy(rows);
  const mayAsk = held === null && refused === null;
  const attempts = Math.round(perMinute * 0.05).toLocaleString('en');
  return (
    <div className={styles.gate}>
      <Button
        kind="primary"
        aria-disabled={mayAsk ? undefined : true}
        aria-describedby="held-by"
        aria-expanded={isOpen}
        onClick={() => mayAsk && setOpen(!isOpen)}
      >
        Leave, by the ramp from 5 %
      </Button>
      <span id="held-by" role="status" className={styles.held}>
        {held === null ? (
          (refused ?? 'Every line holds. Anybody on call may leave.')
        ) : (
          <>
            {held.line} <b className="medium">{held.why}</b>
          </>
        )}
      </span>
      <BreakGlass glasses={glasses} nowMs={nowMs} isHeld={held !== null} />
      {isOpen && mayAsk ? (
        <AskPanel
          before="Degraded: 5 % of the payment attempts are let in, until somebody leaves."
          after={`The ramp begins at 5 %, about ${attempts} attempts a minute, and goes up by itself while the evidence holds.`}
          unchanged="Optional work stays shed until the ramp is done. A figure over its limit steps back at once."
          note="The database checks every line again."
          verb="Begin the ramp"
          isSending={leave.isPending}
          result={click.result}
          send={(reason) => leave.mutate({ reason, operationId: click.id })}
          close={() => setOpen(false)}
        />
      ) : (
        <div className={styles.glass}>{isOpen ? <ActionResultLine result={click.result} /> : null}</div>
      )}
    </div>
  );
}
