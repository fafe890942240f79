/** More money than one person may move: a second one decides on the very evidence that the first one saw. */
import { expect, test } from '@playwright/test';
import { closed, lookUp, openCaseAs, repair } from './testing/case-desk';
import { choosePayment, goToCheckout, headline, pay } from './testing/shopping';
import { setFaults } from './testing/weather';
import { kindsOf } from './testing/witness';

test.afterEach(() => setFaults({}));

test('a void over the limit waits for a second person, who approves the frozen snapshot', async ({ browser, page }) => {
  test.setTimeout(150_000);
  const orderId = await goToCheckout(page, 'second-person@evident.test', 2);
  await choosePayment(page, 'Wrong amount');
  await setFaults({ refuse_cancel_rate: 1 });
  await pay(page);
  await expect(headline(page)).toHaveText('We are checking your payment.', { timeout: 30_000 });

  await openCaseAs(page, 'operator', orderId);
  await lookUp(page);
  await setFaults({});
  await repair(
    page,
    'Void the authorization',
    'Ask a second person',
    'Another amount was authorized than was ordered.',
  );
  await expect(page.getByText('waits for a second person').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Take back' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0);
  expect(await kindsOf(orderId)).toEqual(['authorized']);

  const second = await (await browser.newContext()).newPage();
  await openCaseAs(second, 'approver', orderId);
  await expect(second.getByRole('columnheader', { name: /^As proposed/ })).toBeVisible();
  await expect(second.getByText('“Another amount was authorized than was ordered.”').first()).toBeVisible();
  await second.getByRole('button', { name: 'Approve' }).click();
  await expect.poll(() => kindsOf(orderId), { timeout: 30_000 }).toEqual(['authorized', 'voided']);
  await closed(second);
  await closed(page);
});
