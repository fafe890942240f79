/** The authorization came after the hold of the items had ended, and the provider refuses to give it back. */
import { expect, test } from '@playwright/test';
import { claim, closed, lookUp, lookUpOrder, openCaseAs, repair } from './testing/case-desk';
import { choosePayment, goToCheckout, headline, pay } from './testing/shopping';
import { endHold } from './testing/time-passes';
import { setFaults } from './testing/weather';
import { kindsOf } from './testing/witness';

const A_DAY_MS = 86_400_000;

test.afterEach(() => setFaults({}));

test('a late authorization without stock is never confirmed; a person voids it once', async ({ page }) => {
  test.setTimeout(120_000);
  const orderId = await goToCheckout(page, 'late@evident.test');
  await choosePayment(page, 'Silent after accepting');
  await setFaults({ lookup_lag_ms: A_DAY_MS, webhook: { drop_rate: 1 } });
  await pay(page);
  await expect(headline(page)).toHaveText('Your payment is being confirmed.');
  await endHold(orderId);

  // now the outcome can be learned, too late for the items
  await setFaults({ refuse_cancel_rate: 1, webhook: { drop_rate: 1 } });
  await lookUpOrder(page, orderId);
  await expect(page.getByText('needs_reconciliation').first()).toBeVisible({ timeout: 30_000 });
  expect(await kindsOf(orderId)).toEqual(['authorized']);

  await openCaseAs(page, 'operator', orderId);
  await claim(page);
  await lookUp(page);
  await expect(page.getByRole('radio', { name: 'Confirm the order' })).toBeDisabled();
  await setFaults({});
  await repair(page, 'Void the authorization', 'Void 49.00 EUR', 'The items were given back before the bank answered.');
  await expect.poll(() => kindsOf(orderId), { timeout: 30_000 }).toEqual(['authorized', 'voided']);
  await closed(page);
});
