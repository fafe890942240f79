/**
 * Failure mode 6: a new event field is deployed while old consumers still exist. What nobody here can read is parked and never guessed,
 * the order's page says so, and it is settled after the upgrade; and a writer does not use a version before every reader reads it.
 */
import { expect, type Page, test } from '@playwright/test';
import { signInAs } from './testing/console';
import { newerBuildWrites, olderReader, upgrade, writtenVersion } from './testing/other-builds';
import { choosePayment, goToCheckout, headline, pay } from './testing/shopping';
import { ledgerOf } from './testing/witness';

const kinds = async (orderId: string) => (await ledgerOf(orderId)).map(({ kind }) => kind);
/** Neither confirmed nor failed: the machines wait for a word, or a person looks at what was parked. */
const NOT_DECIDED = /^(Your payment is being confirmed|We are checking your payment)\.$/;
const letterOf = (page: Page, orderId: string) => page.locator(`tr[data-letter*="${orderId}"]`);

test('a newer version is parked and explained, put back in vain, and settled once it can be read', async ({
  page,
  browser,
}) => {
  test.setTimeout(120_000);
  const orderId = await goToCheckout(page, 'mode-6@evident.test');
  await newerBuildWrites(orderId);
  await choosePayment(page, 'Card ending 4242');
  await pay(page);
  await expect(headline(page)).toHaveText(NOT_DECIDED, { timeout: 20_000 });

  const desk = await (await browser.newContext()).newPage();
  await signInAs(desk, 'oncall', `/console/orders/${orderId}`);
  await expect(
    desk
      .getByText(/A message was parked, not dropped: unknown version 3 of payment_authorized; this build reads 1, 2/)
      .first(),
  ).toBeVisible({ timeout: 20_000 });
  await expect(desk.getByText(/message_parked/).first()).toBeVisible();

  await desk.goto('/console/messages?view=dead&code=unknown_version');
  const letter = letterOf(desk, orderId);
  await letter.getByRole('button').click();
  await expect(desk.getByText('"network_reference": "mc_8812"')).toBeVisible();
  await letter.getByRole('checkbox').check();
  await desk.getByRole('button', { name: 'Put it back' }).click();
  await desk.getByRole('textbox', { name: 'Reason' }).fill('To see whether it can be read by now.');
  await desk.getByRole('button', { name: 'Put 1 back' }).click();
  await expect(desk.getByText('1 back in its queue.')).toBeVisible();
  // nobody here reads it yet: it is parked again, and the order has not moved
  await desk.goto('/console/messages?view=dead&code=unknown_version');
  await expect(letterOf(desk, orderId)).toBeVisible({ timeout: 20_000 });
  await expect(headline(page)).toHaveText(NOT_DECIDED);
  expect(await kinds(orderId)).toEqual(['authorized']);

  await upgrade(orderId);
  await page.reload();
  await expect(headline(page)).toHaveText('Your order is confirmed.', { timeout: 30_000 });
  await expect.poll(() => kinds(orderId), { timeout: 20_000 }).toEqual(['authorized', 'captured']);
  await desk.goto(`/console/orders/${orderId}`);
  await expect(
    desk.getByText(/redriver put the parked message back into the queue of order-owner/).first(),
  ).toBeVisible();
  await expect(
    desk.getByText(/The case was closed: the parked message was put back and order-owner acted on it/).first(),
  ).toBeVisible({ timeout: 20_000 });
  await desk.goto('/console/messages?view=dead');
  await expect(desk.getByRole('heading', { name: 'Dead letters' })).toBeVisible();
  await expect(letterOf(desk, orderId)).toHaveCount(0);
});

test('while an older reader is alive the older version is written, and the page says until when', async ({
  page,
  browser,
}) => {
  test.setTimeout(120_000);
  const goes = await olderReader({ payment_authorized: 1, order_confirmed: 1 });
  try {
    const desk = await (await browser.newContext()).newPage();
    await signInAs(desk, 'auditor', '/console/messages?view=versions');
    await expect(desk.getByText('until every reader reads 2').first()).toBeVisible({ timeout: 20_000 });
    await expect(desk.getByText('yesterday').first()).toBeVisible();
    // told to every process with its next beat
    await expect
      .poll(
        async () => {
          const orderId = await goToCheckout(page, 'mode-6@evident.test');
          await choosePayment(page, 'Card ending 4242');
          await pay(page);
          await expect(headline(page)).toHaveText(/is confirmed|confirmed/i, { timeout: 20_000 });
          return writtenVersion(orderId);
        },
        { timeout: 60_000, intervals: [500] },
      )
      .toBe(1);
    await goes();
    await expect(desk.getByText('until every reader reads 2')).toHaveCount(0, { timeout: 20_000 });
  } finally {
    await goes();
  }
});
