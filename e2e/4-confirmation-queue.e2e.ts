/**
 * Failure mode 4: the confirmation queue grows faster than it is drained. A queue over its budget closes the admission of payments;
 * nothing is dropped, what was paid is decided, and kept orders go on.
 */
import { expect, test } from '@playwright/test';
import { placeCrowd, statusOf } from './testing/crowd';
import { signInAs } from './testing/console';
import { setWorkers } from './testing/drills';
import { untilNormal } from './testing/normal-mode';
import { goToCheckout, headline, payButton } from './testing/shopping';
import { ageConfirmationQueue } from './testing/time-passes';
import { chargesOf, kindsOf } from './testing/witness';

test.afterEach(async () => {
  await setWorkers('running');
  if (test.info().status !== 'passed') await untilNormal();
});

test('a queue that nobody drains closes admission; drained, it opens, and every payment is decided once', async ({
  page,
}) => {
  test.setTimeout(300_000);
  await setWorkers('paused');
  // paid, and waiting for the owner's decision
  const waiting = await placeCrowd(3, 3);
  for (const order of waiting) expect(order.status).toBe(202);

  // the oldest of them passes the age budget: who comes now is not charged
  await ageConfirmationQueue();
  await expect.poll(async () => (await placeCrowd(1))[0]?.status, { timeout: 30_000, intervals: [1_000] }).toBe(503);
  const orderId = await goToCheckout(page, 'mode-4@evident.test');
  await payButton(page).click();
  await expect(page.getByText('Your order is kept, and you were not charged.')).toBeVisible();
  expect(await chargesOf(orderId)).toBe(0);

  const console = await page.context().newPage();
  await signInAs(console, 'oncall', '/console');
  await expect(console.getByRole('figure', { name: 'Confirmation queue, oldest' })).toBeVisible();
  await expect(console.getByRole('figure', { name: 'Confirmation queue, oldest' })).toContainText(/[3-9]\d(\.\d)? s/);
  await console.close();

  await setWorkers('running');
  for (const order of waiting)
    await expect.poll(async () => (await statusOf(order)).state, { timeout: 60_000 }).toBe('order_confirmed');
  for (const order of waiting) expect(await chargesOf(order.orderId)).toBe(1);
  await untilNormal();
  await page.waitForURL(/\/orders\/ord_/, { timeout: 120_000 });
  await expect(headline(page)).toHaveText('Your order is confirmed.', { timeout: 30_000 });
  await expect.poll(() => kindsOf(orderId)).toEqual(['authorized', 'captured']);
});
