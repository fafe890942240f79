/** Money that names no order: a person closes its case by a verdict on what the provider says, over the limit with a second person. */
import { expect, test } from '@playwright/test';
import { closed, lookUp } from './testing/case-desk';
import { signInAs } from './testing/console';
import { chargeOfStranger, openCaseOfCharge } from './testing/stranger-charge';

const REASON = 'The booking system of the hotel made it.';

test('a charge that no order claims is closed by two people, and nothing moves at the provider', async ({
  browser,
  page,
}) => {
  test.setTimeout(90_000);
  const { kinds, reference } = await chargeOfStranger(12_000);
  const address = await openCaseOfCharge(reference, 12_000);
  await signInAs(page, 'operator', address);
  await expect(page.getByText('The payment names no order of ours')).toBeVisible();
  await expect(page.getByText('Not permitted: Look the charge up at the provider first.').first()).toBeVisible();
  await lookUp(page);
  await expect(page.getByRole('radio', { name: 'It was given back' })).toBeDisabled();
  await page.getByRole('radio', { name: 'Another system made it' }).check();
  await page.getByRole('textbox', { name: 'Reason' }).fill(REASON);
  await page.getByRole('button', { name: 'Ask a second person' }).click();
  await expect(page.getByRole('button', { name: 'Take back' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0);

  const second = await (await browser.newContext()).newPage();
  await signInAs(second, 'approver', address);
  await expect(second.getByText(`“${REASON}”`).first()).toBeVisible();
  await second.getByRole('button', { name: 'Approve' }).click();
  await closed(second);
  await closed(page);
  expect(await kinds()).toEqual(['authorized']);
});
