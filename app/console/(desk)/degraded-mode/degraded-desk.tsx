'use client';

import { useQuery } from '@tanstack/react-query';
import { ExitChecklist } from '@/components/operations/exit-checklist';
import { exitRows } from '@/components/operations/exit-rows';
import { modeAnswer } from '@/components/operations/mode-answer';
import { ModeFacts } from '@/components/operations/mode-facts';
import { ModeGauges } from '@/components/operations/mode-gauges';
import { ModeHolds } from '@/components/operations/mode-holds';
import { RampSteps } from '@/components/operations/ramp-steps';
import { TriggerChart } from '@/components/operations/trigger-chart';
import { triggerOf } from '@/components/operations/trigger-series';
import { wholeMode } from '@/components/operations/whole-mode';
import answer from '@/components/order/answer.module.css';
import { useBeat } from '@/components/news/told-pages';
import { type Outputs, POLL_MS, useTRPC } from '@/components/trpc';
import { ReadState } from '@/components/ui/read-state';
import { TableSkeleton } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import { useServerNow } from '@/components/ui/use-now';
import { boundOf } from '@/server/domain/degraded-mode';
import { REJECTIONS } from '@/server/domain/pressure/reading';
import styles from './degraded-desk.module.css';
import { EpisodesLive } from './episodes-live';
import { ExitGate } from './exit-gate-live';
import { EnterOrTake } from './enter-or-take-live';
import { WaiveLetter } from './waive-live';
import { RampActs } from './ramp-acts-live';
import { Band } from './band';

type Views = Outputs['onCall']['mode']['view'];

