/**
 * Every payment whose outcome is not known is looked up now: what a person does order by order. It was sent an hour ago, so that "not
 * found" is proof: what the tests before left at the provider in its bad hours ends by itself only after the settle time.
 */
import pg from 'pg';
import { REGIONS } from '../../server/domain/region';
import { superuserUrl } from './time-passes';

export async function lookUpPendingNow(): Promise<void> {
  for (const region of REGIONS) {
    const client = new pg.Client({ connectionString: superuserUrl(region) });
    await client.connect();
    await client.query('set session_replication_role = replica');
    await client.query(
      `update payments.operations set next_check_at = now(), first_attempt_at = first_attempt_at - interval '1 hour',
         last_send_at = last_send_at - interval '1 hour'
       where kind = 'authorize' and state in ('unknown', 'intended')`,
    );
    await client.end();
  }
}
