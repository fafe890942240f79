import { type Figure, Figures } from '@/components/ui/figures';
import { behindMs, FRESH_ENOUGH_MS } from '@/server/domain/freshness';
import { roughSpan, span } from '@/server/domain/instant-words';
import { moneyWords } from '@/server/domain/money-words';
import { promiseStanding } from '@/server/domain/promise-check';
import type { NowFacts } from './now-facts';
import { PromiseMark } from './promise-mark';

const count = new Intl.NumberFormat('en');

const oldest = (atMs: number | null, nowMs: number) =>
  atMs === null ? 'none waits' : `oldest ${roughSpan(nowMs - atMs)}`;

function promiseFigure({ notReached, promise }: NowFacts, nowMs: number): Figure {
  const mark = <PromiseMark promise={promise} nowMs={nowMs} />;
  if (promise === null)
    return { label: 'The promise', value: <>{mark}Not checked yet</>, tone: 'amber', says: 'no check has ended' };
  const age = roughSpan(nowMs - promise.checkedAtMs);
  if (promiseStanding(promise, nowMs) === 'stale')
    return {
      label: 'The promise',
      value: (
        <>
          {mark}
          Last check {age} ago
        </>
      ),
      tone: 'amber',
      says: 'one is due each minute: see the worker',
    };
  return {
    label: 'The promise',
    value: (
      <>
        {mark}
        {count.format(promise.broken)} broken in {count.format(promise.orders)} orders
      </>
    ),
    tone: promise.broken > 0 ? 'red' : undefined,
    says:
      notReached.length === 0
        ? `last check ${age} ago, ${count.format(promise.ordersChecked)} looked at`
        : `last check ${age} ago, without ${notReached.join(' and ')}`,
  };
}

/** Shown while there are any: they are no orders, and no other number counts them. */
function keptFigures({ expired, kept, oldestKeptAtMs, owner }: NowFacts['keptFor'][number], nowMs: number): Figure[] {
  if (kept + expired === 0) return [];
  return [
    {
      label: `Intents kept for ${owner}`,
      value: count.format(kept + expired),
      tone: 'amber',
      says: `${oldest(oldestKeptAtMs, nowMs)}${expired === 0 ? '' : `, ${count.format(expired)} not placed in time`}`,
      href: '/console/orders',
    },
  ];
}

/** Shown while reads here cannot rest on the copies: customers of the other region's orders then wait for the link, or see the last known. */
function copyFigures({ ofPeer, peer, region }: NowFacts['copies'][number], nowMs: number): Figure[] {
  const behind = behindMs(ofPeer, nowMs);
  if (behind <= FRESH_ENOUGH_MS) return [];
  return [
    {
      label: `${region}’s copy of ${peer}`,
      value: ofPeer === null ? 'not told yet' : `${roughSpan(behind)} behind`,
      tone: 'amber',
      says: `at most ${span(FRESH_ENOUGH_MS)} is shown in place of ${peer}`,
      href: '/console/messages',
    },
  ];
}

/** The numbers that somebody would ask for first; each leads to the page that works on it. */
export function NowOverview({ facts, nowMs }: { facts: NowFacts; nowMs: number }) {
  const { pending, cases, messages } = facts;
  return (
    <Figures
      steady
      figures={[
        promiseFigure(facts, nowMs),
        ...facts.keptFor.flatMap((kept) => keptFigures(kept, nowMs)),
        // as they were read: the age of the page is no lag of theirs
        ...facts.copies.flatMap((copies) => copyFigures(copies, facts.nowMs)),
        {
          label: 'Pending',
          value: count.format(pending.count),
          says: oldest(pending.oldestAtMs, nowMs),
          href: '/console/orders?state=payment_pending',
        },
        {
          label: 'Open cases',
          value: count.format(cases.open),
          says: (
            <>
              {count.format(cases.unclaimed)} unclaimed
              {cases.pastDue > 0 ? (
                <span className="tone medium" data-tone="red">
                  , {count.format(cases.pastDue)} past due
                </span>
              ) : null}
            </>
          ),
          href: '/console/reconciliation',
        },
        {
          label: 'Money at risk',
          value: cases.atRisk.length === 0 ? 'none' : cases.atRisk.map(moneyWords).join(' and '),
          says: `at most, in ${count.format(cases.open)} ${cases.open === 1 ? 'case' : 'cases'}`,
          href: '/console/reconciliation',
        },
        {
          label: 'Undelivered',
          value: count.format(messages.undelivered),
          says: `${oldest(messages.oldestAtMs, nowMs)}, ${count.format(messages.dead)} dead`,
          href: '/console/messages',
        },
      ]}
    />
  );
}
