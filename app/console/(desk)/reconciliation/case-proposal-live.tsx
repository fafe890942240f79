'use client';

import { useMutation } from '@tanstack/react-query';
import type { RefObject } from 'react';
import { frozenRows } from '@/components/reconciliation/frozen-rows';
import { FrozenSnapshot } from '@/components/reconciliation/frozen-snapshot';
import { RepairChanges } from '@/components/reconciliation/repair-changes';
import { repairWords } from '@/components/reconciliation/repair-record';
import { type Outputs, useTRPC } from '@/components/trpc';
import { Section } from '@/components/ui/section';
import { CONSOLE_ZONE, Time } from '@/components/ui/time';
import { person } from '@/server/domain/evidence-sentence';
import type { RepairBasis } from '@/server/domain/repair/repair';
import styles from './case-panel.module.css';
import { SecondPerson } from './second-person';
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
  const approve = useMutation(trpc.repairs.approve.mutationOptions(click.heard));
  const refuse = useMutation(trpc.repairs.refuse.mutationOptions(click.heard));
  const withdraw = useMutation(trpc.repairs.withdraw.mutationOptions(click.heard));
  const under = approve.isPending ? 'approval' : refuse.isPending || withdraw.isPending ? 'ending' : null;
  const rows = frozenRows(proposal.basis as RepairBasis, view, proposedAtMs, CONSOLE_ZONE);
  const offer = view.offers.find(({ kind }) => kind === proposal.kind);
  return (
    <Section title={repairWords(proposal)} aside="waits for a second person">
      <p className="soft">
        Since <Time at={proposedAtMs} near={view.nowMs} />, asked by {person(proposedBy)}: “{reason}”
      </p>
      <FrozenSnapshot rows={rows} frozenAtMs={proposedAtMs} nowMs={view.nowMs} />
      {rows.some(({ differs }) => differs) ? (
        <p className={styles.news}>What differs moved since it was asked for: an approval would be void.</p>
      ) : null}
      {offer === undefined ? null : <RepairChanges offer={offer} amount={proposal.amount} />}
      <SecondPerson
        me={me}
        proposedBy={proposedBy}
        reasonField={reasonField}
        under={under}
        says="The provider is asked once more; what changed voids the approval. It cannot be undone."
        approve={() => approve.mutate({ orderId, repairId, basisHash, operationId: click.id })}
        end={(how, why) =>
          (how === 'withdraw' ? withdraw : refuse).mutate({ orderId, repairId, reason: why, operationId: click.id })
        }
      />
    </Section>
  );
}
