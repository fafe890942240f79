/** A PostgreSQL of its own for one region of the two-namespaces test: migrated, with shards and stock; prints its address, ends on SIGTERM. */
import pg from 'pg';
import { homeRegionOfShard, SHARDS } from '@/server/domain/ids';
import { ROLES } from '@/server/platform/database-roles';
import { addressOf, prepareTemplate, startTestServer } from '@/server/stores/testing/database-server';

const server = await startTestServer(null);
const database = await prepareTemplate(server.superuserUrl);
const owner = new pg.Client({ connectionString: addressOf(server.superuserUrl, database, ROLES.owner) });
await owner.connect();
const shards = Array.from({ length: SHARDS }, (_, shard) => shard);
await owner.query(
  'insert into orders.shards (shard, region, epoch) select s, r, 1 from unnest($1::int[], $2::text[]) as n(s, r)',
  [shards, shards.map(homeRegionOfShard)],
);
await owner.query(
  `insert into inventory.products (sku, name, price_minor, currency, category, picture, position)
   values ('mug', 'Mug', 4900, 'EUR', 'kitchen', 'mug', 1)`,
);
await owner.query(`insert into inventory.stock (sku, available) values ('mug', 1000)`);
await owner.end();
process.stdout.write(`${JSON.stringify({ url: addressOf(server.superuserUrl, database, ROLES.app) })}\n`);
process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)));
setInterval(() => undefined, 60_000);
