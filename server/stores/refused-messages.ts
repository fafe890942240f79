/** What was refused at a door: counted by the hour, with the digest of the last, and nothing of what was in it. */
import { epochMs, instant, type Sql } from './sql';

export interface RefusedAtDoor {
  readonly door: 'bus' | 'archive';
  /** A few fixed words, so that the rows stay few. */
  readonly reason: string;
  readonly bytes: number;
  /** SHA-256, hexadecimal. */
  readonly digest: string;
}

export interface RefusedCount {
  readonly door: string;
  readonly reason: string;
  readonly times: number;
  readonly mostBytes: number;
  readonly lastDigest: string;
  readonly lastAtMs: number;
}

export interface RefusedMessageStore {
  note(refused: RefusedAtDoor, nowMs: number): Promise<void>;
  /** By door and reason, the newest first. */
  since(fromMs: number): Promise<RefusedCount[]>;
}

export function refusedMessageStore(sql: Sql): RefusedMessageStore {
  return {
    async note({ bytes, digest, door, reason }, nowMs) {
      await sql.rows(
        'refused_note',
        `insert into messaging.refused (door, reason, hour, most_bytes, last_digest, last_at)
         values ($1, $2, date_trunc('hour', ${instant('$5')}), $3, decode($4, 'hex'), ${instant('$5')})
         on conflict (door, reason, hour) do update set times = messaging.refused.times + 1,
           most_bytes = greatest(messaging.refused.most_bytes, excluded.most_bytes), last_digest = excluded.last_digest, last_at = excluded.last_at`,
        [door, reason, bytes, digest, nowMs],
      );
    },
    since: (fromMs) =>
      sql.rows<RefusedCount>(
        'refused_since',
        `select door, reason, sum(times)::int as times, max(most_bytes) as "mostBytes",
           (array_agg(encode(last_digest, 'hex') order by last_at desc))[1] as "lastDigest", ${epochMs('max(last_at)')} as "lastAtMs"
         from messaging.refused where hour >= ${instant('$1')} group by door, reason order by max(last_at) desc`,
        [fromMs],
      ),
  };
}
