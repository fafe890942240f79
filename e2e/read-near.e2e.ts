/** Either region shows a customer their order and cart, and none of their pages goes back behind what another one has shown. */
import { expect, test } from '@playwright/test';
import { choosePayment, goToCheckout, headline, pay } from './testing/shopping';

const west = (url: string): string => {
  const { pathname, search } = new URL(url);
  return `${process.env.STORE_WEST}${pathname}${search}`;
};

test('a page of the other region and the back button never show an earlier state', async ({ page, context }) => {
  await goToCheckout(page, 'read-near@evident.test');
  await choosePayment(page, 'Silent after accepting');
  await pay(page);
  await expect(headline(page)).toHaveText('Your payment is being confirmed.');
  const there = await context.newPage();
  await there.goto(west(page.url()));
  await expect(headline(there)).toHaveText(/being confirmed|is confirmed/);
  await expect(headline(page)).toHaveText('Your order is confirmed.', { timeout: 60_000 });
  // at once: the copy there may be behind, the session is not
  await there.goto(west(page.url()));
  await expect(headline(there)).toHaveText('Your order is confirmed.');
  await there.goto(`${process.env.STORE_WEST}/`);
  await there.goBack();
  await expect(headline(there)).toHaveText('Your order is confirmed.');
});

test('without scripts a reload goes on from what the page has shown', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await goToCheckout(page, 'read-near-plain@evident.test');
  await choosePayment(page, 'Card ending 4242');
  await pay(page);
  await expect(headline(page)).toHaveText('Your order is confirmed.');
  const again = await page.locator('meta[http-equiv=refresh]').getAttribute('content');
  expect(again).toMatch(/^10; url=\/orders\/ord_\w+\?token=[\w%-]+&seen=[\w-]+\.[\w-]+$/);
  await page.goto(again?.split('url=')[1] ?? '');
  await expect(headline(page)).toHaveText('Your order is confirmed.');
  await context.close();
});

test('a cart is shown and changed in either region', async ({ page }) => {
  await page.goto('/');
  await page
    .getByRole('button', { name: /^Add .* to the cart$/ })
    .first()
    .click();
  await expect(page.getByRole('link', { name: /Cart, 1/ })).toBeVisible();
  await page.goto(`${process.env.STORE_WEST}/cart`);
  const quantity = page.getByRole('spinbutton').first();
  await expect(quantity).toHaveValue('1');
  await quantity.fill('3');
  await page.getByRole('button', { name: 'Update' }).first().click();
  await expect(page.getByRole('link', { name: /Cart, 3/ })).toBeVisible();
  await page.reload();
  await expect(quantity).toHaveValue('3');
  await page.goto('/cart');
  await expect(page.getByRole('spinbutton').first()).toHaveValue('3');
});
