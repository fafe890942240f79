import { span } from '@/server/domain/instant-words';
import type { Trace, TraceBar } from '@/server/domain/trace-bars';
import styles from './timeline-trace.module.css';

/** So thin that it is an instant, and still seen. */
const LEAST_PERCENT = 0.5;

function tookWords({ answered, fromMs, tookMs }: TraceBar): string {
  if (tookMs === null) return `at +${span(fromMs)}`;
  return answered ? span(tookMs) : `no answer in ${span(tookMs)}`;
}

/** The request that a row belongs to: its steps on one scale, an unanswered call dashed. */
export function TimelineTrace({ trace, seq }: { trace: Trace; seq: number }) {
  const percent = (ms: number) => (100 * ms) / Math.max(1, trace.spanMs);
  return (
    <>
      <ul className={styles.trace} aria-label={`The trace, ${span(trace.spanMs)}`}>
        {trace.bars.map((bar) => (
          <li key={bar.seq} aria-current={bar.seq === seq || undefined}>
            <span>{bar.name}</span>
            <span className={styles.track} aria-hidden="true">
              <i
                data-open={bar.answered ? undefined : ''}
                style={{
                  left: `${Math.min(100 - LEAST_PERCENT, percent(bar.fromMs))}%`,
                  width: `${Math.max(LEAST_PERCENT, percent(bar.tookMs ?? 0))}%`,
                }}
              />
            </span>
            <span className="num">{tookWords(bar)}</span>
          </li>
        ))}
      </ul>
      {trace.later === 0 ? null : (
        <p className={styles.later}>
          {trace.later} later {trace.later === 1 ? 'row' : 'rows'} of the same trace, after a silence
        </p>
      )}
    </>
  );
}
