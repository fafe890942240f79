/** Dead letters as people read them: which match, how many, and one of them with what is in it. */
import type { DeadLetterFilter, DeadLetterRef } from '../domain/dead-letter';
import { epochMs, type Sql } from './sql';

export interface DeadLetter extends DeadLetterRef {
  readonly schema: string;
  readonly schemaVersion: number;
  /** Null where an older build parked it, which only said why in words. */
  readonly code: string | null;
  readonly reason: string;
  readonly attempts: number;
  /** How often it was put back before. */
  readonly redrives: number;
  readonly recordedAtMs: number | null;
  readonly parkedAtMs: number;
}

export interface DeadLetterContent extends DeadLetter {
  /** As it was published; null where it has left the outbox. */
  readonly payload: unknown;
  readonly paymentOperation: string | null;
  readonly requestId: string | null;
  readonly traceId: string | null;
  readonly region: string | null;
  /** Put back and on its way; null while it is parked. */
  readonly redrivenAtMs: number | null;
  readonly settledAtMs: number | null;
}

export interface DeadLetterCount {
  readonly consumer: string;
  readonly schema: string;
  readonly code: string;
  readonly count: number;
  readonly oldestAtMs: number;
}

export interface DeadLetterStore {
  /** Parked and not put back: oldest first. */
  matching(filter: DeadLetterFilter, limit: number): Promise<DeadLetter[]>;
  counts(): Promise<DeadLetterCount[]>;
  get(ref: DeadLetterRef): Promise<DeadLetterContent | null>;
}

const COLUMNS = `l.order_id as "orderId", l.message_id as "messageId", l.consumer, coalesce(m.schema, '') as schema,
  coalesce(m.schema_version, 0) as "schemaVersion", l.code, l.reason, l.attempts, l.redrives, ${epochMs('m.recorded_at')} as "recordedAtMs",
  ${epochMs('l.parked_at')} as "parkedAtMs"`;
const LETTERS = `messaging.dead_letters l left join messaging.outbox m on m.order_id = l.order_id and m.message_id = l.message_id`;

/** For the metrics; by the index of what is parked. */
export async function deadLettersWaiting(sql: Sql): Promise<number> {
  const rows = await sql.rows<{ waiting: number }>(
    'dead_letters_waiting',
    'select count(*)::int as waiting from messaging.dead_letters where redriven_at is null',
    [],
  );
  return rows[0]?.waiting ?? 0;
}

export function deadLetterStore(sql: Sql): DeadLetterStore {
  return {
    matching: ({ code, consumer, schema }, limit) =>
      sql.rows<DeadLetter>(
        'dead_letters_matching',
        `select ${COLUMNS} from ${LETTERS}
         where l.redriven_at is null and ($1::text is null or l.consumer = $1) and ($2::text is null or m.schema = $2)
           and ($3::text is null or coalesce(l.code, 'not_said') = $3)
         order by l.parked_at, l.order_id, l.message_id, l.consumer limit $4`,
        [consumer, schema, code, limit],
      ),
    counts: () =>
      sql.rows<DeadLetterCount>(
        'dead_letters_counts',
        `select l.consumer, coalesce(m.schema, '') as schema, coalesce(l.code, 'not_said') as code, count(*)::int as count,
           ${epochMs('min(l.parked_at)')} as "oldestAtMs"
         from ${LETTERS} where l.redriven_at is null group by 1, 2, 3 order by 1, 2, 3`,
        [],
      ),
    async get({ consumer, messageId, orderId }) {
      const rows = await sql.rows<DeadLetterContent>(
        'dead_letters_get',
        `select ${COLUMNS}, m.payload, m.payment_operation as "paymentOperation", m.request_id as "requestId", m.trace_id as "traceId", m.region,
           ${epochMs('l.redriven_at')} as "redrivenAtMs", ${epochMs('l.settled_at')} as "settledAtMs"
         from ${LETTERS} where l.order_id = $1 and l.message_id = $2 and l.consumer = $3`,
        [orderId, messageId, consumer],
      );
      return rows[0] ?? null;
    },
  };
}
