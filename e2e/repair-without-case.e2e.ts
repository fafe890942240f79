/** A customer wants a part of their money back: no case asks for it, and it is judged, recorded and followed as any other repair. */
import { expect, test } from '@playwright/test';
import { lookUp } from './testing/case-desk';
import { passwordDialog, signInAs } from './testing/console';
import { goToCheckout, headline, pay } from './testing/shopping';
import { signedInLongAgo } from './testing/time-passes';
import { ledgerOf } from './testing/witness';

test('an operator refunds a part of a confirmed order, once, confirmed by password when the sign-in is long ago', async ({
  page,
}) => {
  test.setTimeout(120_000);
  const orderId = await goToCheckout(page, 'partial-refund@evident.test', 2);
  await pay(page);
  await expect(headline(page)).toHaveText(/confirmed/i, { timeout: 30_000 });
  await expect.poll(async () => (await ledgerOf(orderId)).map(({ kind }) => kind)).toEqual(['authorized', 'captured']);

  await signInAs(page, 'support', `/console/orders/${orderId}`);
  await page.getByRole('button', { name: 'More actions' }).click();
  await expect(page.getByRole('menuitem', { name: /^Refund/ })).toBeDisabled();
  await page.context().clearCookies();

  await signInAs(page, 'operator', `/console/orders/${orderId}`);
  await page.getByRole('button', { name: 'Look up at provider' }).click();
  await expect(
    page
      .getByText('both sides are up to date')
      .or(page.getByText(/The provider answered/))
      .first(),
  ).toBeVisible();
  await page.getByRole('button', { name: 'More actions' }).click();
  await expect(page.getByRole('menuitem', { name: /^Void the authorization/ })).toContainText('Not possible');
  await page.getByRole('menuitem', { name: /^Refund/ }).click();
  await expect(page.getByRole('heading', { name: 'Repair without a case' })).toBeVisible();

  await lookUp(page);
  await page.getByRole('radio', { name: 'Refund' }).check();
  await page.getByRole('textbox', { name: /Amount/ }).fill('10.00');
  await page.getByRole('textbox', { name: 'Reason' }).fill('One handle was chipped; the customer keeps the mug.');
  const refund = page.getByRole('button', { name: 'Refund 10.00 EUR' });
  const dialog = passwordDialog(page);
  const password = dialog.getByLabel('Your password');
  await signedInLongAgo('operator@evident.test');
  await refund.dblclick();
  await expect(password).toBeFocused();
  // let be: nothing happens, and it is said
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('Your password is needed to ask for a repair that moves money.')).toBeVisible();
  expect((await ledgerOf(orderId)).map(({ kind }) => kind)).toEqual(['authorized', 'captured']);

  await refund.click();
  await password.fill('not-my-password');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('That is not your password.')).toBeVisible();
  await password.fill('evident-demo');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect
    .poll(async () => (await ledgerOf(orderId)).map(({ amount_minor, kind }) => [kind, amount_minor]), {
      timeout: 30_000,
    })
    .toEqual([
      ['authorized', expect.any(Number)],
      ['captured', expect.any(Number)],
      ['refunded', 1000],
    ]);
  await expect(page.getByRole('heading', { name: 'Repairs so far' })).toBeVisible();

  // in parts it comes to more than one person may give back: it waits, and the desk shows it although no case leads to it
  await expect(page.getByRole('row', { name: /^Returned( differs)? 10\.00 EUR/ })).toBeVisible({ timeout: 30_000 });
  await lookUp(page);
  await page.getByRole('radio', { name: 'Refund' }).check();
  await page.getByRole('textbox', { name: /Amount/ }).fill('45.00');
  await page.getByRole('textbox', { name: 'Reason' }).fill('The second handle was chipped as well.');
  await signedInLongAgo('operator@evident.test');
  await page.getByRole('button', { name: 'Ask a second person' }).click();
  await password.fill('evident-demo');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Take back' })).toBeVisible();
  await page.goto('/console/reconciliation?preset=awaiting_second_person');
  const row = page
    .getByRole('region', { name: 'Repairs without a case' })
    .getByRole('row', { name: /The second handle was chipped/ });
  await expect(row).toContainText('any approver but you');
  await row.getByRole('link').click();
  await expect(page.getByRole('button', { name: 'Take back' })).toBeVisible();
});
