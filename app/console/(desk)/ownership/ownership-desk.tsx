'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ActionResultLine } from '@/components/order/action-result';
import answerStyles from '@/components/order/answer.module.css';
import { FencedTries } from '@/components/ownership/fenced-tries';
import { HandOverDialog } from '@/components/ownership/hand-over-dialog';
import { HandOverSteps } from '@/components/ownership/hand-over-steps';
import { ownershipAnswer } from '@/components/ownership/ownership-answer';
import type { OwnershipView } from '@/components/ownership/ownership-view';
import { ShardGrid } from '@/components/ownership/shard-grid';
import { ownersOf } from '@/components/ownership/shards-shown';
import { POLL_MS, useTRPC } from '@/components/trpc';
import { Button } from '@/components/ui/button';
import { Freshness } from '@/components/ui/freshness';
import { CheckMark, DotMark } from '@/components/ui/marks';
import { NoneFound } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { Section } from '@/components/ui/section';
import { TableSkeleton } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import { useServerNow } from '@/components/ui/use-now';
import { refusalToAbort } from '@/server/domain/hand-over';
import { roughSpan } from '@/server/domain/instant-words';
import { refusalReason } from '@/server/domain/permissions';
import { otherRegion, type Region } from '@/server/domain/region';
import { useClick } from '../reconciliation/use-click';
import { RecoveryReviewLive } from './recovery-review-live';
import styles from './ownership-desk.module.css';

type Ask = { kind: 'hand_over' | 'take_back'; shard: number; from: Region; handOverId: string };

/** As it was when it was read: a page that nobody answers says nothing of what the regions reach. */
function Reach({ view }: { view: OwnershipView }) {
  const { nowMs } = view;
  return (
    <ul className={styles.reach} aria-label="Which region reaches which owners">
      {view.regions.map(({ region, heard }) => {
        const peer = otherRegion(region);
        const ageMs = heard === null ? null : nowMs - heard.atMs;
        const hears = ageMs !== null && ageMs < 6_000;
        return (
          <li key={region}>
            <DotMark tone={hears ? 'green' : 'amber'} dashed={!hears} />
            {region} {hears ? 'reaches' : 'does not reach'} the owners in {peer}
            <span className="soft">
              {ageMs === null ? 'never heard' : `heard ${roughSpan(Math.max(0, ageMs))} ago`}
            </span>
          </li>
        );
      })}
      {view.notReached.map((region) => (
        <li key={region}>
          <DotMark tone="amber" dashed />
          {region} does not answer <span className="soft">nothing is known of what it reaches</span>
        </li>
      ))}
    </ul>
  );
}

