/**
 * The floor: what this server can do for three durable commits an order with plain prepared SQL from one process, with as many
 * clients as there are shoppers. Each commit inserts one small row into a table with one index.
 */
import pg from 'pg';

const ROW = 'x'.repeat(40);

/** Orders a second that three commits each would allow; the rows stand in the inbox under names of their own. */
export async function floorOrdersPerSecond(databaseUrl: string, clients: number, seconds: number): Promise<number> {
  const run = `floor-${process.pid}-${Date.now()}`;
  const connections = await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      return client;
    }),
  );
  let orders = 0;
  const until = performance.now() + seconds * 1000;
  await Promise.all(
    connections.map(async (client, number) => {
      for (let index = 0; performance.now() < until; index++) {
        for (const step of ['intent', 'outcome', 'decision'])
          await client.query({
            name: 'floor',
            text: 'insert into messaging.inbox (order_id, consumer, message_id) values ($1, $2, $3)',
            values: [`${run}-${number}-${index}`, step, ROW],
          });
        orders++;
      }
    }),
  );
  await Promise.all(connections.map((client) => client.end()));
  return orders / seconds;
}
