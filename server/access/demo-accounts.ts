/**
 * One account for each role, to look around with. They exist only where the database is embedded: anywhere else their well-known
 * password would be an open door, so making them is refused.
 */
import { hashPassword } from 'better-auth/crypto';
import pg from 'pg';
import type { Role } from '../domain/permissions';
import type { DemoAccount } from '../domain/staff';

const PASSWORD = 'evident-demo';

const account = (email: string, name: string, role: Role): DemoAccount => ({ email, name, role, password: PASSWORD });

export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  account('support@evident.test', 'Mara Lindqvist', 'support'),
  account('operator@evident.test', 'Jonas Weber', 'operator'),
  account('oncall@evident.test', 'Aiko Tanaka', 'on-call'),
  account('approver@evident.test', 'Léa Moreau', 'approver'),
  account('auditor@evident.test', 'Tomas Novak', 'auditor'),
];

/**
 * Makes the accounts that are missing; an account that is there keeps its password, its role and whether it is disabled.
 * @returns how many were made.
 * @throws where the database is not embedded.
 */
export async function ensureDemoAccounts(url: string, embedded: boolean): Promise<number> {
  if (!embedded) throw new Error('demo accounts are made in the embedded database only');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let made = 0;
    for (const demo of DEMO_ACCOUNTS) made += (await ensure(client, demo)) ? 1 : 0;
    return made;
  } finally {
    await client.end();
  }
}

async function ensure(client: pg.Client, { email, name, password, role }: DemoAccount): Promise<boolean> {
  const there = await client.query(
    `select 1 from access.users u join access.accounts a on a.user_id = u.id and a.provider_id = 'credential' where u.email = $1`,
    [email],
  );
  if (there.rowCount === 1) return false;
  const id = `demo-${role}`;
  // one statement: a user without a password, or a password without a user, is never left behind
  const made = await client.query(
    `with person as (
       insert into access.users (id, name, email, email_verified, role) values ($1, $2, $3, true, $4) on conflict (email) do nothing returning id
     )
     insert into access.accounts (id, user_id, account_id, provider_id, password) select $1, id, id, 'credential', $5 from person
     on conflict do nothing`,
    [id, name, email, role, await hashPassword(password)],
  );
  return made.rowCount === 1;
}
