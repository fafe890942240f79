/**
 * What the console lists is of both regions: while one is not reached, each page says so by itself, and none claims that nothing is there.
 * Degraded mode and the report of ambiguity are left out: what they tell of earlier cuts reads like one of now.
 */
import { expect, type Page, test } from '@playwright/test';
import { signInAs } from './testing/console';
import { setLink } from './testing/drills';

const LISTS = [
  '/console',
  '/console/orders?q=order-42',
  '/console/reconciliation',
  '/console/reconciliation/bulk',
  '/console/reconciliation/statements',
  '/console/messages',
  '/console/ownership',
  '/console/controls',
  '/console/audit?region=west',
] as const;

const silence = (page: Page) =>
  page
    .getByRole('main')
    .getByText(/west\b[^.]*\b(not reached|did not answer|not known)|(not reached|without)[^.]*\bwest/i)
    .first();

test.afterAll(() => setLink('up'));

for (const path of LISTS)
  test(`${path} says that west is not reached, and no longer after the heal`, async ({ page }) => {
    await setLink('cut');
    await signInAs(page, 'operator', path);
    await expect(silence(page)).toBeVisible({ timeout: 30_000 });
    await setLink('up');
    await expect(silence(page)).toHaveCount(0, { timeout: 30_000 });
  });
