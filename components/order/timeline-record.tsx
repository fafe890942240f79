import { formatInstant } from '@/components/ui/format-time';
import { CopyButton } from '@/components/ui/copy-button';
import { CONSOLE_ZONE } from '@/components/ui/time';
import type { EvidenceRow } from '@/server/domain/evidence';
import type { TimelineItem } from '@/server/domain/timeline/item';
import { traceOf } from '@/server/domain/trace-bars';
import styles from './timeline-record.module.css';
import { TimelineTrace } from './timeline-trace';
import { TraceLive } from './trace-live';

const millis = (atMs: number) => formatInstant(atMs, 'millis', CONSOLE_ZONE);

function recordText(row: EvidenceRow): string {
  const { detailJson: _text, prevHash: _prev, hash: _hash, ...facts } = row;
  return JSON.stringify(facts, (_key, value) => (value === null ? undefined : value), 2);
}

function Raw({ row }: { row: EvidenceRow }) {
  return (
    <div className={styles.raw}>
      <p className={styles.head}>
        evidence {row.seq} · observed {millis(row.observedAtMs)} · recorded {millis(row.recordedAtMs)} · {row.region} ·{' '}
        {row.actor}
        <CopyButton text={recordText(row)} what="raw record" />
      </p>
      <pre>{recordText(row)}</pre>
      <p className={styles.head}>
        hash {row.hash.slice(0, 12)}… previous {row.prevHash.slice(0, 12)}…
      </p>
    </div>
  );
}

interface TimelineRecordProps {
  readonly item: TimelineItem;
  /** The order's, in which the row's trace is found. */
  readonly evidence: readonly EvidenceRow[];
}

/** What an opened row rests on: its trace, and the raw record, the smallest text of the page; a fold lists each of its rows. */
export function TimelineRecord({ evidence, item }: TimelineRecordProps) {
  if (item.type === 'row') {
    const { seq, traceId } = item.row;
    const trace = traceOf(evidence, item.row);
    const byEvidence = trace === null ? null : <TimelineTrace trace={trace} seq={seq} />;
    return (
      <>
        {traceId === null ? null : <TraceLive traceId={traceId} byEvidence={byEvidence} />}
        <Raw row={item.row} />
      </>
    );
  }
  if (item.type !== 'fold') return null;
  return (
    <ol className={styles.folded}>
      {item.rows.map((row) => (
        <li key={row.seq} id={`row-${row.seq}`}>
          <Raw row={row} />
        </li>
      ))}
    </ol>
  );
}
