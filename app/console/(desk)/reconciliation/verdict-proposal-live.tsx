'use client';

import { useMutation } from '@tanstack/react-query';
import type { RefObject } from 'react';
import type { CaseAddress } from '@/components/reconciliation/queue-row';
import { type Outputs, useTRPC } from '@/components/trpc';
import { Section } from '@/components/ui/section';
import { Time } from '@/components/ui/time';
import { VERDICT_WORDS, type VerdictBasis } from '@/server/domain/case-verdict';
import { person } from '@/server/domain/evidence-sentence';
import { unclaimedSides } from '@/server/domain/repair/sides';
import { CaseSides } from '@/components/reconciliation/case-sides';
import { SecondPerson } from './second-person';
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
  const approve = useMutation(trpc.verdicts.approve.mutationOptions(click.heard));
  const refuse = useMutation(trpc.verdicts.refuse.mutationOptions(click.heard));
  const withdraw = useMutation(trpc.verdicts.withdraw.mutationOptions(click.heard));
  const under = approve.isPending ? 'approval' : refuse.isPending || withdraw.isPending ? 'ending' : null;
  const frozen = proposal.basis as VerdictBasis;
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
      <SecondPerson
        me={me}
        proposedBy={proposedBy}
        reasonField={reasonField}
        under={under}
        says="The provider is asked once more; another word than then voids the approval."
        approve={() => approve.mutate({ ...caseRef, number, basisHash, operationId: click.id })}
        end={(how, why) =>
          (how === 'withdraw' ? withdraw : refuse).mutate({ ...caseRef, number, reason: why, operationId: click.id })
        }
      />
    </Section>
  );
}
