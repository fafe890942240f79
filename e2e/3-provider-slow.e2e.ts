/**
 * Failure mode 3: the provider is slow or fails, and callers would retry. Payments are asked for less, intents are kept, and nothing
 * becomes a storm; carts and status go on.
 */
import { expect, type Page, test } from '@playwright/test';
import { placeCrowd, statusOf } from './testing/crowd';
import { untilNormal } from './testing/normal-mode';
import { goToCheckout, headline, payButton } from './testing/shopping';
import { setFaults } from './testing/weather';
import { chargesOf, kindsOf } from './testing/witness';

test.describe.configure({ mode: 'serial' });
test.afterEach(async () => {
  test.setTimeout(180_000);
  await setFaults({});
  // a test that passed has brought it back itself, or done nothing that ends it
  if (test.info().status !== 'passed') await untilNormal();
});

const refusal = (page: Page) =>
  page.getByText('Payments are paused for a moment. Your order is kept, and you were not charged.');

/** A customer whose payment attempt is refused; one in twenty is still let in, to see whether the provider is back. */
async function refusedCustomer(page: Page): Promise<string> {
  for (;;) {
    const orderId = await goToCheckout(page, 'mode-3@evident.test');
    await payButton(page).click();
    const answered = await Promise.race([
      refusal(page)
        .waitFor()
        .then(() => 'refused' as const),
      page.waitForURL(/\/orders\/ord_/).then(() => 'let in' as const),
    ]);
    if (answered === 'refused') return orderId;
  }
}

const paymentCalls = async (): Promise<number> => {
  const answer = await fetch(`${process.env.STORE_SANDBOX}/_sandbox/requests`);
  const { by_endpoint } = (await answer.json()) as { by_endpoint: Record<string, number> };
  return by_endpoint['POST /v1/payment_intents'] ?? 0;
};

test('a provider that takes too long leaves the order pending, and it is charged once', async ({ page }) => {
  await setFaults({ latency_ms: 4_000 });
  const orderId = await goToCheckout(page, 'mode-3-slow@evident.test');
  await payButton(page).click();
  await page.waitForURL(/\/orders\/ord_/);
  await expect(headline(page)).toHaveText('Your payment is being confirmed.');
  await expect(headline(page)).toHaveText('Your order is confirmed.', { timeout: 60_000 });
  expect(await chargesOf(orderId)).toBe(1);
});

test('a provider that fails is asked less and retried hardly at all; a kept order goes on by itself when it is back', async ({
  browser,
  page,
}) => {
  test.setTimeout(300_000);
  await setFaults({ error_500_before_rate: 1 });
  const before = await paymentCalls();
  const crowd = await placeCrowd(120);
  const refused = crowd.filter(({ status }) => status === 503);
  expect(refused.length).toBeGreaterThan(20);
  // one call for each attempt that was let in, and a few in a hundred more
  const admitted = crowd.length - refused.length;
  expect((await paymentCalls()) - before).toBeLessThanOrEqual(admitted * 1.1 + 2);

  const orderId = await refusedCustomer(page);
  await expect(page.getByText(/This page tries again by itself in \d/)).toBeVisible();
  expect(await chargesOf(orderId)).toBe(0);
  // whoever asks how an order stands, or fills a cart, is served all the same
  for (const order of refused.slice(0, 5))
    expect(await statusOf(order)).toEqual({ status: 200, state: 'inventory_reserved' });
  const other = await (await browser.newContext()).newPage();
  await goToCheckout(other, 'mode-3-cart@evident.test');
  await other.context().close();

  await setFaults({});
  await untilNormal();
  // nobody clicks
  await page.waitForURL(/\/orders\/ord_/, { timeout: 120_000 });
  await expect(headline(page)).toHaveText('Your order is confirmed.', { timeout: 30_000 });
  await expect.poll(() => kindsOf(orderId)).toEqual(['authorized', 'captured']);
});
