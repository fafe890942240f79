/**
 * A connection that is lost takes nothing away: what is known stays with its age, no action pretends, and what came meanwhile is shown
 * when it is back. On an order of its own, and without touching the store.
 */
import { expect, type Page, test } from '@playwright/test';
import { signInAs } from './testing/console';
import { placeCrowd } from './testing/crowd';
import { choosePayment, goToCheckout, headline, pay, payButton } from './testing/shopping';

const lost = (page: Page) => page.getByText(/^No answer since/);

test('a page of the console keeps what it knows, pretends nothing, opens nothing that would take it away, and comes back by itself', async ({
  context,
  page,
}) => {
  const [order] = await placeCrowd(1);
  const path = `/console/orders/${order?.orderId}`;
  await signInAs(page, 'support', path);
  const known = page.getByText('What we know').first();
  const regions = page.getByRole('list', { name: 'Regions and the shards they own' });
  await expect(known).toBeVisible();
  await expect(regions.getByText(/^owns/)).toHaveCount(2);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: /note/i }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('Called while the line was down.');

  await context.setOffline(true);
  await dialog.getByRole('button', { name: 'Keep the note' }).click();
  await expect(dialog.getByText('Not known whether it was kept.')).toBeVisible();
  await expect(page.getByText(/^No answer since.*What you see is/)).toHaveCount(1);
  // in place of a mode, a promise and regions that nobody knows now
  await expect(page.locator('header').getByText(/^No answer since/)).toBeVisible();
  await expect(regions.getByText('not known now')).toHaveCount(2);

  await context.setOffline(false);
  await dialog.getByRole('button', { name: 'Keep the note' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(lost(page)).toHaveCount(0);
  await expect(page.getByRole('listitem').filter({ hasText: 'Called while the line was down.' })).toHaveCount(1);

  await context.setOffline(true);
  await expect(page.locator('header').getByText(/^No answer since/)).toBeVisible();
  await page.getByRole('navigation', { name: 'Console' }).getByRole('link', { name: 'Messages' }).click();
  await expect(page.getByText('Not opened.')).toBeVisible();
  await expect(known).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText('Not opened.')).toHaveCount(0);
  expect(new URL(page.url()).pathname).toBe(path);
});

test('given nobody answers, a way that is no link is held back as well', async ({ context, page }) => {
  const [order] = await placeCrowd(1);
  const path = `/console/orders/${order?.orderId}`;
  await signInAs(page, 'operator', path);
  const known = page.getByText('What we know').first();
  const repair = page.getByRole('menuitem').filter({ hasText: 'Opens the form' }).first();
  await page.getByRole('button', { name: 'More actions' }).click();
  await expect(repair).toBeVisible();
  await context.setOffline(true);
  await expect(page.locator('header').getByText(/^No answer since/)).toBeVisible();
  await repair.click();
  await expect(page.getByText('Not opened.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open it anyway' })).toHaveAttribute('href', /\/repair$/);
  await expect(known).toBeVisible();
  expect(new URL(page.url()).pathname).toBe(path);
  await context.setOffline(false);
  await expect(page.getByText('Not opened.')).toHaveCount(0);
  await page.getByRole('button', { name: 'More actions' }).click();
  await repair.click();
  await page.waitForURL(/\/repair$/);
});

test('a checkout that cannot be sent says so, one that was not heard of looks until somebody answers, and a status keeps its age', async ({
  context,
  page,
}) => {
  await goToCheckout(page, 'lost@evident.test');
  await choosePayment(page, 'Card ending 4242');
  await context.setOffline(true);
  await payButton(page).click();
  await expect(page.getByText('You are not connected: nothing was sent or charged.')).toBeVisible();
  await context.setOffline(false);

  // connected as far as the browser knows, and nothing comes through
  await page.route(/\/checkout\/|\/api\/v1\/orders\//, (route) => route.abort());
  await payButton(page).click();
  await expect(headline(page)).toHaveText('Your order may have been placed.');
  await expect(payButton(page)).toHaveCount(0);
  await expect(page.getByText(/No answer since/)).toBeVisible();
  await page.unroute(/\/checkout\/|\/api\/v1\/orders\//);
  // it never arrived: the shop says so, and the same order is placed
  await expect(page.getByText('The shop has no word of this order yet.')).toBeVisible();
  await pay(page);

  await expect(headline(page)).toHaveText('Your order is confirmed.');
  const shown = await headline(page).textContent();
  await context.setOffline(true);
  await expect(page.getByText('Not connected.')).toBeVisible();
  await expect(headline(page)).toHaveText(shown ?? '');
  await context.setOffline(false);
  await expect(page.getByText('Not connected.')).toHaveCount(0);
});

test('a shop that cannot be reached says so in place: nothing that was on the page goes, and nothing is said to have happened', async ({
  context,
  page,
}) => {
  await page.goto('/');
  const add = page.getByRole('button', { name: /^Add .* to the cart$/ }).first();
  const shelves = page.getByRole('button', { name: /^Add .* to the cart$/ });
  const things = await shelves.count();
  await context.setOffline(true);
  await add.click();
  await expect(page.getByText('No answer. See your cart before you add it again.')).toBeVisible();
  await expect(shelves).toHaveCount(things);
  await context.setOffline(false);
  await add.click();
  await expect(page.getByRole('link', { name: 'Cart, 1' })).toBeVisible();

  await page.goto('/cart');
  await page.getByLabel('Email').fill('kept@evident.test');
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Update' }).click();
  await expect(page.getByText('No answer. Your cart may or may not have changed')).toBeVisible();
  await page.getByRole('button', { name: 'Checkout' }).click();
  await expect(page.getByText('No answer. Nothing was ordered or charged')).toBeVisible();
  await expect(page.getByLabel('Email')).toHaveValue('kept@evident.test');
  await context.setOffline(false);
  await page.getByRole('button', { name: 'Checkout' }).click();
  await page.waitForURL(/\/checkout\/ord_/);
});
