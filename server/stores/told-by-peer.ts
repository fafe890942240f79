/** What the other region told this one's customers: evidence here, each message once, remembered in the same transaction. */
import type { PeerConsumer } from '../contracts/messages';
import type { NewEvidence } from '../domain/evidence';
import { EVIDENCE_COLUMNS, evidenceJson, evidenceRecordset, evidenceSelect } from './evidence-rows';
import { instant, type Sql } from './sql';

export type ToldEvidence = NewEvidence & { readonly messageId: string };

export interface Untaken {
  readonly messageId: string;
  /** `shard_closed`: the order is on its way to the other region, and here it is written no more. */
  readonly why: 'no_such_order' | 'shard_closed';
}

export interface ToldByPeerStore {
  /** Returns what had no effect; every other one has its effect, now or from before. */
  consume(told: readonly ToldEvidence[], nowMs: number): Promise<readonly Untaken[]>;
}

const CONSUMER: PeerConsumer = 'told-by-peer';

export function toldByPeerStore(sql: Sql): ToldByPeerStore {
  return {
    async consume(told, nowMs) {
      if (told.length === 0) return [];
      return sql.rows<Untaken>(
        'told_by_peer_consume',
        // two deliveries of one message at once: the second waits for the first's inbox row and finds it. A shard that is closed after it
        // was looked at refuses the evidence, and all of it is carried again
        `with told as materialized (
           select e.*, case when not exists (select 1 from orders.orders o where o.order_id = e.order_id) then 'no_such_order'
             when orders.is_closed(e.order_id) then 'shard_closed' end as why from ${evidenceRecordset('$1')}
         ), once as (
           insert into messaging.inbox (order_id, consumer, message_id, consumed_at)
           select t.order_id, '${CONSUMER}', t.message_id, ${instant('$2')} from told t where t.why is null order by t.order_id, t.message_id
           on conflict do nothing returning order_id, message_id
         ), witnessed as (
           insert into orders.evidence (${EVIDENCE_COLUMNS})
           select ${evidenceSelect()} from told e join once o on o.order_id = e.order_id and o.message_id = e.message_id order by e.order_id, e.ord
         )
         select message_id as "messageId", why from told where why is not null`,
        [evidenceJson(told), nowMs],
      );
    },
  };
}
