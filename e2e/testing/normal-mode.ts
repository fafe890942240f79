/**
 * The store takes payments again: the mode is put back behind the back of its guards. Leaving degraded mode by evidence has tests of its
 * own; whoever comes after a test of trouble needs a store that is not in it.
 */
import { expect } from '@playwright/test';
import pg from 'pg';
import { placeCrowd } from './crowd';
import { superuserUrl } from './time-passes';

export async function untilNormal(): Promise<void> {
  await expect
    .poll(
      async () => {
        await forgetTheMode();
        return (await placeCrowd(1))[0]?.status;
      },
      { timeout: 120_000, intervals: [2_000] },
    )
    .toBe(201);
}

async function forgetTheMode(): Promise<void> {
  for (const region of ['east', 'west']) {
    const client = new pg.Client({ connectionString: superuserUrl(region) });
    await client.connect();
    try {
      await client.query('set session_replication_role = replica');
      await client.query('delete from operations.degraded_mode');
    } finally {
      await client.end();
    }
  }
}
