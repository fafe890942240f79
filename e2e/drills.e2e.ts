/** The training room: on-call runs a drill, watches it hold, and opens one of its orders; support may only watch. */
import { expect, test } from '@playwright/test';
import { signInAs } from './testing/console';
import { chargesOf } from './testing/witness';

test('a drill is run from the page, told while it runs, healed, and judged by the ledger', async ({ page }) => {
  test.setTimeout(240_000);
  await signInAs(page, 'support', '/console/drills');
  const start = page.getByRole('button', { name: 'Start: The gateway times out after the provider accepts' });
  await expect(start).toHaveAttribute('aria-disabled', 'true');
  await page.context().clearCookies();

  await signInAs(page, 'oncall', '/console/drills');
  await start.click();
  await expect(page.getByText(/Running .*, and it holds\./)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start: The customer submits again and again' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await expect(page.getByText('unknown is not failed').first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('It held.').first()).toBeVisible({ timeout: 200_000 });
  await expect(page.getByText(/12 orders, 12 submits, 12 authorized in the ledger/).first()).toBeVisible();

  await page.getByRole('link', { name: 'Open one of its orders' }).click();
  await page.waitForURL(/\/console\/orders\/ord_/);
  const orderId = page.url().split('/').at(-1) ?? '';
  expect(await chargesOf(orderId)).toBe(1);
  const faults = await fetch(`${process.env.STORE_SANDBOX}/_sandbox/faults`);
  expect(await faults.json()).toEqual({});

  await page.goto('/console/audit?about=drills');
  await expect(page.getByText('drills:start').first()).toBeVisible();
});
