/** The messages page: what is undelivered and since when, and how much was parked. */
import { CONSUMERS } from '../contracts/messages';
import { epochMs, type Sql } from './sql';

export interface QueueState {
  readonly consumer: string;
  readonly undelivered: number;
  readonly oldestAtMs: number | null;
  /** Of the oldest message that was tried without effect. */
  readonly lastError: string | null;
  /** Parked for it and not redriven. */
  readonly dead: number;
}

export interface MessagesOverview {
  readonly consumers: readonly QueueState[];
  /** Parked and not redriven. */
  readonly deadCount: number;
  readonly mails: { readonly queued: number; readonly failed: number };
}

export interface MessagesOverviewStore {
  overview(): Promise<MessagesOverview>;
}

/** Every consumer is shown, also the one that nothing waits for. */
const EVERYBODY = `array['${CONSUMERS.join("', '")}']`;

export function messagesOverviewStore(sql: Sql): MessagesOverviewStore {
  return {
    async overview() {
      const rows = await sql.rows<{ overview: MessagesOverview }>('messages_overview', OVERVIEW, []);
      if (rows[0] === undefined) throw new Error('the overview has one row');
      return rows[0].overview;
    },
  };
}

const OVERVIEW = `
with queued as (
  select consumer, count(*)::int as undelivered, min(enqueued_at) as oldest_at,
    (array_agg(last_error order by position) filter (where last_error is not null))[1] as last_error
  from messaging.deliveries group by consumer
), parked as (
  select consumer, count(*)::int as dead from messaging.dead_letters where redriven_at is null group by consumer
), named as (
  select unnest(${EVERYBODY}) as consumer union select consumer from queued union select consumer from parked
)
select json_build_object(
  'consumers', (
    select json_agg(json_build_object('consumer', n.consumer, 'undelivered', coalesce(q.undelivered, 0), 'oldestAtMs', ${epochMs('q.oldest_at')},
      'lastError', q.last_error, 'dead', coalesce(p.dead, 0)) order by n.consumer)
    from named n left join queued q on q.consumer = n.consumer left join parked p on p.consumer = n.consumer),
  'deadCount', coalesce((select sum(dead)::int from parked), 0),
  'mails', json_build_object(
    'queued', (select count(*)::int from messaging.mails where state <> 'sent' and state = 'queued'),
    'failed', (select count(*)::int from messaging.mails where state <> 'sent' and state = 'failed'))
) as overview`;