function DegradedMode({ heardAtMs, views }: { views: Views; heardAtMs: number }) {
  const trpc = useTRPC();
  const reached = views.flatMap(({ region, view }) => (view === null ? [] : [{ ...view, region }]));
  const notReached = views.flatMap(({ region, view }) => (view === null ? [region] : []));
  const readAtMs = Math.max(...reached.map((each) => each.nowMs));
  const nowMs = useServerNow(readAtMs, heardAtMs);
  const { data: now } = useQuery(
    trpc.support.now.overview.queryOptions(undefined, { refetchInterval: useBeat('support.now.overview') }),
  );
  const { data: cases } = useQuery(
    trpc.cases.figures.queryOptions(undefined, { refetchInterval: useBeat('cases.figures') }),
  );
  const mode = wholeMode(reached.map(({ record, region }) => ({ region, mode: record.mode })));
  const inEpisode = reached.filter(({ record }) => record.mode.state !== 'normal');
  const rows = exitRows([
    ...inEpisode.map(({ check, region }) => ({
      region,
      lines: check?.lines ?? [],
      checkedAtMs: check?.checkedAtMs ?? null,
    })),
    ...notReached.map((region) => ({ region, lines: null, checkedAtMs: null })),
  ]);
  const first = inEpisode[0] ?? reached[0];
  const began = inEpisode.map((each) => each.began).find((each) => each?.change === 'entered') ?? first?.began ?? null;
  const owner =
    mode.state === 'normal'
      ? null
      : (inEpisode
          .map(({ record }) => (record.mode.state === 'normal' ? null : record.mode.owner))
          .find((each) => each !== null) ?? null);
  const trigger = triggerOf(
    began,
    reached.map(({ reading }) => reading),
  );
  const measures = reached.map((each) => each.measures);
  const perMinute = measures.reduce(
    (sum, each) => sum + (each.admitted ?? 0) + REJECTIONS.reduce((all, name) => all + (each[name] ?? 0), 0),
    0,
  );
  const lasts = reached.flatMap(({ last }) => (last === null ? [] : [last]));
  const said = modeAnswer(mode, rows, notReached, nowMs);
  const checkedAtMs = Math.min(...inEpisode.map(({ check }) => check?.checkedAtMs ?? 0));
  return (
    <>
      <div className={styles.mode} data-chart={trigger !== null || undefined}>
        <div>
          <p className={answer.answer} data-tone={said.tone}>
            <b>{said.lead}</b>{' '}
            {said.held === null ? null : (
              <>
                <a className={answer.noun} href="#exit">
                  {said.held}
                </a>{' '}
              </>
            )}
            {said.rest}
          </p>
          <ModeFacts
            entered={
              began === null || mode.state === 'normal'
                ? null
                : { atMs: began.changedAtMs, by: began.changedBy, reason: began.reason, owner }
            }
            acks={views.map(({ region, view }) => ({
              region,
              is: view?.acknowledged ?? {
                kind: 'not_reached',
                sinceMs: now?.regions.find((each) => each.region === region)?.sinceMs ?? null,
                lastVersion: 0,
              },
              lastKnown: view?.record.mode.state ?? null,
            }))}
            episodes={Math.max(0, ...reached.map(({ episodes }) => episodes))}
            last={lasts.toSorted((a, b) => b.enteredAtMs - a.enteredAtMs)[0] ?? null}
            promise={now?.promise ? `${now.promise.broken} broken of ${now.promise.orders.toLocaleString('en')}` : null}
            take={<EnterOrTake mode={mode} owner={owner} kind="take" />}
            nowMs={nowMs}
          />
          {mode.state === 'normal' ? <EnterOrTake mode={mode} owner={null} kind="enter" /> : null}
        </div>
        {trigger === null || mode.state === 'normal' ? null : <TriggerChart trigger={trigger} />}
      </div>
      <Band
        title="What holds now"
        note={
          <>
            as of <Time at={readAtMs} />, {reached.length === 2 ? 'both regions' : `${reached[0]?.region} only`}
          </>
        }
      >
        <ModeHolds
          facts={{
            isNormal: mode.state === 'normal',
            percent: boundOf(mode).rampPercent,
            measures,
            cases: cases?.open ?? null,
          }}
        />
      </Band>
      <Band id="pressure" title="Pressure" note="the bar is the last minute, the line is the limit">
        <ModeGauges readings={reached} />
      </Band>
      {mode.state === 'normal' ? null : (
        <Band
          id="exit"
          title="Leaving"
          note={
            checkedAtMs > 0 ? (
              <>
                checked by the server every 20 s, last <Time at={checkedAtMs} />
              </>
            ) : (
              'checked by the server every 20 s; the first check is on its way'
            )
          }
        >
          <ExitChecklist rows={rows} />
          {rows.some(({ holds, line }) => line === 'dead_letters' && !holds) ? <WaiveLetter /> : null}
          {mode.state === 'degraded' ? (
            <ExitGate
              rows={rows}
              glasses={inEpisode.flatMap(({ glasses }) => glasses)}
              nowMs={nowMs}
              perMinute={perMinute}
            />
          ) : null}
        </Band>
      )}
      <Band
        title="The ramp"
        note={
          mode.state === 'recovering'
            ? 'steps back by itself when a figure of above passes its limit'
            : 'planned; steps back by itself when a figure of above passes its limit'
        }
      >
        <RampSteps
          mode={mode}
          holds={first?.holds ?? { 5: 0, 25: 0, 50: 0, 100: 0 }}
          perMinute={reached.length === views.length ? perMinute : null}
          nowMs={nowMs}
        />
        {mode.state === 'recovering' ? <RampActs mode={mode} /> : null}
      </Band>
      <Band id="episodes" title="Episodes" note="each with its report">
        <EpisodesLive nowMs={nowMs} readAtMs={readAtMs} />
      </Band>
    </>
  );
}

/** The mode in its bands: what holds and why, what it keeps, bounds and sheds, the gauges, the evidence for leaving, the ramp. */
export function DegradedDesk() {
  const trpc = useTRPC();
  const query = useQuery(trpc.onCall.mode.view.queryOptions(undefined, { refetchInterval: POLL_MS }));
  return (
    <>
      <h1 className="sr">Degraded mode</h1>
      <ReadState
        query={query}
        what="The mode"
        skeleton={<TableSkeleton rows={10} columns={4} label="Reading the mode" />}
      >
        {(views) => <DegradedMode views={views} heardAtMs={query.dataUpdatedAt} />}
      </ReadState>
    </>
  );
}
