/**
 * The store takes payments again: the mode is put back behind the back of its guards, with the figures that the trouble left. Leaving
 * degraded mode by evidence has tests of its own; whoever comes after a test of trouble needs a store that is not in it.
 */
import { expect } from '@playwright/test';
import pg from 'pg';
import { placeCrowd } from './crowd';
import { superuserUrl } from './time-passes';

/** Looks without a new entry: a figure that is still over its limit would bring the mode back within a second. */
const QUIET_LOOKS = 5;

export async function untilNormal(): Promise<void> {
  let quiet = 0;
  await expect
    .poll(
      async () => {
        const forgot = await forgetTheMode();
        const takesPayments = (await placeCrowd(1))[0]?.status === 201;
        quiet = takesPayments && !forgot ? quiet + 1 : 0;
        return quiet;
      },
      { timeout: 150_000, intervals: [1_000] },
    )
    .toBeGreaterThanOrEqual(QUIET_LOOKS);
}

/** Whether a region was in another mode than normal. */
async function forgetTheMode(): Promise<boolean> {
  let forgot = false;
  for (const region of ['east', 'west']) {
    const client = new pg.Client({ connectionString: superuserUrl(region) });
    await client.connect();
    try {
      await client.query('set session_replication_role = replica');
      const { rowCount } = await client.query('delete from operations.degraded_mode');
      forgot ||= (rowCount ?? 0) > 0;
      // with its history: the versions begin anew
      await client.query('delete from operations.degraded_changes');
      await client.query('delete from operations.pressure_samples');
    } finally {
      await client.end();
    }
  }
  return forgot;
}
