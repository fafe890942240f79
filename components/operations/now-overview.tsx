import type { Figure } from '@/components/ui/figures';
import { Figures } from '@/components/ui/figures';
import { CheckMark, CrossMark } from '@/components/ui/marks';
import type { Money } from '@/server/domain/money';
import { moneyWords } from '@/server/domain/money-words';
import { roughSpan } from '@/server/domain/instant-words';
import type { NowFacts } from './now-answer';

interface NowOverviewProps {
  readonly facts: NowFacts & { readonly cases: { readonly unclaimed: number; readonly atRisk: readonly Money[] } };
  readonly oldestMessageAtMs: number | null;
  readonly nowMs: number;
}

const count = new Intl.NumberFormat('en');

function promiseFigure(promise: NowFacts['promise'], nowMs: number): Figure {
  if (promise === null) return { label: 'The promise', value: 'not checked yet' };
  const words = `${count.format(promise.broken)} broken in ${count.format(promise.orders)} orders`;
  return {
    label: 'The promise',
    value: (
      <>
        {promise.broken > 0 ? <CrossMark /> : <CheckMark holds />} {words}
      </>
    ),
    tone: promise.broken > 0 ? 'red' : undefined,
    says: `every order checked ${roughSpan(nowMs - promise.checkedAtMs)} ago`,
  };
}

/** The numbers that somebody would ask for first; each leads to the page that works on it. */
export function NowOverview({ facts, oldestMessageAtMs, nowMs }: NowOverviewProps) {
  const { promise, pending, cases, messages } = facts;
  return (
    <Figures
      figures={[
        promiseFigure(promise, nowMs),
        {
          label: 'Pending',
          value: count.format(pending.count),
          says: pending.oldestAtMs === null ? 'none waits' : `oldest ${roughSpan(nowMs - pending.oldestAtMs)}`,
          href: '/console/orders?state=payment_pending',
        },
        {
          label: 'Open cases',
          value: count.format(cases.open),
          says: (
            <>
              {cases.unclaimed} unclaimed
              {cases.pastDue > 0 ? (
                <span className="tone medium" data-tone="red">
                  , {cases.pastDue} past due
                </span>
              ) : null}
            </>
          ),
          href: '/console/reconciliation',
        },
        {
          label: 'Money at risk',
          value: cases.atRisk.length === 0 ? 'none' : cases.atRisk.map(moneyWords).join(' and '),
          says: `at most, in ${cases.open} ${cases.open === 1 ? 'case' : 'cases'}`,
          href: '/console/reconciliation',
        },
        {
          label: 'Undelivered messages',
          value: count.format(messages.undelivered),
          says: `${oldestMessageAtMs === null ? 'none waits' : `oldest ${roughSpan(nowMs - oldestMessageAtMs)}`}, ${messages.dead} dead`,
          href: '/console/messages',
        },
      ]}
    />
  );
}
