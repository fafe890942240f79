import Link from 'next/link';
import { Id } from '@/components/ui/id';
import { Pairs } from '@/components/ui/pairs';
import { Time } from '@/components/ui/time';
import { type AutomaticStep, automaticStepWords } from '@/server/domain/automatic-step';
import { person } from '@/server/domain/evidence-sentence';
import type { Money } from '@/server/domain/money';
import { moneyWords } from '@/server/domain/money-words';
import type { CaseReason, CaseSeverity } from '@/server/domain/reconciliation-case';
import type { HistoryRow } from './case-history';
import { type CaseAddress, caseHref } from './queue-row';

interface ShownCase extends CaseAddress {
  readonly reason: CaseReason;
  readonly severity: CaseSeverity;
  readonly state: 'open' | 'closed';
  readonly verdict: string | null;
  readonly atRisk: Money;
  readonly openedAtMs: number;
  readonly dueAtMs: number;
  readonly closedAtMs: number | null;
  readonly nextStep: AutomaticStep | null;
  readonly order: { readonly region: string; readonly ownerEpoch: number } | null;
  readonly chain: readonly {
    readonly caseId: string;
    readonly state: 'open' | 'closed';
    readonly openedAtMs: number;
  }[];
  readonly history: readonly HistoryRow[];
}

/** What does not need reading first: what machines do next, since when, what it followed. */
export function CaseFacts({ file, nowMs }: { file: ShownCase; nowMs: number }) {
  const { atRisk, caseId, chain, closedAtMs, dueAtMs, history, nextStep, openedAtMs, order, reason, region } = file;
  const others = chain.filter((each) => each.caseId !== caseId);
  const closer = history.findLast(({ change }) => change === 'closed');
  return (
    <Pairs
      pairs={[
        ...(file.state === 'open'
          ? ([['Next by itself', automaticStepWords(nextStep, nowMs)]] as const)
          : ([['Verdict', file.verdict ?? 'not recorded']] as const)),
        ...(closedAtMs === null
          ? []
          : ([
              [
                'Closed',
                <span key="closed">
                  <Time at={closedAtMs} form="day-clock" />
                  {closer === undefined ? '' : ` by ${person(closer.actor)}`}
                </span>,
              ],
            ] as const)),
        ['Reason', `${reason}, ${file.severity}`],
        ['At risk, at most', moneyWords(atRisk)],
        ['Opened', <Time key="opened" at={openedAtMs} form="day-clock" />],
        ['Due', <Time key="due" at={dueAtMs} form="day-clock" />],
        ['Region, epoch', order === null ? region : `${order.region}, epoch ${order.ownerEpoch}`],
        ['Case', <Id key="id" value={caseId} keep={36} copies what="case id" />],
        ...others.map(
          (each) =>
            [
              each.openedAtMs > openedAtMs ? 'Followed by' : 'Follows',
              <Link key={each.caseId} href={caseHref({ ...file, caseId: each.caseId })} prefetch={false}>
                {each.state}, opened <Time at={each.openedAtMs} form="day-clock" />
              </Link>,
            ] as const,
        ),
      ]}
    />
  );
}
