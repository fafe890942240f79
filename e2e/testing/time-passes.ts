/**
 * Time that a test cannot wait for, moved in the records behind the back of their guards: the product itself may do nothing of the
 * kind. Only the store of the browser tests has these records, and the password stands in its own data folder.
 */
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { REGIONS } from '../../server/domain/region';
import { homeRegionOfShard, shardOf } from '../../server/domain/shard';
import { SUPERUSER } from '../../server/platform/embedded-postgres';

/** The hold of the order's items ends now. */
export async function endHold(orderId: string): Promise<void> {
  await behindTheGuards(orderId, [
    `update inventory.reservations set held_until = now() - interval '1 second' where order_id = $1 and state = 'held'`,
    `update orders.orders set held_until = now() - interval '1 second' where order_id = $1 and held_until is not null`,
  ]);
}

/** The payment was last sent an hour ago: "not found" has become proof. */
export async function passSettleTime(orderId: string): Promise<void> {
  await behindTheGuards(orderId, [
    `update payments.operations set first_attempt_at = first_attempt_at - interval '1 hour', last_send_at = last_send_at - interval '1 hour'
     where order_id = $1 and kind = 'authorize'`,
  ]);
}

/** It is older than what a sample of the exit evidence leaves to the next one. */
export async function paidAWhileAgo(orderId: string): Promise<void> {
  await behindTheGuards(orderId, [
    `update payments.operations set intended_at = intended_at - interval '10 seconds' where order_id = $1 and kind = 'authorize'`,
  ]);
}

/** What waits for the decisions of east's owner has waited for longer than its age budget. */
export async function ageConfirmationQueue(): Promise<void> {
  const statement = `update messaging.deliveries set enqueued_at = enqueued_at - interval '35 seconds' where consumer = $1`;
  if ((await moved('east', statement, 'order-owner')) === 0) throw new Error('nothing waits for the owner');
}

/** Whoever is signed in has said their password so long ago that it confirms nothing any more. */
export async function signedInLongAgo(email: string): Promise<void> {
  const statement = `update access.sessions s set created_at = s.created_at - interval '1 hour' from access.users u where u.id = s.user_id and u.email = $1`;
  const inEach = await Promise.all(REGIONS.map((region) => moved(region, statement, email)));
  if (inEach.every((sessions) => sessions === 0)) throw new Error(`${email} is not signed in`);
}

async function behindTheGuards(orderId: string, statements: readonly string[]): Promise<void> {
  for (const statement of statements)
    if ((await moved(homeRegionOfShard(shardOf(orderId)), statement, orderId)) === 0)
      throw new Error(`nothing to move for ${orderId}: ${statement}`);
}

async function moved(region: string, statement: string, of: string): Promise<number> {
  const client = new pg.Client({ connectionString: superuserUrl(region) });
  await client.connect();
  try {
    await client.query('set session_replication_role = replica');
    return (await client.query(statement, [of])).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

export function superuserUrl(region: string): string {
  const environment = JSON.parse(process.env.STORE_ENVIRONMENT ?? '{}') as Record<string, string>;
  const secrets = JSON.parse(readFileSync(`${process.env.STORE_DATA_DIR}/secrets.json`, 'utf8')) as {
    superuserPassword: string;
  };
  const url = new URL(environment[`DATABASE_URL_${region.toUpperCase()}`] ?? '');
  url.username = SUPERUSER;
  url.password = secrets.superuserPassword;
  return url.href;
}
