/** Failure mode 1: the gateway times out after the provider accepted the charge. Unknown is never shown as failed. */
import { expect, test } from '@playwright/test';
import { signInAs } from './testing/console';
import { choosePayment, goToCheckout, headline, pay } from './testing/shopping';
import { chargesOf, ledgerOf } from './testing/witness';

test('a charge whose answer is lost is pending, then confirmed, and was made once', async ({ page }) => {
  const orderId = await goToCheckout(page, 'mode-1@evident.test');
  await choosePayment(page, 'Silent after accepting');
  await pay(page);

  // the provider took it and never answered: the customer is told what is known, and not to pay again
  await expect(headline(page)).toHaveText('Your payment is being confirmed.');
  await expect(page.getByText('You do not need to pay again; this page updates itself.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Place order/ })).toHaveCount(0);
  expect(await chargesOf(orderId)).toBe(1);

  // the late webhook or the look-up settles it, and the page follows without a reload
  await expect(headline(page)).toHaveText('Your order is confirmed.', { timeout: 30_000 });
  await expect.poll(async () => (await ledgerOf(orderId)).map((row) => row.kind)).toEqual(['authorized', 'captured']);
});

test('support sees the silence, what it does not prove, and the evidence that settled it', async ({ page }) => {
  const orderId = await goToCheckout(page, 'mode-1-support@evident.test');
  await choosePayment(page, 'Silent after accepting');
  await pay(page);
  await expect(headline(page)).toHaveText('Your order is confirmed.', { timeout: 30_000 });

  await signInAs(page, 'support', `/console/orders/${orderId}`);
  await expect(page.getByText('This does not prove a failed payment.').first()).toBeVisible();
  await expect(page.getByText('order_confirmed').first()).toBeVisible();
});

test('a charge that was never accepted is not called failed before that is proven', async ({ page }) => {
  const orderId = await goToCheckout(page, 'mode-1-never@evident.test');
  await choosePayment(page, 'Silent before accepting');
  await pay(page);
  await expect(headline(page)).toHaveText('Your payment is being confirmed.');
  expect(await chargesOf(orderId)).toBe(0);
  // looked up and not found: still no proof, still not failed
  await signInAs(page, 'support', `/console/orders/${orderId}`);
  await page.getByRole('button', { name: 'Look up at provider' }).click();
  await expect(page.getByText('payment_pending').first()).toBeVisible();
  await expect(page.getByText('failed_safely')).toHaveCount(0);
});
