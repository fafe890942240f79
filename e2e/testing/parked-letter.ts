/**
 * A message that nobody can act on, written behind the guards of the records: it names an order that the seed made, on a shard that no test has
 * handed over, and no queue has it.
 */
import { inRecords } from './other-builds';

const CONSUMER = 'mail';
const REASON = 'made up by a browser test';

/** Returns how it goes. The table of dead letters has a row in the meantime, whatever other tests have left. */
export async function parkedLetter(): Promise<() => Promise<void>> {
  await inRecords('east', (client) =>
    client.query(
      `insert into messaging.dead_letters (order_id, message_id, consumer, reason, code, attempts)
       select order_id, message_id, $1, $2, 'unreadable', 1 from messaging.outbox
       where schema = 'order_confirmed' and not orders.is_closed(order_id) order by order_id limit 1`,
      [CONSUMER, REASON],
    ),
  );
  return () =>
    inRecords('east', async (client) => {
      await client.query('set session_replication_role = replica');
      await client.query('delete from messaging.dead_letters where consumer = $1 and reason = $2', [CONSUMER, REASON]);
    });
}
