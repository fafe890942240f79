/** An order that is placed in the region that does not own it: its trace shows who waited for whom, in both regions. */
import { type Browser, expect, type Page, test } from '@playwright/test';
import type { Region } from '../server/domain/region';
import { homeRegionOfShard, shardOf } from '../server/domain/shard';
import { signInAs } from './testing/console';
import { choosePayment, goToCheckout, headline, pay } from './testing/shopping';

/** Who does what of an order that the east's page places and the west owns. */
const PATH = [
  ['answer place_order', 'east web'],
  ['link order_place', 'east web'],
  ['answer region_link', 'west web'],
  ['place order', 'west web'],
  ['provider authorize', 'west web'],
  ['decide order_confirmed', 'west worker'],
] as const;

const MOST_TRIES = 20;

/** At the checkout in the east, with an order that this region owns: every second one is. */
async function checkoutOf(owner: Region, browser: Browser): Promise<{ readonly page: Page; readonly orderId: string }> {
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    const page = await (await browser.newContext()).newPage();
    const orderId = await goToCheckout(page, 'trace@evident.test');
    if (homeRegionOfShard(shardOf(orderId)) === owner) return { page, orderId };
    await page.context().close();
  }
  throw new Error(`no order of ${MOST_TRIES} is owned by ${owner}`);
}

test('the trace of an order’s first row is drawn across regions and processes', async ({ browser }) => {
  const { orderId, page } = await checkoutOf('west', browser);
  await choosePayment(page, 'Card ending 4242');
  await pay(page);
  await expect(headline(page)).toHaveText('Your order is confirmed.');

  await signInAs(page, 'support', `/console/orders/${orderId}`);
  const rows = page.getByRole('list', { name: 'Evidence, oldest first' });
  await rows.locator('li[aria-expanded]').first().click();
  const trace = page.getByRole('region', { name: 'Trace' });
  for (const [step, where] of PATH)
    await expect(
      trace.getByRole('listitem').filter({ hasText: step }).filter({ hasText: where }).first(),
    ).toBeVisible();
  await expect(trace.getByText(/^Trace [0-9a-f]{8}…: [\d.]+ m?s, \d+ steps\./)).toBeVisible();
  await page.context().close();
});
