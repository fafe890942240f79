/** Failure mode 7: support asks why one user's order is pending. One page answers, in words to read out, each backed by evidence. */
import { expect, test } from '@playwright/test';
import { signInAs } from './testing/console';
import { choosePayment, goToCheckout, headline, pay } from './testing/shopping';
import { ledgerOf } from './testing/witness';

test('order-42 of the seed: found from the search box, explained, looked up and confirmed', async ({ page }) => {
  await signInAs(page, 'support', '/console/orders');
  const anywhere = page.getByRole('textbox', { name: 'Any id, email or reference' });
  await expect(async () => {
    await page.keyboard.press('Control+k');
    await expect(anywhere).toBeFocused({ timeout: 1_000 });
  }).toPass();
  await page.keyboard.type('order-42');
  await page.keyboard.press('Enter');
  // who asks for it every day keeps the question
  const save = page.getByRole('button', { name: 'Save this view' });
  await expect(save).toBeVisible();
  await expect(async () => {
    if (await save.isVisible()) await save.click();
    await expect(save).toHaveCount(0, { timeout: 1_000 });
  }).toPass();
  await page.goto('/console/orders');
  await page.getByRole('link', { name: '“order-42”', exact: true }).click();
  await page.getByRole('table').getByRole('link', { name: 'order-42' }).first().click();
  await expect(page).toHaveURL(/\/console\/orders\/order-42/);

  await expect(page.getByText(/^Pending /).first()).toBeVisible();
  await expect(page.getByText(/stopped waiting/).first()).toBeVisible();
  await expect(page.getByText(/at most/).first()).toBeVisible();
  // the witness knows more than we do: the provider did accept
  expect((await ledgerOf('order-42')).map((row) => row.kind)).toEqual(['authorized']);

  await page.getByRole('button', { name: 'Look up at provider' }).click();
  await expect(page.getByText('order_confirmed').first()).toBeVisible({ timeout: 20_000 });
  await expect
    .poll(async () => (await ledgerOf('order-42')).map((row) => row.kind), { timeout: 20_000 })
    .toEqual(['authorized', 'captured']);
});

test('a customer on the phone reads out the reference, and support answers from the page', async ({
  page,
  browser,
}) => {
  const orderId = await goToCheckout(page, 'mode-7@evident.test');
  await choosePayment(page, 'Silent before accepting');
  await pay(page);
  await expect(headline(page)).toHaveText('Your payment is being confirmed.');
  const reference =
    (
      await page
        .getByText(/^[0-9A-Z]{5}-[0-9A-Z]{5}-./)
        .first()
        .textContent()
    )?.trim() ?? '';

  const desk = await (await browser.newContext()).newPage();
  await signInAs(desk, 'support', '/console/orders');
  await desk.getByRole('searchbox').first().fill(reference);
  await desk.keyboard.press('Enter');
  await desk
    .getByRole('link', { name: new RegExp(orderId.slice(0, 8)) })
    .first()
    .click();
  await expect(desk.getByText('What we know').first()).toBeVisible();
  await expect(desk.getByText('What we cannot know yet').first()).toBeVisible();
  await expect(desk.getByText(/Whether the provider accepted the charge/).first()).toBeVisible();
  await expect(desk.getByText('Your payment is being confirmed.', { exact: false }).first()).toBeVisible();
});

test('somebody who is not signed in sees no order before they are', async ({ page }) => {
  await page.goto('/console/orders/order-42');
  await expect(page).toHaveURL(/\/console\/sign-in/);
  await page.getByRole('button', { name: 'Sign in as support@evident.test' }).click();
  await expect(page).toHaveURL(/\/console\/orders\/order-42$/);
  await expect(page.getByRole('heading', { name: 'order-42' })).toBeVisible();
});
