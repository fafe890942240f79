/** A shard is handed over from the ownership page while its customer buys: one order, one charge, and the new owner answers. */
import { expect, test } from '@playwright/test';
import { shardOf } from '../server/domain/shard';
import { signInAs } from './testing/console';
import { choosePayment, goToCheckout, headline, payButton } from './testing/shopping';
import { chargesOf } from './testing/witness';

test('on-call hands a shard over while its shopper pays', async ({ browser, page }) => {
  test.setTimeout(120_000);
  const desk = await (await browser.newContext()).newPage();
  const orderId = await goToCheckout(page, 'hand-over@evident.test');
  const shard = shardOf(orderId);
  await choosePayment(page, 'Card ending 4242');

  await signInAs(desk, 'oncall', '/console/ownership');
  await desk.getByRole('button', { name: new RegExp(`^Shard ${shard},`) }).click();
  const start = desk.getByRole('button', { name: new RegExp(`^Hand shard ${shard} over to`) });
  const to = /over to (\w+)/.exec((await start.textContent()) ?? '')?.[1] ?? '';
  await start.click();
  await desk.getByRole('button', { name: 'Hand over', exact: true }).click();
  await expect(desk.getByText('At least 10 characters, in words.')).toBeVisible();
  await desk.getByLabel('Reason').fill('Planned work on the database.');
  await desk.getByRole('button', { name: 'Hand over', exact: true }).click();
  await desk.getByRole('button', { name: /^Yes: hand shard/ }).click();
  // in the middle of it: the shopper's own click, repeated as the page offers it
  await expect(async () => {
    if (/\/checkout\//.test(page.url()) && (await payButton(page).isVisible()))
      await payButton(page).click({ timeout: 2_000 });
    await expect(headline(page)).toHaveText('Your order is confirmed.', { timeout: 8_000 });
  }).toPass({ timeout: 60_000 });

  await expect(desk.locator('li[aria-current="step"]').first()).toContainText('Done', { timeout: 30_000 });
  await expect(
    desk.getByRole('region', { name: `Shards of ${to}` }).getByRole('button', { name: new RegExp(`^Shard ${shard},`) }),
  ).toBeVisible();
  expect(await chargesOf(orderId)).toBe(1);
  for (const store of [process.env.STORE_EAST, process.env.STORE_WEST]) {
    await desk.goto(`${store}/console/ownership`).catch(() => undefined);
    await page.reload();
    await expect(headline(page)).toHaveText('Your order is confirmed.');
  }
});

test('everybody on the staff reads it, and only on-call may start it', async ({ page }) => {
  await signInAs(page, 'support', '/console/ownership');
  await expect(page.getByText(/owns \d+/).first()).toBeVisible();
  await page.getByRole('button', { name: /^Shard 3,/ }).click();
  await expect(page.getByText('This needs the role on-call; you are signed in as support.').first()).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: /^Hand shard 3 over/ })).toHaveAttribute('aria-disabled', 'true');
});
