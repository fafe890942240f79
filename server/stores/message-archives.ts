/** What may leave the outbox, and the files that it went into. */
import type { Envelope } from '../contracts/envelope';
import { epochMs, instant, type Sql } from './sql';

export interface ArchiveRecord {
  readonly archive: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly messages: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly archivedAtMs: number;
}

export interface MessageArchiveStore {
  /** Delivered to everybody and settled, recorded before `beforeMs`: oldest first. */
  mayLeave(beforeMs: number, limit: number): Promise<Envelope[]>;
  /** Out of the outbox, by the database's own judgement of each; returns how many went. */
  leave(
    archive: string,
    file: { readonly sha256: string; readonly bytes: number },
    messages: readonly Pick<Envelope, 'orderId' | 'messageId'>[],
  ): Promise<number>;
  /** Files that hold messages of this time, oldest first. */
  ofTime(fromMs: number, toMs: number, limit: number): Promise<ArchiveRecord[]>;
  /** Files that hold messages of this order. */
  ofOrder(orderId: string): Promise<ArchiveRecord[]>;
  get(archive: string): Promise<ArchiveRecord | null>;
}

export const ENVELOPE_COLUMNS = `m.order_id as "orderId", m.message_id as "messageId", m.schema, m.schema_version as "schemaVersion",
  m.payment_operation as "paymentOperation", m.request_id as "requestId", m.trace_id as "traceId", m.region, m.payload,
  ${epochMs('m.recorded_at')} as "recordedAtMs"`;

const ARCHIVE_COLUMNS = `a.archive, encode(a.sha256, 'hex') as sha256, a.bytes, a.messages, ${epochMs('a.from_at')} as "fromMs",
  ${epochMs('a.to_at')} as "toMs", ${epochMs('a.archived_at')} as "archivedAtMs"`;

export function messageArchiveStore(sql: Sql): MessageArchiveStore {
  return {
    mayLeave: (beforeMs, limit) =>
      sql.rows<Envelope>(
        'archives_may_leave',
        `select ${ENVELOPE_COLUMNS} from messaging.outbox m where m.recorded_at < ${instant('$1')}
           and not exists (select 1 from messaging.deliveries d where d.order_id = m.order_id and d.message_id = m.message_id)
           and not exists (select 1 from messaging.dead_letters l where l.order_id = m.order_id and l.message_id = m.message_id and l.settled_at is null)
         order by m.recorded_at, m.position limit $2`,
        [beforeMs, limit],
      ),
    async leave(archive, { bytes, sha256 }, messages) {
      const rows = await sql.rows<{ gone: number }>(
        'archives_leave',
        `select messaging.archive($1, decode($2, 'hex'), $3, $4::text[], $5::text[]) as gone`,
        [archive, sha256, bytes, messages.map(({ orderId }) => orderId), messages.map(({ messageId }) => messageId)],
      );
      return rows[0]?.gone ?? 0;
    },
    ofTime: (fromMs, toMs, limit) =>
      sql.rows<ArchiveRecord>(
        'archives_of_time',
        `select ${ARCHIVE_COLUMNS} from messaging.archives a where a.to_at >= ${instant('$1')} and a.from_at < ${instant('$2')} order by a.from_at limit $3`,
        [fromMs, toMs, limit],
      ),
    ofOrder: (orderId) =>
      sql.rows<ArchiveRecord>(
        'archives_of_order',
        `select ${ARCHIVE_COLUMNS} from messaging.archives a
         where a.archive in (select d.archive from messaging.archived d where d.order_id = $1) order by a.from_at`,
        [orderId],
      ),
    async get(archive) {
      const rows = await sql.rows<ArchiveRecord>(
        'archives_get',
        `select ${ARCHIVE_COLUMNS} from messaging.archives a where a.archive = $1`,
        [archive],
      );
      return rows[0] ?? null;
    },
  };
}
