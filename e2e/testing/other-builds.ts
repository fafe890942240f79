/** Another build beside this one, as far as the records see it: a writer that is newer, a reader that is older. */
import pg from 'pg';
import { homeRegionOfShard, shardOf } from '../../server/domain/shard';
import { superuserUrl } from './time-passes';

export async function inRecords<T>(region: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: superuserUrl(region) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const regionOf = (orderId: string): string => homeRegionOfShard(shardOf(orderId));

/** From now on a newer build writes this order's payments: version 3, with a field that nobody here knows. */
export async function newerBuildWrites(orderId: string): Promise<void> {
  await inRecords(regionOf(orderId), async (client) => {
    await client.query(`create or replace function messaging.newer_build() returns trigger language plpgsql as $$
      begin
        new.schema_version := 3;
        new.payload := new.payload || '{"network_reference": "mc_8812"}'::jsonb;
        return new;
      end $$`);
    await client.query(`drop trigger if exists newer_build on messaging.outbox`);
    await client.query(`create trigger newer_build before insert on messaging.outbox for each row
      when (new.schema = 'payment_authorized' and new.order_id = '${orderId.replaceAll("'", '')}') execute function messaging.newer_build()`);
  });
}

/** This build is upgraded: what was version 3 is from now on one that it reads. */
export async function upgrade(orderId: string): Promise<void> {
  await inRecords(regionOf(orderId), async (client) => {
    await client.query(`drop trigger if exists newer_build on messaging.outbox`);
    await client.query(
      `update messaging.outbox set schema_version = 2, payload = payload - 'network_reference' where order_id = $1 and schema_version = 3`,
      [orderId],
    );
  });
}

/** A worker of an older build comes up in both regions and reports what it reads. Returns how it goes. */
export async function olderReader(reads: Readonly<Record<string, number>>): Promise<() => Promise<void>> {
  for (const region of ['east', 'west'])
    await inRecords(region, (client) =>
      client.query(
        `insert into messaging.readers (process, build, region, role, consumers, reads, writes, seen_at)
         values ('worker-of-yesterday', 'yesterday', $1, 'worker', '{order-owner,mail,sales}', $2, '{}', now() + interval '5 minutes')`,
        [region, JSON.stringify(reads)],
      ),
    );
  return async () => {
    for (const region of ['east', 'west'])
      await inRecords(region, (client) =>
        client.query(`delete from messaging.readers where process = 'worker-of-yesterday'`),
      );
  };
}

/** The version in which the order's authorization was told; null while it was not. */
export function writtenVersion(orderId: string): Promise<number | null> {
  return inRecords(regionOf(orderId), async (client) => {
    const { rows } = await client.query<{ schema_version: number }>(
      `select schema_version from messaging.outbox where order_id = $1 and schema = 'payment_authorized'`,
      [orderId],
    );
    return rows[0]?.schema_version ?? null;
  });
}
