import Link from 'next/link';
import table from '@/components/ui/table.module.css';
import { Time } from '@/components/ui/time';
import { span } from '@/server/domain/instant-words';
import styles from './episodes-table.module.css';

export interface EpisodeRow {
  readonly episodeId: string;
  readonly regions: readonly string[];
  readonly enteredAtMs: number;
  readonly endedAtMs: number | null;
  readonly reason: string;
  readonly enteredBy: string;
  readonly brokenGlass: boolean;
  readonly stepsBack: number;
}

/** Every episode, the newest first, each with its report. */
export function EpisodesTable({ episodes, nowMs }: { episodes: readonly EpisodeRow[]; nowMs: number }) {
  return (
    <div className={table.scroll} role="region" aria-label="Episodes" tabIndex={0}>
      <table className={`${table.table} ${styles.episodes}`}>
        <thead>
          <tr>
            <th>Entered</th>
            <th>Lasted</th>
            <th>Regions</th>
            <th>Why</th>
            <th>Way out</th>
            <th>
              <span className="sr">Report</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {episodes.map((each) => (
            <tr key={each.episodeId}>
              <td className="tn">
                <Time at={each.enteredAtMs} form="day-clock" />
              </td>
              <td className="tn">
                {each.endedAtMs === null
                  ? `${span(nowMs - each.enteredAtMs)}, goes on`
                  : span(each.endedAtMs - each.enteredAtMs)}
              </td>
              <td>{each.regions.join(', ')}</td>
              <td title={each.reason}>{each.reason}</td>
              <td>{wayOut(each)}</td>
              <td>
                <Link href={`/console/degraded-mode/episodes/${encodeURIComponent(each.episodeId)}`} prefetch={false}>
                  Open the report
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function wayOut({ brokenGlass, endedAtMs, stepsBack }: EpisodeRow): string {
  const way = brokenGlass ? 'broken glass' : endedAtMs === null ? 'open' : 'by evidence';
  return stepsBack === 0 ? way : `${way}, ${stepsBack} back`;
}
