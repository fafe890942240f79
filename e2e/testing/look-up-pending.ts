/** Every payment whose outcome is not known is looked up now: what a person does order by order. */
import pg from 'pg';
import { REGIONS } from '../../server/domain/region';
import { superuserUrl } from './time-passes';

export async function lookUpPendingNow(): Promise<void> {
  for (const region of REGIONS) {
    const client = new pg.Client({ connectionString: superuserUrl(region) });
    await client.connect();
    await client.query(
      `update payments.operations set next_check_at = now() where kind = 'authorize' and state in ('unknown', 'intended')`,
    );
    await client.end();
  }
}
