import { Figures } from '@/components/ui/figures';
import { LINE_VERDICT_WORDS, LINE_VERDICTS, type LineVerdict } from '@/server/domain/settlement-statement/verdict';
import type { RegionalCount } from '@/server/domain/settlement-statement/settlement-statement';
import { countOf, moneyOf } from './statement-answer';

const MONEY_OF: Record<LineVerdict, 'theirsMinor' | 'atRiskMinor'> = {
  matched: 'theirsMinor',
  different: 'atRiskMinor',
  missing_ours: 'atRiskMinor',
  missing_theirs: 'atRiskMinor',
  not_compared: 'theirsMinor',
};

interface StatementFiguresProps {
  readonly counts: readonly RegionalCount[];
  readonly addressOf: (verdict: LineVerdict) => string;
}

/** How many lines of each kind, and how much money that is. */
export function StatementFigures({ addressOf, counts }: StatementFiguresProps) {
  return (
    <Figures
      figures={LINE_VERDICTS.map((verdict) => {
        const lines = countOf(counts, verdict);
        return {
          label: LINE_VERDICT_WORDS[verdict].word,
          value: lines.toLocaleString('en'),
          says: lines === 0 ? 'none' : `${moneyOf(counts, MONEY_OF[verdict], [verdict])}${moneyWordOf(verdict)}`,
          href: addressOf(verdict),
        };
      })}
    />
  );
}

const moneyWordOf = (verdict: LineVerdict): string => (MONEY_OF[verdict] === 'atRiskMinor' ? ' at risk, at most' : '');
