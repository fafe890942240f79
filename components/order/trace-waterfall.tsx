import { span as spanWords } from '@/server/domain/instant-words';
import type { Region } from '@/server/domain/region';
import type { TraceSpan } from '@/server/domain/trace-span';
import { waterfall, type WaterfallRow } from '@/server/domain/waterfall';
import styles from './trace-waterfall.module.css';

interface TraceWaterfallProps {
  readonly traceId: string;
  readonly spans: readonly TraceSpan[];
  readonly notReached: readonly Region[];
  readonly cut: boolean;
}

const took = (ms: number): string => (ms < 1 ? 'under 1 ms' : spanWords(ms));

const KIND_WORDS = { served: 'answered', called: 'waited for', inner: 'worked on' } as const;

function Step({ row: { depth, from, length, sinceStartMs, span } }: { row: WaterfallRow }) {
  return (
    <li className={styles.step} data-failed={span.failed ? '' : undefined}>
      <span className={styles.name} style={{ paddingInlineStart: `${Math.min(depth, 6) * 12}px` }}>
        {span.name} <span className={styles.where}>{`${span.region} ${span.role}`}</span>
      </span>
      <span className={styles.track} aria-hidden>
        <span
          className={styles.bar}
          data-kind={span.kind}
          style={{ insetInlineStart: `${from * 100}%`, inlineSize: `${length * 100}%` }}
        />
      </span>
      <span className={styles.took}>
        <span className="sr">
          {KIND_WORDS[span.kind]}, from {took(sinceStartMs)} on, for{' '}
        </span>
        {took(span.durationMs)}
        {span.outcome === null ? null : <span className={styles.outcome}> {span.outcome}</span>}
      </span>
    </li>
  );
}

/** How long each step of one execution path took, and in which process: who waited for whom. An aid; the evidence is the proof. */
export function TraceWaterfall({ cut, notReached, spans, traceId }: TraceWaterfallProps) {
  const drawn = waterfall(spans);
  const missing =
    notReached.length === 0 ? null : (
      <p className={styles.about}>{notReached.join(' and ')} did not answer: its steps are missing here.</p>
    );
  if (drawn === null)
    return (
      <section className={styles.trace} aria-label="Trace">
        <p className={styles.about}>
          No steps of trace {traceId.slice(0, 8)}… are kept: they are for seven days, unless a database restarts after a
          crash. What the evidence tells does not depend on them.
        </p>
        {missing}
      </section>
    );
  const [longest] = drawn.gaps;
  const before = drawn.rows.find((row) => row.span.spanId === longest?.afterSpanId)?.span;
  return (
    <section className={styles.trace} aria-label="Trace">
      <p className={styles.about}>
        Trace {traceId.slice(0, 8)}…: {took(drawn.tookMs)}, {drawn.rows.length}{' '}
        {drawn.rows.length === 1 ? 'step' : 'steps'}.
        {longest && before ? ` Nothing ran for ${took(longest.ms)} after “${before.name}”.` : null}
        {cut ? ' Only the first steps are shown.' : null}
      </p>
      {missing}
      <ol className={styles.steps}>
        {drawn.rows.map((row) => (
          <Step key={row.span.spanId} row={row} />
        ))}
      </ol>
    </section>
  );
}
