/** Failure mode 2: the user retries the checkout from the browser. One intent, one charge, whatever is clicked. */
import { expect, test } from '@playwright/test';
import { send } from '../server/http/testing/caller';
import { choosePayment, goToCheckout, headline, pay, payButton } from './testing/shopping';
import { chargesOf } from './testing/witness';

test('a double click places one order and makes one charge', async ({ page }) => {
  const orderId = await goToCheckout(page, 'mode-2-double@evident.test');
  await choosePayment(page, 'Card ending 4242');
  await payButton(page).dblclick();
  await page.waitForURL(/\/orders\/ord_/);
  await expect(headline(page)).toHaveText('Your order is confirmed.');
  expect(await chargesOf(orderId)).toBe(1);
});

test('the back button after success shows the order and offers no second payment', async ({ page }) => {
  const orderId = await goToCheckout(page, 'mode-2-back@evident.test');
  await choosePayment(page, 'Card ending 4242');
  await pay(page);
  await expect(headline(page)).toHaveText('Your order is confirmed.');
  await page.goto(`/checkout/${orderId}`);
  await expect(page).toHaveURL(/\/orders\/ord_/);
  await expect(headline(page)).toHaveText('Your order is confirmed.');
  expect(await chargesOf(orderId)).toBe(1);
});

test('a reload while the payment is unknown checks the status and charges nothing', async ({ page }) => {
  const orderId = await goToCheckout(page, 'mode-2-reload@evident.test');
  await choosePayment(page, 'Silent before accepting');
  await pay(page);
  await expect(headline(page)).toHaveText('Your payment is being confirmed.');
  await page.goto(`/checkout/${orderId}`);
  await expect(payButton(page)).toHaveCount(0);
  await page.reload();
  await expect(payButton(page)).toHaveCount(0);
  expect(await chargesOf(orderId)).toBe(0);
});

test('a browser that loses the answer and begins again at its cart finds its order and pays once', async ({ page }) => {
  const orderId = await goToCheckout(page, 'mode-2-cart@evident.test');
  await choosePayment(page, 'Card ending 4242');
  await page.route(`**/checkout/${orderId}`, async (route) => {
    const request = route.request();
    if (request.method() !== 'POST') return route.continue();
    // the store does what it was asked, and the browser hears nothing of it, its cookies neither
    await send(request.url(), 'POST', await request.allHeaders(), request.postDataBuffer() ?? '');
    await route.abort();
  });
  await payButton(page).click();
  await expect.poll(() => chargesOf(orderId)).toBe(1);
  await page.goto('/cart');
  await page.getByLabel('Email').fill('mode-2-cart@evident.test');
  await page.getByRole('button', { name: 'Checkout' }).click();
  await page.waitForURL(`**/orders/${orderId}?token=*`);
  await expect(headline(page)).toHaveText('Your order is confirmed.');
  expect(await chargesOf(orderId)).toBe(1);
  await page.goto('/cart');
  await expect(page.getByText('Nothing is in your cart.')).toBeVisible();
});

test('a checkout that was opened and never sent is gone on with, under the same key', async ({ page }) => {
  const orderId = await goToCheckout(page, 'mode-2-twice@evident.test');
  await page.goto('/cart');
  await page.getByLabel('Email').fill('mode-2-other@evident.test');
  await page.getByRole('button', { name: 'Checkout' }).click();
  await page.waitForURL(`**/checkout/${orderId}`);
  await expect(page.getByLabel('Email')).toHaveValue('mode-2-other@evident.test');
  await choosePayment(page, 'Card ending 4242');
  await pay(page);
  await expect(headline(page)).toHaveText('Your order is confirmed.');
});

test('a hundred equal submits at once get one order, one charge and one answer', async ({ request }) => {
  const cart = await (await request.post('/api/v1/carts')).json();
  const { products } = await (await request.get('/api/v1/catalog')).json();
  const { version } = await (
    await request.put(`/api/v1/carts/${cart.cart_id}/items/${products[0].sku}`, { data: { quantity: 1 } })
  ).json();
  const intent = { cart_id: cart.cart_id, cart_version: version, email: 'mode-2-hundred@evident.test' };
  const { order_id } = await (await request.post('/api/v1/checkouts', { data: intent })).json();
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      // Playwright's own client takes ten seconds to open so many connections
      fetch(`${index % 2 === 0 ? process.env.STORE_EAST : process.env.STORE_WEST}/api/v1/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': order_id },
        body: JSON.stringify({ ...intent, payment_method: 'pm_card_visa' }),
      }),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  const bodies = await Promise.all(answers.map((answer) => answer.json()));
  expect(new Set(bodies.map((body) => `${body.order_id} ${body.reference} ${body.state}`)).size).toBe(1);
  expect(answers.filter((answer) => answer.headers.get('idempotent-replayed') !== 'true')).toHaveLength(1);
  expect(await chargesOf(order_id)).toBe(1);
});
