'use client';

import { useMutation } from '@tanstack/react-query';
import { type RefObject, useState } from 'react';
import { frozenRows } from '@/components/reconciliation/frozen-rows';
import { FrozenSnapshot } from '@/components/reconciliation/frozen-snapshot';
import { RepairChanges } from '@/components/reconciliation/repair-changes';
import { RepairReason } from '@/components/reconciliation/repair-fields';
import { repairWords } from '@/components/reconciliation/repair-record';
import { type Outputs, useTRPC } from '@/components/trpc';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/section';
import { CONSOLE_ZONE, Time } from '@/components/ui/time';
import { person } from '@/server/domain/evidence-sentence';
import { refusalReason } from '@/server/domain/permissions';
import { LEAST_REASON, type RepairBasis, saysWhy } from '@/server/domain/repair';
import { staffActor } from '@/server/domain/staff';
import styles from './case-panel.module.css';
import type { Click } from './use-click';
import type { RepairView } from './use-held-view';

interface CaseProposalLiveProps {
  /** Its result outlives the proposal. */
  readonly click: Click;
  readonly view: RepairView;
  readonly proposal: RepairView['repairs'][number];
  readonly me: Outputs['session']['me'];
  readonly reasonField: RefObject<HTMLTextAreaElement | null>;
}

/** A repair that waits for a second person: the frozen snapshot beside the current one, and whose turn it is. */
export function CaseProposalLive({ click, me, proposal, reasonField, view }: CaseProposalLiveProps) {
  const trpc = useTRPC();
  const { orderId } = view.order;
  const { basisHash, proposedAtMs, proposedBy, reason, repairId } = proposal;
  const [why, setWhy] = useState('');
  const [tried, setTried] = useState(false);
  const approve = useMutation(trpc.repairs.approve.mutationOptions(click.heard));
  const refuse = useMutation(trpc.repairs.refuse.mutationOptions(click.heard));
  const withdraw = useMutation(trpc.repairs.withdraw.mutationOptions(click.heard));
  const busy = approve.isPending || refuse.isPending || withdraw.isPending;
  const own = me.email !== null && proposedBy === staffActor(me.email);
  const mayNot = refusalReason(me.role, 'repairs:approve');
  const rows = frozenRows(proposal.basis as RepairBasis, view, proposedAtMs, CONSOLE_ZONE);
  const offer = view.offers.find(({ kind }) => kind === proposal.kind);
  const end = (how: typeof refuse | typeof withdraw) => {
    setTried(true);
    if (busy) return;
    if (!saysWhy(why)) return reasonField.current?.focus();
    how.mutate({ orderId, repairId, reason: why.trim(), operationId: click.id });
  };
  const problem = tried && !saysWhy(why) ? `Say why, in at least ${LEAST_REASON} characters and in words.` : null;
  return (
    <Section title={repairWords(proposal)} aside="waits for a second person">
      <p className="soft">
        Since <Time at={proposedAtMs} />, asked by {person(proposedBy)}: “{reason}”
      </p>
      <FrozenSnapshot rows={rows} frozenAtMs={proposedAtMs} nowMs={view.nowMs} />
      {rows.some(({ differs }) => differs) ? (
        <p className={styles.news}>What differs moved since it was asked for: an approval would be void.</p>
      ) : null}
      {offer === undefined ? null : <RepairChanges offer={offer} amount={proposal.amount} />}
      {own || mayNot === null ? (
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
                  onClick={() => !busy && approve.mutate({ orderId, repairId, basisHash, operationId: click.id })}
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
                : 'The provider is asked once more; what changed voids the approval. It cannot be undone.'}
            </span>
          </div>
        </>
      ) : (
        <p className="meta">{mayNot}</p>
      )}
    </Section>
  );
}