function Canary({ view, nowMs }: { view: OwnershipView; nowMs: number }) {
  const newest = view.regions.flatMap(({ canaries, region }) =>
    canaries.slice(0, 1).map((each) => ({ ...each, region })),
  );
  if (newest.length === 0)
    return (
      <p className="meta">No write under an old epoch was tried on purpose yet; a review after a cut tries one.</p>
    );
  return (
    <ul className={styles.canaries}>
      {newest.map((each) => (
        <li key={each.region}>
          <CheckMark holds={each.refused} tone={each.refused ? 'green' : 'red'} />
          <span>
            {each.region}: a write to shard {each.shard} under epoch {each.triedEpoch} was tried on purpose,{' '}
            {each.refused ? (
              'and refused'
            ) : (
              <b data-tone="red" className="tone">
                and accepted
              </b>
            )}{' '}
            (epoch {each.currentEpoch} is current), <Time at={each.atMs} relativeTo={nowMs} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Ownership({ view, heardAtMs }: { view: OwnershipView; heardAtMs: number }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const nowMs = useServerNow(view.nowMs, heardAtMs);
  const me = useQuery(trpc.session.me.queryOptions());
  const [chosen, setChosen] = useState<number | null>(null);
  const [ask, setAsk] = useState<Ask | null>(null);
  const click = useClick('/console/ownership', () =>
    queries.invalidateQueries({ queryKey: trpc.ownership.view.queryKey() }),
  );
  const handOver = useMutation(trpc.ownership.handOver.mutationOptions(click.heard));
  const takeBack = useMutation(trpc.ownership.takeBack.mutationOptions(click.heard));
  const refused = me.data?.user
    ? refusalReason(me.data.user.role, 'ownership:hand_over')
    : 'It is not known yet who you are.';
  const { lead, rest, tone } = ownershipAnswer(view, nowMs);
  const shard = ownersOf(view.regions).find((each) => each.shard === chosen);
  const handOvers = view.regions.flatMap(({ handOvers: list }) => list.filter(({ side }) => side === 'from'));
  const shown = handOvers.toSorted((a, b) => b.startedAtMs - a.startedAtMs);
  const cannot =
    refused ??
    (shard === undefined
      ? 'Choose a shard first.'
      : shard.standing !== 'open'
        ? 'It is being handed over already.'
        : view.notReached.length > 0
          ? `${view.notReached.join(', ')} is not reached: a hand-over needs both.`
          : null);
  const send = (reason: string) => {
    if (ask === null) return;
    if (ask.kind === 'hand_over') handOver.mutate({ shard: ask.shard, from: ask.from, reason, operationId: click.id });
    else takeBack.mutate({ handOverId: ask.handOverId, from: ask.from, reason, operationId: click.id });
  };
  return (
    <>
      <p className={answerStyles.answer} data-tone={tone}>
        <b>{lead}</b> {rest}
      </p>
      <div className={styles.act}>
        <Button
          kind="primary"
          aria-disabled={cannot !== null}
          onClick={() => {
            if (cannot === null && shard !== undefined)
              setAsk({ kind: 'hand_over', shard: shard.shard, from: shard.owner, handOverId: '' });
          }}
        >
          {shard === undefined ? 'Hand a shard over' : `Hand shard ${shard.shard} over to ${otherRegion(shard.owner)}`}
        </Button>
        <span className="meta">{cannot ?? 'Orders go on. Until the new owner accepts, it can be taken back.'}</span>
      </div>
      <ActionResultLine result={click.result} />
      <HandOverDialog
        ask={ask}
        sending={handOver.isPending || takeBack.isPending}
        send={send}
        close={() => setAsk(null)}
      />
      <Section title="Regions" aside={<Freshness freshness={view.freshness} />}>
        <Reach view={view} />
      </Section>
      <Section title="Shards by owner" aside="taking a lease raises the epoch">
        <ShardGrid regions={view.regions} nowMs={nowMs} chosen={chosen} choose={setChosen} />
        {shard === undefined ? null : (
          <p className="meta" aria-live="polite">
            Shard {shard.shard}: {shard.owner}, epoch {shard.epoch}, held by {shard.holder ?? 'nobody'}
            {shard.leaseUntilMs === null
              ? ''
              : `, lease for ${roughSpan(Math.max(0, shard.leaseUntilMs - shard.toldAtMs))}`}
            ; told by {shard.toldBy} {roughSpan(Math.max(0, nowMs - shard.toldAtMs))} ago.
          </p>
        )}
      </Section>
      <Section title="Hand-overs" aside="newest first">
        {shown.length === 0 ? (
          <NoneFound title="No shard was handed over" notReached={view.notReached}>
            Every shard that a region here tells of is where it began.
          </NoneFound>
        ) : (
          shown.map((each) => {
            const why = refused ?? refusalToAbort(each);
            return (
              <div key={each.handOverId}>
                <HandOverSteps handOver={each} nowMs={nowMs} />
                {each.endedAtMs === null ? (
                  <div className={styles.act}>
                    <Button
                      size="sm"
                      aria-disabled={why !== null}
                      onClick={() => {
                        if (why === null)
                          setAsk({
                            kind: 'take_back',
                            shard: each.shard,
                            from: each.from,
                            handOverId: each.handOverId,
                          });
                      }}
                    >
                      Take back
                    </Button>
                    <span className="meta">{why}</span>
                  </div>
                ) : null}
              </div>
            );
          })
        )}
      </Section>
      <Section title="Fenced writers" aside="refused, nothing changed">
        <FencedTries regions={view.regions} notReached={view.notReached} nowMs={nowMs} readAtMs={view.nowMs} />
        <Canary view={view} nowMs={nowMs} />
      </Section>
      <Section title="Review after a cut" aside="asks the provider, tries the fence, changes nothing">
        <RecoveryReviewLive role={me.data?.user?.role ?? null} nowMs={nowMs} />
      </Section>
    </>
  );
}

/** Which region owns which shard now, and what is on its way. */
export function OwnershipDesk() {
  const trpc = useTRPC();
  const query = useQuery(trpc.ownership.view.queryOptions(undefined, { refetchInterval: POLL_MS }));
  return (
    <>
      <h1 className="sr">Ownership</h1>
      <ReadState
        query={query}
        what="Who owns which shard"
        skeleton={<TableSkeleton rows={8} columns={4} label="Reading who owns which shard" />}
      >
        {(view) => <Ownership view={view} heardAtMs={query.dataUpdatedAt} />}
      </ReadState>
    </>
  );
}
