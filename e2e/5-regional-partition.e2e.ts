/**
 * Failure mode 5: a regional partition keeps order owners from being reached. The cut-off region keeps the order, says so honestly,
 * charges nothing; after the heal the same page follows to the owner's answer. The witness is the provider's ledger.
 */
import { expect, type Page, test } from '@playwright/test';
import { signInAs } from './testing/console';
import { setLink } from './testing/drills';
import { choosePayment, headline, pay, payButton } from './testing/shopping';
import { chargesOf } from './testing/witness';

test.afterEach(() => setLink('up'));

/** Things that only west keeps, ordered from a browser in east: west owns the order. */
async function goToCheckoutOfWest(page: Page, email: string): Promise<string> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Add Pantry jar, 2 l to the cart' }).click();
  await expect(page.getByRole('link', { name: /Cart, 1/ })).toBeVisible();
  await page.goto('/cart');
  await page.getByLabel('Email').fill(email);
  await page.getByRole('button', { name: 'Checkout' }).click();
  await page.waitForURL(/\/checkout\/ord_/);
  return /\/checkout\/([^/?]+)/.exec(page.url())?.[1] ?? '';
}

test('an order whose owner is cut off is kept, told honestly, found by support, and confirmed after the heal', async ({
  page,
  browser,
}) => {
  const orderId = await goToCheckoutOfWest(page, 'mode-5@evident.test');
  await choosePayment(page, 'Card ending 4242');
  await setLink('cut');
  await pay(page);

  await expect(headline(page)).toHaveText('Your order is kept, and keeping it charged nothing.');
  const status = page.getByLabel('Status', { exact: true });
  await expect(status.getByText(/cannot be reached right now/)).toBeVisible();
  await expect(status.getByText('Waits to be placed')).toBeVisible();
  await expect(page.getByText(/There is never a second|there is never a second/)).toBeVisible();
  await expect(page.getByText(/confirmed\.|pending|declined/i)).toHaveCount(0);
  await page.reload();
  await expect(headline(page)).toHaveText('Your order is kept, and keeping it charged nothing.');
  const statusUrl = page.url();
  // the checkout offers no second payment: it leads back to the kept order
  await page.goto(`/checkout/${orderId}`);
  await expect(page).toHaveURL(/\/orders\/ord_/);
  await expect(payButton(page)).toHaveCount(0);
  expect(await chargesOf(orderId)).toBe(0);

  const desk = await browser.newPage();
  await signInAs(desk, 'support', '/console');
  await expect(desk.getByText('Intents kept for west')).toBeVisible();
  await desk.goto(`/console/orders?q=${orderId}`);
  await expect(desk.getByText(/as far as east knows/)).toBeVisible();
  await desk.getByRole('region', { name: 'Kept intents' }).getByRole('link').first().click();
  await expect(desk.getByText(/East keeps this intent for west/)).toBeVisible({ timeout: 20_000 });
  await expect(desk.getByText('Kept here; its customer was told so.')).toBeVisible();

  await page.goto(statusUrl);
  await setLink('up');
  // the open page follows by itself, without a click
  await expect(headline(page)).toHaveText('Your order is confirmed.', { timeout: 30_000 });
  expect(await chargesOf(orderId)).toBe(1);
  await expect(desk.getByText('order_confirmed').first()).toBeVisible({ timeout: 20_000 });
  await desk.close();
});

test('a call whose answer was lost is not called uncharged, and counts once after the heal', async ({ page }) => {
  const orderId = await goToCheckoutOfWest(page, 'mode-5-one-way@evident.test');
  await choosePayment(page, 'Card ending 4242');
  await setLink({ lose: 'answers', calls_from: 'east' });
  await pay(page);
  // kept here, until the owner's own word arrives: its calls come through while the answers to ours are lost
  await expect(headline(page)).toHaveText(/^(As last known at [\d:]+: )?Your order is (kept|confirmed)\.$/);
  await expect(page.getByText(/not charged/)).toHaveCount(0);
  await setLink('up');
  await expect(headline(page)).toHaveText('Your order is confirmed.', { timeout: 40_000 });
  expect(await chargesOf(orderId)).toBe(1);
});

test('a flapping link and impatient customers in both regions make one order and one charge', async ({
  page,
  request,
}) => {
  const orderId = await goToCheckoutOfWest(page, 'mode-5-flapping@evident.test');
  await choosePayment(page, 'Card ending 4242');
  await setLink({ flapping: { up_ms: 400, down_ms: 400 } });
  await pay(page);
  const token = new URL(page.url()).searchParams.get('token') ?? '';
  for (const origin of [process.env.STORE_EAST, process.env.STORE_WEST, process.env.STORE_EAST]) {
    const answer = await request.get(`${origin}/api/v1/orders/${orderId}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([200, 404, 503]).toContain(answer.status());
  }
  await setLink('up');
  await expect(headline(page)).toHaveText('Your order is confirmed.', { timeout: 40_000 });
  expect(await chargesOf(orderId)).toBe(1);
});
