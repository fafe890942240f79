import { Figures } from '@/components/ui/figures';
import { roughSpan } from '@/server/domain/instant-words';
import { moneyWords } from '@/server/domain/money-words';
import { atRiskByCurrency } from './at-risk';
import type { CaseRow } from './cases-table';

/** How many, how much, how old, how late. */
export function CaseFigures({ cases, nowMs }: { cases: readonly CaseRow[]; nowMs: number }) {
  const pastDue = cases.filter(({ dueAtMs }) => dueAtMs <= nowMs).length;
  const oldest = Math.min(...cases.map(({ openedAtMs }) => openedAtMs), nowMs);
  const risk = atRiskByCurrency(cases).map(moneyWords).join(' and ');
  return (
    <Figures
      figures={[
        { label: 'Open', value: String(cases.length) },
        { label: 'Money at risk, at most', value: risk || 'none' },
        { label: 'Oldest', value: cases.length === 0 ? 'none' : roughSpan(nowMs - oldest) },
        { label: 'Past due', value: String(pastDue), tone: pastDue > 0 ? 'red' : undefined },
      ]}
    />
  );
}
