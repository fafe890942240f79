'use client';

import { useMutation } from '@tanstack/react-query';
import { type RefObject, useState } from 'react';
import type { CaseAddress } from '@/components/reconciliation/queue-row';
import { RepairReason } from '@/components/reconciliation/repair-fields';
import { type Outputs, useTRPC } from '@/components/trpc';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/section';
import { Time } from '@/components/ui/time';
import { VERDICT_WORDS, type VerdictBasis } from '@/server/domain/case-verdict';
import { person } from '@/server/domain/evidence-sentence';
import { refusalReason } from '@/server/domain/permissions';
import { LEAST_REASON, saysWhy } from '@/server/domain/repair';
import { unclaimedSides } from '@/server/domain/repair-sides';
import { staffActor } from '@/server/domain/staff';
import { CaseSides } from '@/components/reconciliation/case-sides';
import styles from './case-panel.module.css';
import type { Click } from './use-click';

type View = Outputs['verdicts']['view'];

interface VerdictProposalProps {
  readonly caseRef: CaseAddress;
  /** Its result outlives the proposal. */
  readonly click: Click;
  readonly view: View;
  readonly proposal: View['verdicts'][number];
  readonly me: Outputs['session']['me'];
  readonly reasonField: RefObject<HTMLTextAreaElement | null>;
}

/** A verdict that waits for a second person: what it rested on, and whose turn it is. */
export function VerdictProposalLive({ caseRef, click, me, proposal, reasonField, view }: VerdictProposalProps) {
  const trpc = useTRPC();
  const { basisHash, kind, number, proposedAtMs, proposedBy, reason } = proposal;
  const [why, setWhy] = useState('');
  const [tried, setTried] = useState(false);
  const approve = useMutation(trpc.verdicts.approve.mutationOptions(click.heard));
  const refuse = useMutation(trpc.verdicts.refuse.mutationOptions(click.heard));
  const withdraw = useMutation(trpc.verdicts.withdraw.mutationOptions(click.heard));
  const busy = approve.isPending || refuse.isPending || withdraw.isPending;
  const own = me.email !== null && proposedBy === staffActor(me.email);
  const mayNot = own ? null : refusalReason(me.role, 'repairs:approve');
  const frozen = proposal.basis as VerdictBasis;
  const end = (how: typeof refuse | typeof withdraw) => {
    setTried(true);
    if (busy) return;
    if (!saysWhy(why)) return reasonField.current?.focus();
    how.mutate({ ...caseRef, number, reason: why.trim(), operationId: click.id });
  };
  const problem = tried && !saysWhy(why) ? `Say why, in at least ${LEAST_REASON} characters and in words.` : null;
  return (
    <Section title={VERDICT_WORDS[kind].choice} aside="waits for a second person">
      <p className="soft">
        Since <Time at={proposedAtMs} />, asked by {person(proposedBy)}: “{reason}” {VERDICT_WORDS[kind].says}
      </p>
      {frozen.provider === null || view.provider?.seq === frozen.provider.seq ? null : (
        <>
          <p className="meta">What it rests on, as the provider said it then:</p>
          <CaseSides
            sides={unclaimedSides(frozen.providerReference, frozen.provider, frozen.atRisk)}
            oursAtMs={proposedAtMs}
            provider={frozen.provider}
          />
        </>
      )}
      {mayNot === null ? (
        <>
          <RepairReason
            label={own ? 'Why you take it back' : 'Why you refuse it'}
            field={reasonField}
            reason={why}
            problem={problem}
            type={setWhy}
          />
          <div className={styles.acts}>
            {own ? (
              <Button aria-disabled={busy} onClick={() => end(withdraw)}>
                Take back
              </Button>
            ) : (
              <>
                <Button
                  kind="primary"
                  aria-disabled={busy}
                  onClick={() => !busy && approve.mutate({ ...caseRef, number, basisHash, operationId: click.id })}
                >
                  {approve.isPending ? 'Asking the provider once more…' : 'Approve'}
                </Button>
                <Button aria-disabled={busy} onClick={() => end(refuse)}>
                  Refuse
                </Button>
              </>
            )}
            <span className="meta">
              {own
                ? 'A second person decides; you cannot approve what you asked for.'
                : 'The provider is asked once more; another word than then voids the approval.'}
            </span>
          </div>
        </>
      ) : (
        <p className="meta">{mayNot}</p>
      )}
    </Section>
  );
}
