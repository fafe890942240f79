/** The provider authorized another amount and refused to give it back: a person ends it, on the provider's own word. */
import { expect, test } from '@playwright/test';
import { claim, closed, differing, lookUp, openCaseAs, repair } from './testing/case-desk';
import { choosePayment, goToCheckout, headline, pay } from './testing/shopping';
import { setFaults } from './testing/weather';
import { kindsOf } from './testing/witness';

test.afterEach(() => setFaults({}));

test('a wrong amount that could not be voided is voided once, by a person', async ({ page }) => {
  test.setTimeout(120_000);
  const orderId = await goToCheckout(page, 'wrong-amount@evident.test');
  await choosePayment(page, 'Wrong amount');
  await setFaults({ refuse_cancel_rate: 1 });
  await pay(page);
  await expect(headline(page)).toHaveText('We are checking your payment.', { timeout: 30_000 });
  expect(await kindsOf(orderId)).toEqual(['authorized']);

  await openCaseAs(page, 'operator', orderId);
  await claim(page);
  await lookUp(page);
  await expect(differing(page, 'Amount')).toBeVisible();
  await expect(differing(page, 'Outcome')).toHaveCount(0);
  await expect(page.getByRole('radio', { name: 'Confirm the order' })).toBeDisabled();
  await expect(page.getByText('Not permitted: The authorized amount is not the order', { exact: false })).toBeVisible();

  // a reason that says nothing is not sent
  await page.getByRole('textbox', { name: 'Reason' }).fill('..........');
  await expect(page.getByRole('button', { name: 'Void 50.00 EUR' })).toHaveAttribute('aria-disabled', 'true');

  // what is heard meanwhile waits for whoever fills the form in
  const elsewhere = await page.context().newPage();
  await elsewhere.goto(page.url());
  await lookUp(elsewhere);
  const news = page.getByText('The provider was heard again since you began.', { exact: false });
  await expect(news).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Reload both sides' }).click();
  await expect(news).toHaveCount(0);

  await setFaults({});
  await repair(page, 'Void the authorization', 'Void 50.00 EUR', 'Another amount was authorized than was ordered.');
  await expect.poll(() => kindsOf(orderId), { timeout: 30_000 }).toEqual(['authorized', 'voided']);
  await closed(page);
  await expect(page.getByRole('complementary', { name: 'Case' }).getByText('failed_safely').first()).toBeVisible();
  // the case of the refused void was about the same money
  await page.goto(`/console/orders/${orderId}`);
  await expect(page.getByText('none open')).toBeVisible();
});
