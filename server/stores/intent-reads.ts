/** Kept intents as the console finds them: what is owed now, or whatever bears an id that somebody quotes. */
import { INTENT_COLUMNS, type KeptIntent } from './kept-intents';
import { epochMs, type Sql } from './sql';

export interface IntentEvent {
  readonly kind: string;
  readonly atMs: number;
  readonly requestId: string | null;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

export interface IntentTerm {
  readonly orderIds: readonly string[];
  readonly reference: string | null;
  readonly traceId: string | null;
  readonly email: string | null;
  readonly text: string;
}

export interface IntentReadStore {
  /** Owed now, the oldest first. */
  owed(limit: number): Promise<KeptIntent[]>;
  /** Ever kept here, the newest first. */
  byAnyId(term: IntentTerm, limit: number): Promise<KeptIntent[]>;
  events(orderId: string, limit: number): Promise<IntentEvent[]>;
}

export function intentReadStore(sql: Sql): IntentReadStore {
  return {
    owed: (limit) =>
      sql.rows<KeptIntent>(
        'intents_list_owed',
        `select ${INTENT_COLUMNS} from intents.intents i where i.state in ('kept', 'expired') order by i.kept_at, i.order_id limit $1`,
        [limit],
      ),
    byAnyId: ({ email, orderIds, reference, text, traceId }, limit) =>
      sql.rows<KeptIntent>('intents_by_any_id', BY_ANY_ID, [orderIds, reference, text, traceId, email, limit]),
    events: (orderId, limit) =>
      sql.rows<IntentEvent>(
        'intents_events',
        `select kind, ${epochMs('at')} as "atMs", request_id as "requestId", detail from intents.events where order_id = $1 order by seq limit $2`,
        [orderId, limit],
      ),
  };
}

/* Each id by its own index; a trace id is looked for among what is owed, which is little. */
const BY_ANY_ID = `
with found as (
  select order_id from intents.intents where order_id = any($1::text[])
  union select order_id from intents.intents where reference = $2
  union select order_id from intents.intents where request_id = $3
  union select order_id from intents.intents where cart_id = $3
  union select order_id from intents.intents where email = $5
  union select order_id from intents.intents where state in ('kept', 'expired') and trace_id = $4
)
select ${INTENT_COLUMNS} from intents.intents i join found using (order_id) where i.kept_at is not null
order by i.kept_at desc, i.order_id limit $6`;
