'use client';

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type RefObject, useRef, useState } from 'react';
import { ActionResultLine } from '@/components/order/action-result';
import { CaseEvidence } from '@/components/reconciliation/case-evidence';
import { CaseSides } from '@/components/reconciliation/case-sides';
import { PastVerdicts } from '@/components/reconciliation/past-verdicts';
import { type CaseAddress, caseHref } from '@/components/reconciliation/queue-row';
import { RepairReason } from '@/components/reconciliation/repair-fields';
import styles from '@/components/reconciliation/repair-form.module.css';
import { useCaseKeys } from '@/components/reconciliation/use-case-keys';
import { VerdictChoices } from '@/components/reconciliation/verdict-choices';
import { type Outputs, useTRPC } from '@/components/trpc';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/section';
import type { VerdictKind } from '@/server/domain/case-verdict';
import { moneyWords } from '@/server/domain/money-words';
import type { Money } from '@/server/domain/money';
import { refusalReason } from '@/server/domain/permissions';
import { LEAST_REASON, saysWhy } from '@/server/domain/repair/repair';
import { type Click, useClick } from './use-click';
import { VerdictProposalLive } from './verdict-proposal-live';

export type VerdictView = Outputs['verdicts']['view'];

interface VerdictLiveProps {
  readonly caseRef: CaseAddress;
  readonly view: VerdictView;
  readonly atRisk: Money;
  /** Why nobody, or not this person, decides it now, whatever their role; null when they may. */
  readonly taken: string | null;
  readonly nowMs: number;
  readonly me: Outputs['session']['me'];
  readonly reread: () => Promise<unknown>;
}

/** Money that no order claims: what the provider says of it, and the verdict that closes its case. */
export function VerdictLive({ atRisk, caseRef, me, nowMs, reread, taken, view }: VerdictLiveProps) {
  const trpc = useTRPC();
  const reasonField = useRef<HTMLTextAreaElement>(null);
  const [asked, decided] = [useClick(caseHref(caseRef), reread), useClick(caseHref(caseRef), reread)];
  const lookUp = useMutation(trpc.verdicts.lookUp.mutationOptions(asked.heard));
  const mayNotLookUp = taken ?? refusalReason(me.role, 'orders:look_up');
  const ask = () => {
    if (view.providerReference !== null && mayNotLookUp === null && !lookUp.isPending)
      lookUp.mutate({ ...caseRef, operationId: asked.id });
  };
  useCaseKeys({ l: ask, r: () => reasonField.current?.focus() });
  const [newest] = view.verdicts;
  const open = newest?.state === 'proposed' ? newest : null;
  const past = view.verdicts.filter((each) => each !== open);
  return (
    <>
      {view.providerReference === null ? null : (
        <>
          <CaseSides sides={view.sides} oursAtMs={view.nowMs} provider={view.provider} />
          <CaseEvidence
            orderId={null}
            provider={view.provider}
            goodUntilMs={view.evidenceGoodUntilMs}
            nowMs={nowMs}
            asking={lookUp.isPending}
            refused={mayNotLookUp}
            lookUp={ask}
          />
          <ActionResultLine result={asked.result} />
        </>
      )}
      {open === null ? (
        <VerdictForm
          caseRef={caseRef}
          view={view}
          atRisk={atRisk}
          closed={taken ?? refusalReason(me.role, 'repairs:propose')}
          reasonField={reasonField}
          click={decided}
        />
      ) : (
        <VerdictProposalLive
          caseRef={caseRef}
          view={view}
          proposal={open}
          me={me}
          reasonField={reasonField}
          click={decided}
        />
      )}
      <ActionResultLine result={decided.result} />
      {past.length > 0 ? (
        <Section title="Verdicts so far">
          <PastVerdicts verdicts={past} />
        </Section>
      ) : null}
    </>
  );
}

interface VerdictFormProps extends Pick<VerdictLiveProps, 'caseRef' | 'view' | 'atRisk'> {
  readonly closed: string | null;
  readonly reasonField: RefObject<HTMLTextAreaElement | null>;
  readonly click: Click;
}

function VerdictForm({ atRisk, caseRef, click, closed, reasonField, view }: VerdictFormProps) {
  const trpc = useTRPC();
  const [kind, setKind] = useState<VerdictKind | null>(null);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const propose = useMutation(
    trpc.verdicts.propose.mutationOptions({
      ...click.heard,
      onSuccess(answer) {
        click.heard.onSuccess(answer);
        if (answer.kind !== 'not_done') setReason('');
      },
    }),
  );
  const chosen = view.offers.find((each) => each.kind === kind && each.judgement.permitted) ?? null;
  const problem = saysWhy(reason) ? null : `Say why, in at least ${LEAST_REASON} characters and in words.`;
  const missing = chosen === null ? 'Choose what the evidence permits.' : problem;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (propose.isPending) return;
    if (chosen === null || problem !== null) return reasonField.current?.focus();
    const restsOnSeq = view.provider?.seq ?? null;
    propose.mutate({ ...caseRef, kind: chosen.kind, reason: reason.trim(), restsOnSeq, operationId: click.id });
  };
  const limit = moneyWords({ ...atRisk, amountMinor: view.secondPersonOverMinor });
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <VerdictChoices offers={view.offers} chosen={chosen?.kind ?? null} choose={setKind} closed={closed} />
      {closed === null ? (
        <>
          <RepairReason field={reasonField} reason={reason} problem={tried ? problem : null} type={setReason} />
          <div className={styles.act}>
            <Button
              type="submit"
              kind="primary"
              aria-disabled={propose.isPending || missing !== null}
              aria-describedby="verdict-says"
            >
              {propose.isPending
                ? 'Waiting for the answer…'
                : chosen?.needsSecondPerson
                  ? 'Ask a second person'
                  : 'Close the case'}
            </Button>
            <span id="verdict-says" className="meta">
              {missing ??
                (chosen?.needsSecondPerson
                  ? `Needed over ${limit}. They see this exact evidence; void if the provider says otherwise by then.`
                  : 'At once; the case is never reopened, and what happens again is a new one.')}
            </span>
          </div>
        </>
      ) : null}
    </form>
  );
}
