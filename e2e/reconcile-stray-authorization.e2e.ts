/** The provider said that it knows nothing, the order failed safely, and then its webhook told of the money. */
import { expect, test } from '@playwright/test';
import { claim, closed, lookUp, lookUpOrder, openCaseAs, repair } from './testing/case-desk';
import { choosePayment, goToCheckout, headline, pay } from './testing/shopping';
import { passSettleTime } from './testing/time-passes';
import { setFaults } from './testing/weather';
import { kindsOf } from './testing/witness';

const A_DAY_MS = 86_400_000;

test.afterEach(() => setFaults({}));

test('a stray authorization is a case; a person voids it once and the order stays failed', async ({ page }) => {
  test.setTimeout(120_000);
  const orderId = await goToCheckout(page, 'stray@evident.test');
  await choosePayment(page, 'Silent after accepting');
  // the provider lies: what it accepted is not found, and its webhook is kept back
  await setFaults({ lookup_lag_ms: A_DAY_MS, webhook: { kept_back: true } });
  await pay(page);
  await expect(headline(page)).toHaveText('Your payment is being confirmed.');
  await passSettleTime(orderId);
  await lookUpOrder(page, orderId);
  await expect(page.getByText('failed_safely').first()).toBeVisible({ timeout: 30_000 });

  // then it tells of it, and will not give it back
  await setFaults({ refuse_cancel_rate: 1 });
  await expect(page.getByRole('link', { name: 'Work the case' })).toBeVisible({ timeout: 30_000 });
  expect(await kindsOf(orderId)).toEqual(['authorized']);

  await openCaseAs(page, 'operator', orderId);
  await claim(page);
  await lookUp(page);
  await setFaults({});
  await repair(
    page,
    'Void the authorization',
    'Void 49.00 EUR',
    'The provider found it after we were told it was never made.',
  );
  await expect.poll(() => kindsOf(orderId), { timeout: 30_000 }).toEqual(['authorized', 'voided']);
  await closed(page);
  await expect(page.getByRole('complementary', { name: 'Case' }).getByText('failed_safely').first()).toBeVisible();

  // by its id alone, as it is written in a message
  await page.goto(`/console/reconciliation/case:${orderId}:stray`);
  await closed(page);
  await page.goto('/console/reconciliation/case:ord_none:stray');
  await expect(page.getByText('There is no such case.')).toBeVisible();
});
