/** The provider took the money, hung up and its webhook is lost: a look-up is all that it takes. */
import { expect, test } from '@playwright/test';
import { lookUpOrder } from './testing/case-desk';
import { choosePayment, goToCheckout, headline, pay } from './testing/shopping';
import { setFaults } from './testing/weather';
import { kindsOf } from './testing/witness';

const A_DAY_MS = 86_400_000;

test.afterEach(() => setFaults({}));

test('an operator looks up an order whose webhook is lost, and it confirms by itself', async ({ page }) => {
  test.setTimeout(120_000);
  const orderId = await goToCheckout(page, 'lost-webhook@evident.test');
  await choosePayment(page, 'Silent after accepting');
  await setFaults({ lookup_lag_ms: A_DAY_MS, webhook: { drop_rate: 1 } });
  await pay(page);
  await expect(headline(page)).toHaveText('Your payment is being confirmed.');

  // the provider finds it again, and nobody but us will ask
  await setFaults({ webhook: { drop_rate: 1 } });
  await lookUpOrder(page, orderId);
  await expect(page.getByText('order_confirmed').first()).toBeVisible({ timeout: 30_000 });
  await expect.poll(() => kindsOf(orderId), { timeout: 30_000 }).toEqual(['authorized', 'captured']);
});
