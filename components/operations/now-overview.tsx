import { type Figure, Figures } from '@/components/ui/figures';
import { CheckMark, CrossMark } from '@/components/ui/marks';
import { roughSpan } from '@/server/domain/instant-words';
import { moneyWords } from '@/server/domain/money-words';
import type { NowFacts } from './now-facts';

const count = new Intl.NumberFormat('en');

const oldest = (atMs: number | null, nowMs: number) =>
  atMs === null ? 'none waits' : `oldest ${roughSpan(nowMs - atMs)}`;

function promiseFigure(promise: NowFacts['promise'], nowMs: number): Figure {
  if (promise === null) return { label: 'The promise', value: 'Not checked yet', says: 'no check has ended' };
  return {
    label: 'The promise',
    value: (
      <>
        {promise.broken > 0 ? <CrossMark /> : <CheckMark holds />}
        {count.format(promise.broken)} broken in {count.format(promise.orders)} orders
      </>
    ),
    tone: promise.broken > 0 ? 'red' : undefined,
    says: `every order checked ${roughSpan(nowMs - promise.checkedAtMs)} ago`,
  };
}

/** The numbers that somebody would ask for first; each leads to the page that works on it. */
export function NowOverview({ facts, nowMs }: { facts: NowFacts; nowMs: number }) {
  const { pending, cases, messages } = facts;
  return (
    <Figures
      figures={[
        promiseFigure(facts.promise, nowMs),
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
          label: 'Undelivered messages',
          value: count.format(messages.undelivered),
          says: `${oldest(messages.oldestAtMs, nowMs)}, ${count.format(messages.dead)} dead`,
          href: '/console/messages',
        },
      ]}
    />
  );
}
