import { Figures } from '@/components/ui/figures';
import type { CaseFigures } from '@/server/domain/case-figures';
import { roughSpan } from '@/server/domain/instant-words';
import { moneyWords } from '@/server/domain/money-words';
import styles from './queue-figures.module.css';

/** How many, how much, how old, how late; and under it how the open cases are spread over their ages. */
export function QueueFigures({ figures, nowMs }: { figures: CaseFigures; nowMs: number }) {
  const { ageing, atRisk, oldestAtMs, open, pastDue } = figures;
  return (
    <div className={styles.frame}>
      <div className={styles.top}>
        <Figures
          figures={[
            { label: 'Open', value: open.toLocaleString('en') },
            { label: 'Money at risk, at most', value: atRisk.map(moneyWords).join(' and ') || 'none' },
            { label: 'Oldest', value: oldestAtMs === null ? 'none' : roughSpan(nowMs - oldestAtMs) },
            { label: 'Past due', value: pastDue.toLocaleString('en'), tone: pastDue > 0 ? 'red' : undefined },
          ]}
        />
        <AgeingBar ageing={ageing} pastDue={pastDue} />
      </div>
    </div>
  );
}

function AgeingBar({ ageing, pastDue }: Pick<CaseFigures, 'ageing' | 'pastDue'>) {
  const shown = ageing.filter(({ count }) => count > 0);
  if (shown.length === 0) return null;
  return (
    <figure className={styles.ageing} aria-label="Open cases by age" data-late={pastDue > 0 || undefined}>
      <svg className={styles.bar} viewBox="0 0 1000 6" preserveAspectRatio="none" aria-hidden="true">
        {partsOf(shown).map(({ band, from, width }) => (
          <rect key={band} x={from} y={0} width={width} height={6} className={styles[band]} />
        ))}
      </svg>
      <figcaption>
        <ul>
          {ageing.map(({ band, count, name }) => (
            <li key={band}>
              <span className={`${styles.swatch} ${styles[band]}`} aria-hidden />
              <b>{count.toLocaleString('en')}</b> {name}
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}

/** Widths of a thousand, each wide enough to be seen, with a gap between them. */
function partsOf(shown: CaseFigures['ageing']): { band: string; from: number; width: number }[] {
  const all = shown.reduce((sum, { count }) => sum + count, 0);
  const space = 1000 - 4 * (shown.length - 1);
  const least = 12;
  const wide = shown.map(({ count }) => Math.max(least, (count / all) * space));
  const over = wide.reduce((sum, each) => sum + each, 0) / space;
  let from = 0;
  return shown.map(({ band }, index) => {
    const width = (wide[index] ?? 0) / over;
    const part = { band, from, width };
    from += width + 4;
    return part;
  });
}
