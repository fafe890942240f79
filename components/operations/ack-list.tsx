import { formatNear } from '@/components/ui/format-time';
import { CheckMark } from '@/components/ui/marks';
import { CONSOLE_ZONE } from '@/components/ui/time';
import type { Acknowledgement } from '@/server/domain/control-acknowledgement';
import styles from './ack-list.module.css';

export interface AckRow {
  readonly region: string;
  readonly is: Acknowledgement;
  /** What the region goes by as far as is known, in words: "admitting". */
  readonly lastKnown: string | null;
}

/** What each region goes by. A green tick is the region's own word on this version; silence is an answer of its own. */
export function AckList({ rows, nowMs }: { rows: readonly AckRow[]; nowMs: number }) {
  return (
    <ul className={styles.acks}>
      {rows.map(({ is, lastKnown, region }) => (
        <li key={region}>
          <CheckMark holds={is.kind === 'acknowledged'} />
          <span>{region}</span>
          <AckWords is={is} lastKnown={lastKnown} nowMs={nowMs} />
        </li>
      ))}
    </ul>
  );
}

function AckWords({ is, lastKnown, nowMs }: { is: Acknowledgement; lastKnown: string | null; nowMs: number }) {
  switch (is.kind) {
    case 'acknowledged':
      return (
        <span className={styles.words}>
          {is.version === 0 ? 'as delivered' : `${when(is.atMs, nowMs)}, version ${is.version}`}
        </span>
      );
    case 'applying':
      return (
        <span className={styles.open} data-tone="amber">
          {is.behind === 1 ? '1 process has it not yet' : `${is.behind} processes have it not yet`}
          <small>last known: version {is.lastVersion}</small>
        </span>
      );
    case 'no_process':
      return (
        <span className={styles.open} data-tone="amber">
          no process answers
          <small>nothing is admitted there</small>
        </span>
      );
    case 'not_reached':
      return (
        <span className={styles.open} data-tone="amber">
          {is.sinceMs === null
            ? 'never reached'
            : `not reached since ${formatNear(is.sinceMs, nowMs, 'clock', CONSOLE_ZONE)}`}
          <small>
            {lastKnown === null ? 'what it goes by is not known here' : `last known: ${lastKnown}`}
            {is.lastVersion > 0 ? `, version ${is.lastVersion}` : ''}
          </small>
        </span>
      );
    default:
      return is satisfies never;
  }
}

/** To the millisecond while it is of today: it is compared with the other region's. */
const when = (atMs: number, nowMs: number): string => formatNear(atMs, nowMs, 'millis', CONSOLE_ZONE);
