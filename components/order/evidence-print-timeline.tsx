import { formatInstant } from '@/components/ui/format-time';
import { shortenMiddle } from '@/components/ui/id';
import { CONSOLE_ZONE } from '@/components/ui/time';
import type { EvidenceRow } from '@/server/domain/evidence';
import { chipsOf, idsOf } from '@/server/domain/evidence-chips';
import { evidenceSentence, person } from '@/server/domain/evidence-sentence';
import styles from './evidence-print.module.css';

export const rowAnchor = (seq: number): string => `evidence-${seq}`;

/** Ids that no row above has shown: they stand in full, the others short. */
function firstSeen(evidence: readonly EvidenceRow[]): readonly ReadonlySet<string>[] {
  const seen = new Set<string>();
  return evidence.map((row) => {
    const fresh = idsOf(row)
      .map(({ value }) => value)
      .filter((value) => !seen.has(value));
    for (const value of fresh) seen.add(value);
    return new Set(fresh);
  });
}

/** The day stands only where it is another one than `besideMs`'s. */
function Instant({ atMs, besideMs }: { atMs: number; besideMs: number | null }) {
  const day = formatInstant(atMs, 'day', CONSOLE_ZONE);
  const sameDay = besideMs !== null && formatInstant(besideMs, 'day', CONSOLE_ZONE) === day;
  return (
    <time dateTime={new Date(atMs).toISOString()}>
      {sameDay ? null : <span className={styles.day}>{day}</span>}
      {formatInstant(atMs, 'millis', CONSOLE_ZONE)}
    </time>
  );
}

function Ids({ row, fresh }: { row: EvidenceRow; fresh: ReadonlySet<string> }) {
  const chips = chipsOf(row).map(({ text }) => text);
  return (
    <p className={styles.ids}>
      {[`by ${person(row.actor)}`, ...chips].join(', ')}
      {idsOf(row).map(({ kind, value }) => (
        <span key={kind}>
          {' · '}
          <span className={styles.mono}>{fresh.has(value) ? value : shortenMiddle(value, 18)}</span>
        </span>
      ))}
    </p>
  );
}

/** Every row in the order in which it was recorded: the order of the chain. Its head is repeated on every sheet of paper. */
export function EvidencePrintTimeline({ evidence }: { evidence: readonly EvidenceRow[] }) {
  const fresh = firstSeen(evidence);
  return (
    <section className={styles.section}>
      <h2>What was witnessed</h2>
      <table className={styles.table}>
        <caption>
          {evidence.length} rows in the order in which they were recorded; instants in {CONSOLE_ZONE}. An id stands in
          full where it first appears, a hash with its first and last eight digits.
        </caption>
        <thead>
          <tr>
            <th scope="col" className={styles.seq}>
              Row
            </th>
            <th scope="col" className={styles.instant}>
              Observed
            </th>
            <th scope="col" className={styles.instant}>
              Recorded
            </th>
            <th scope="col" className={styles.lane}>
              Lane
            </th>
            <th scope="col">What was witnessed</th>
            <th scope="col" className={styles.hash}>
              Hash
            </th>
          </tr>
        </thead>
        <tbody>
          {evidence.map((row, i) => (
            <tr key={row.seq} id={rowAnchor(row.seq)}>
              <td>{row.seq}</td>
              <td>
                <Instant atMs={row.observedAtMs} besideMs={evidence[i - 1]?.observedAtMs ?? null} />
              </td>
              <td>
                <Instant atMs={row.recordedAtMs} besideMs={row.observedAtMs} />
              </td>
              <td>{row.lane}</td>
              <td>
                {evidenceSentence(row, CONSOLE_ZONE)}
                <Ids row={row} fresh={fresh[i] ?? new Set()} />
              </td>
              <td className={styles.mono}>
                {row.hash.slice(0, 8)}…{row.hash.slice(-8)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
