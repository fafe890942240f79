'use client';

import { useMutation } from '@tanstack/react-query';
import { type RefObject, useState } from 'react';
import { ActionResultLine } from '@/components/order/action-result';
import { CaseEvidence } from '@/components/reconciliation/case-evidence';
import { CaseSides } from '@/components/reconciliation/case-sides';
import { type RepairSubject, repairHref } from '@/components/reconciliation/queue-row';
import { RepairForm } from '@/components/reconciliation/repair-form';
import { repairPlan } from '@/components/reconciliation/repair-plan';
import { useCaseKeys } from '@/components/reconciliation/use-case-keys';
import { useTRPC } from '@/components/trpc';
import { Button } from '@/components/ui/button';
import type { Money } from '@/server/domain/money';
import { useClick } from './use-click';
import { type RepairView, useHeldView } from './use-held-view';
import { useRepairDraft } from './use-repair-draft';
import styles from './case-panel.module.css';

interface RepairLiveProps {
  readonly subject: RepairSubject;
  readonly view: RepairView;
  readonly atRisk: Money;
  /** Why this person may not repair, or not look up; null when they may. */
  readonly closed: string | null;
  readonly mayNotLookUp: string | null;
  /** A repair is open: nothing new is asked for. */
  readonly waits: boolean;
  readonly nowMs: number;
  readonly reasonField: RefObject<HTMLTextAreaElement | null>;
  readonly reread: () => Promise<unknown>;
}

/** Both sides, what may be done about them, and the decision. */
export function RepairLive(props: RepairLiveProps) {
  const { atRisk, closed, mayNotLookUp, nowMs, reasonField, reread, subject, view, waits } = props;
  const { caseId, orderId } = subject;
  const trpc = useTRPC();
  const { change, draft, forget } = useRepairDraft(subject);
  const [tried, setTried] = useState(false);
  const asked = useClick(repairHref(subject), reread);
  const proposed = useClick(repairHref(subject), reread);
  const lookUp = useMutation(trpc.repairs.lookUp.mutationOptions(asked.heard));
  const propose = useMutation(
    trpc.repairs.propose.mutationOptions({
      ...proposed.heard,
      onSuccess(answer) {
        proposed.heard.onSuccess(answer);
        if (answer.kind === 'not_done') return;
        setTried(false);
        forget();
      },
    }),
  );
  const untouched = draft.kind === null && draft.reason === '';
  const { news, reload, shown } = useHeldView(view, untouched || waits || lookUp.isPending || propose.isPending);
  const ground = { ...shown, atRisk };
  const plan = repairPlan(draft, ground);
  const ask = () => {
    if (mayNotLookUp === null && !lookUp.isPending) lookUp.mutate({ orderId, caseId, operationId: asked.id });
  };
  const send = () => {
    setTried(true);
    const { amount, amountProblem, offer, reasonProblem } = plan;
    if (offer === null || amountProblem !== null || reasonProblem !== null) return reasonField.current?.focus();
    propose.mutate({
      orderId,
      caseId,
      kind: offer.kind,
      amountMinor: offer.kind === 'refund' ? (amount?.amountMinor ?? null) : null,
      reason: draft.reason.trim(),
      expectedVersion: shown.order.version,
      restsOnSeq: shown.provider?.seq ?? null,
      operationId: proposed.id,
    });
  };
  useCaseKeys({ l: ask, r: () => reasonField.current?.focus() });
  const evidence = (
    <>
      <CaseEvidence
        orderId={orderId}
        provider={shown.provider}
        goodUntilMs={shown.evidenceGoodUntilMs}
        nowMs={nowMs}
        asking={lookUp.isPending}
        refused={mayNotLookUp}
        lookUp={ask}
      />
      <ActionResultLine result={asked.result} />
      <div aria-live="polite">
        {news === null ? null : (
          <p className={styles.news}>
            <span>{news} What you see is from before.</span>
            <Button size="sm" onClick={reload}>
              Reload both sides
            </Button>
          </p>
        )}
      </div>
    </>
  );
  return (
    <>
      <CaseSides sides={shown.sides} oursAtMs={shown.nowMs} provider={shown.provider} />
      {waits ? (
        evidence
      ) : (
        <RepairForm
          draft={draft}
          plan={plan}
          ground={ground}
          closed={closed}
          busy={propose.isPending}
          tried={tried}
          reasonField={reasonField}
          change={change}
          propose={send}
        >
          {evidence}
        </RepairForm>
      )}
      <ActionResultLine result={proposed.result} />
    </>
  );
}
