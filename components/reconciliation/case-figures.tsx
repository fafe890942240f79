import { Figures } from '@/components/ui/figures';
import type { CaseFigures as CountedFigures } from '@/server/domain/case-figures';
import { roughSpan } from '@/server/domain/instant-words';
import { moneyWords } from '@/server/domain/money-words';

/** How many, how much, how old, how late. */
export function CaseFigures({ figures, nowMs }: { figures: CountedFigures; nowMs: number }) {
  const { atRisk, oldestAtMs, open, pastDue } = figures;
  return (
    <Figures
      figures={[
        { label: 'Open', value: String(open) },
        { label: 'Money at risk, at most', value: atRisk.map(moneyWords).join(' and ') || 'none' },
        { label: 'Oldest', value: oldestAtMs === null ? 'none' : roughSpan(nowMs - oldestAtMs) },
        { label: 'Past due', value: String(pastDue), tone: pastDue > 0 ? 'red' : undefined },
      ]}
    />
  );
}
