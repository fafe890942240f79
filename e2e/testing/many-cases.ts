/**
 * A desk that is full: open cases by the thousand, written behind the guards of the records, because nothing of the product opens
 * cases in bulk. They name no order of ours; what a test needs to be looked up at the provider gets a case of a real one.
 */
import pg from 'pg';
import { REGIONS } from '../../server/domain/region';
import { superuserUrl } from './time-passes';

const MADE_UP = 'ord_full_desk_';

/** Due from twenty minutes ago on; one in four paid without an order, one in four the checks ran out. */
export async function fillDesk(inEachRegion: number): Promise<void> {
  await inBothRegions(
    `insert into operations.cases (order_id, case_id, reason, state, severity, at_risk_minor, currency, opened_at, due_at)
     select '${MADE_UP}' || current_database() || n, 'case:' || n, (array['stray_authorization', 'checks_ran_out', 'hold_gone', 'amount_mismatch'])[1 + n % 4],
       'open', (array['high', 'normal'])[1 + n % 2], 1000 + n % 9000, 'EUR', now() - n % 3600 * interval '1 second', now() + (n % 3600 - 1200) * interval '1 second'
     from generate_series(1, $1::int) n`,
    [inEachRegion],
  );
}

/** Cases of low severity, of confirmed orders: the provider can be asked about them. */
export async function openCasesOfOrders(inEachRegion: number): Promise<void> {
  await inBothRegions(
    `insert into operations.cases (order_id, case_id, reason, state, severity, at_risk_minor, currency, opened_at, due_at)
     select order_id, 'case:' || order_id || ':full_desk', 'checks_ran_out', 'open', 'low', total_minor, currency, now(), now() + interval '1 hour'
     from orders.orders where state = 'order_confirmed' and not orders.is_closed(order_id) order by order_id limit $1::int`,
    [inEachRegion],
  );
}

export async function emptyDesk(): Promise<void> {
  await inBothRegions(
    `delete from operations.cases where order_id like '${MADE_UP.replaceAll('_', '\\_')}%' or case_id like '%:full\\_desk'`,
    [],
  );
}

export async function changeRole(email: string, role: string): Promise<void> {
  await inBothRegions('update access.users set role = $2 where email = $1', [email, role]);
}

async function inBothRegions(statement: string, values: readonly unknown[]): Promise<void> {
  for (const region of REGIONS) {
    const client = new pg.Client({ connectionString: superuserUrl(region) });
    await client.connect();
    try {
      await client.query('set session_replication_role = replica');
      await client.query(statement, [...values]);
      await client.query('analyze operations.cases');
    } finally {
      await client.end();
    }
  }
}
