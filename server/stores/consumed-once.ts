/**
 * The part of a consumer's statement that makes its effect happen once. The statement begins with a CTE `input` of order_id and
 * message_id, one message of an order; what depends on `once` happens only for what was not consumed before.
 */
import type { Consumer } from '../contracts/messages';
import { instant } from './sql';

/** @param nowMs the parameter that holds the instant. */
export const consumedOnce = (consumer: Consumer, nowMs: string): string => `
  once as (
    insert into messaging.inbox (order_id, consumer, message_id, consumed_at)
    select i.order_id, '${consumer}', i.message_id, ${instant(nowMs)} from input i order by i.order_id
    on conflict do nothing returning order_id
  ), off as (
    delete from messaging.deliveries q using input i
    where q.order_id = i.order_id and q.message_id = i.message_id and q.consumer = '${consumer}'
  )`;
