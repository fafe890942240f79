/** Which process reads and writes which version of every message, as each says of itself; alive by the database's clock. */
import type { LiveReaders, ReaderReport } from '../contracts/agreed-versions';
import { epochMs, type Sql } from './sql';

export interface ReaderStanding extends ReaderReport {
  readonly startedAtMs: number;
  readonly seenAtMs: number;
}

export interface MessageReaderStore {
  /** The process's own row anew, and who is alive with it. */
  beat(report: ReaderReport, aliveMs: number): Promise<LiveReaders>;
  /** It reads and writes no more. */
  leave(process: string): Promise<void>;
  /** Those alive, oldest first, and the workers that are alive and have not reported. */
  live(aliveMs: number): Promise<{ readonly readers: readonly ReaderStanding[]; readonly unreported: number }>;
}

const COLUMNS = `process, build, region, role, consumers, reads, writes`;

/** Of a build before reports: it attends to its shards and is not here. */
const UNREPORTED = `(select count(*)::int from orders.workers w where w.seen_at > clock_timestamp() - $1 * interval '1 millisecond'
  and not exists (select 1 from messaging.readers r where r.process = w.holder))`;

export function messageReaderStore(sql: Sql): MessageReaderStore {
  const live = async (aliveMs: number) => {
    const rows = await sql.rows<{ readers: ReaderStanding[]; unreported: number }>(
      'message_readers_live',
      `select ${UNREPORTED} as unreported, coalesce((
         select json_agg(json_build_object('process', process, 'build', build, 'region', region, 'role', role, 'consumers', consumers, 'reads', reads,
           'writes', writes, 'startedAtMs', ${epochMs('started_at')}, 'seenAtMs', ${epochMs('seen_at')}) order by started_at, process)
         from messaging.readers where seen_at > clock_timestamp() - $1 * interval '1 millisecond'), '[]') as readers`,
      [aliveMs],
    );
    return rows[0] ?? { readers: [], unreported: 0 };
  };
  return {
    live,
    async beat(report, aliveMs) {
      await sql.rows(
        'message_readers_beat',
        // each writes its own row; who went without a word is taken out long after it counts no more
        `with gone as (
           delete from messaging.readers where process <> $1 and seen_at < clock_timestamp() - $8 * 20 * interval '1 millisecond'
         )
         insert into messaging.readers (${COLUMNS}) values ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb)
         on conflict (process) do update set reads = excluded.reads, writes = excluded.writes, seen_at = clock_timestamp()`,
        [
          report.process,
          report.build,
          report.region,
          report.role,
          report.consumers,
          JSON.stringify(report.reads),
          JSON.stringify(report.writes),
          aliveMs,
        ],
      );
      const { readers, unreported } = await live(aliveMs);
      return { reports: readers, unreported };
    },
    async leave(process) {
      await sql.rows('message_readers_leave', 'delete from messaging.readers where process = $1', [process]);
    },
  };
}
