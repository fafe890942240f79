/** An order that is placed in the region that does not own it: its trace shows who waited for whom, in both regions. */
import { expect, test } from '@playwright/test';
import { signInAs } from './testing/console';
import { choosePayment, goToCheckout, headline, pay } from './testing/shopping';

/** Who does what of an order that the east opened and owns, and that is paid for on the west's page. */
const PATH = [
  ['answer place_order', 'west web'],
  ['link order_place', 'west web'],
  ['answer region_link', 'east web'],
  ['place order', 'east web'],
  ['provider authorize', 'east web'],
  ['decide order_confirmed', 'east worker'],
] as const;

test('the trace of an order’s first row is drawn across regions and processes', async ({ page }) => {
  const orderId = await goToCheckout(page, 'trace@evident.test');
  const { pathname, search } = new URL(page.url());
  await page.goto(`${process.env.STORE_WEST}${pathname}${search}`);
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
});
