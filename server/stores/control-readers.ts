/** What each process of this region goes by, and what the other region said of itself when it was last heard. */
import type { ControlReading } from '../domain/control-acknowledgement';
import { epochMs, instant, type Sql } from './sql';

export interface ControlReaderStore {
  /** The process is alive and has applied this. */
  acknowledge(reading: ControlReading, role: 'web' | 'worker'): Promise<void>;
  /** Of the processes that were seen within `ALIVE_MS`, by the database's clock. */
  alive(): Promise<ControlReading[]>;
  hear(region: string, report: unknown, heardAtMs: number): Promise<void>;
  heard(region: string): Promise<{ readonly heardAtMs: number; readonly report: unknown } | null>;
}

/** Longer than a process holds a position that it cannot read again, and the time between two acknowledgements together. */
export const ALIVE_MS = 10_000;

export function controlReaderStore(sql: Sql): ControlReaderStore {
  return {
    async acknowledge({ applied, process }, role) {
      await sql.rows(
        'control_acknowledge',
        // those that ended long ago are cleared away by whoever lives
        `with gone as (delete from operations.control_readers where seen_at < now() - interval '1 hour' and process <> $1)
         insert into operations.control_readers (process, role, seen_at, applied) values ($1, $2, now(), $3::jsonb)
         on conflict (process) do update set seen_at = excluded.seen_at, applied = excluded.applied`,
        [process, role, JSON.stringify(applied)],
      );
    },
    alive: () =>
      sql.rows<ControlReading>(
        'control_readers_alive',
        `select process, applied from operations.control_readers where seen_at > now() - interval '${ALIVE_MS} milliseconds' order by process`,
        [],
      ),
    async hear(region, report, heardAtMs) {
      await sql.rows(
        'control_hear',
        `insert into operations.control_peers (region, heard_at, report) values ($1, ${instant('$3')}, $2::jsonb)
         on conflict (region) do update set heard_at = excluded.heard_at, report = excluded.report where excluded.heard_at > control_peers.heard_at`,
        [region, JSON.stringify(report), heardAtMs],
      );
    },
    async heard(region) {
      const rows = await sql.rows<{ heardAtMs: number; report: unknown }>(
        'control_heard',
        `select ${epochMs('heard_at')} as "heardAtMs", report from operations.control_peers where region = $1`,
        [region],
      );
      return rows[0] ?? null;
    },
  };
}
