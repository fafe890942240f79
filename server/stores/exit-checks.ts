/** The checklist for leaving degraded mode: its lines as the database reads them from the records now, and each reading kept. */
import { EXIT_LINES, type ExitLine, type ExitLineName } from '../domain/exit-evidence';
import type { Region } from '../domain/region';
import { epochMs, instant, type Sql } from './sql';

export interface ExitCheck {
  readonly number: number;
  readonly checkedAtMs: number;
  readonly lines: readonly ExitLine[];
  readonly holds: boolean;
}

export interface ExitCheckStore {
  /** The lines that the database itself judges. It tries a write under every old epoch to answer. */
  read(region: Region, episodeId: string): Promise<ExitLine[]>;
  keep(region: Region, episodeId: string, check: Omit<ExitCheck, 'number'>): Promise<void>;
  newest(region: Region, episodeId: string): Promise<ExitCheck | null>;
}

interface LineRow {
  line: string;
  now: number | null;
  limit: number;
  holds: boolean;
  witness: Readonly<Record<string, unknown>>;
}

export function exitCheckStore(sql: Sql): ExitCheckStore {
  return {
    async read(region, episodeId) {
      const rows = await sql.rows<LineRow>(
        'exit_evidence_read',
        `select line, now_value as now, limit_value as "limit", holds, witness from operations.exit_evidence($1, $2)`,
        [region, episodeId],
      );
      return rows.flatMap((row) => (isLine(row.line) ? [{ ...row, line: row.line }] : []));
    },
    async keep(region, episodeId, { checkedAtMs, holds, lines }) {
      await sql.rows(
        'exit_check_keep',
        // of two workers that checked at once, one is kept
        `insert into operations.exit_checks (region, episode_id, number, lines, holds, checked_at)
         select $1, $2, coalesce(max(number), 0) + 1, $3::jsonb, $4, ${instant('$5')} from operations.exit_checks where region = $1 and episode_id = $2
         on conflict (episode_id, region, number) do nothing`,
        [region, episodeId, JSON.stringify(lines), holds, checkedAtMs],
      );
    },
    async newest(region, episodeId) {
      const rows = await sql.rows<ExitCheck>(
        'exit_check_newest',
        `select number, ${epochMs('checked_at')} as "checkedAtMs", lines, holds from operations.exit_checks
         where region = $1 and episode_id = $2 order by number desc limit 1`,
        [region, episodeId],
      );
      return rows[0] ?? null;
    },
  };
}

const isLine = (text: string): text is ExitLineName => (EXIT_LINES as readonly string[]).includes(text);
