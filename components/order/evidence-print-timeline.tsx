import { exactInstant, formatInstant } from '@/components/ui/format-time';
import { shortenMiddle } from '@/components/ui/id';
import { CONSOLE_ZONE } from '@/components/ui/time';
import type { EvidenceRow } from '@/server/domain/evidence';
import { chipsOf, idsOf } from '@/server/domain/evidence-chips';
import { evidenceSentence, person } from '@/server/domain/evidence-sentence';
import styles from './evidence-print.module.css';

export const rowAnchor = (seq: number): string => `evidence-${seq}`;

/** Per row, its operation, and the other ids that are not the row above's: in full where no row has shown them before, else short. */
function idsShown(evidence: readonly EvidenceRow[]): readonly (readonly string[])[] {
  const seen = new Set<string>();
  return evidence.map((row, i) => {
    const above = i === 0 ? [] : idsOf(evidence[i - 1] ?? row).map(({ value }) => value);
    const values = idsOf(row)
      .filter(({ kind, value }) => kind === 'payment_operation' || !above.includes(value))
      .map(({ value }) => value);
    const shown = values.map((value) => (seen.has(value) ? shortenMiddle(value, 24) : value));
    for (const value of values) seen.add(value);
    return shown;
  });
}

const dayOf = (atMs: number): string => exactInstant(atMs, CONSOLE_ZONE).split(',')[0] ?? '';

/** The day stands only where it is another one than `besideMs`'s. */
function Instant({ atMs, besideMs }: { atMs: number; besideMs: number | null }) {
  const day = dayOf(atMs);
  const sameDay = besideMs !== null && dayOf(besideMs) === day;
  return (
    <time dateTime={new Date(atMs).toISOString()}>
      {sameDay ? null : <span className={styles.day}>{day}</span>}
      {formatInstant(atMs, 'millis', CONSOLE_ZONE)}
    </time>
  );
}

function Ids({ row, ids }: { row: EvidenceRow; ids: readonly string[] }) {
  const chips = chipsOf(row).map(({ text }) => text);
  return (
    <p className={styles.ids}>
      {[`by ${person(row.actor)}`, ...chips].join(', ')}
      {ids.map((id) => (
        <span key={id}>
          {' · '}
          <span className={styles.mono}>{id}</span>
        </span>
      ))}
    </p>
  );
}

const shortHash = (hash: string): string => `${hash.slice(0, 8)}…${hash.slice(-8)}`;

interface EvidencePrintTimelineProps {
  readonly evidence: readonly EvidenceRow[];
  /** Whose sheet it is, for a sheet that is found alone. */
  readonly sheet: { readonly orderId: string; readonly head: string };
}

/** Every row in the order in which it was recorded: the order of the chain. Its head is repeated on every sheet of paper. */
export function EvidencePrintTimeline({ evidence, sheet }: EvidencePrintTimelineProps) {
  const ids = idsShown(evidence);
  return (
    <section className={styles.section}>
      <h2>What was witnessed</h2>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="What was witnessed, row by row">
        <table className={styles.table}>
          <caption>
            <span className={styles.note}>
              {evidence.length} rows in the order in which they were recorded; instants in {CONSOLE_ZONE}. A row names
              its operation, and any other id where it differs from the row above, in full where it first appears; a
              hash stands with its first and last eight digits.
            </span>
          </caption>
          <thead>
            <tr className={styles.running}>
              <th colSpan={6}>
                {sheet.orderId}, head {shortHash(sheet.head)}
              </th>
            </tr>
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
                  <Ids row={row} ids={ids[i] ?? []} />
                </td>
                <td className={styles.mono}>{shortHash(row.hash)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
