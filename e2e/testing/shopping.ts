/** A shopper's steps in the browser, by what a person reads on the page. */
import { expect, type Page } from '@playwright/test';

/** The catalogue, one thing into the cart, or several of it, the cart, the checkout page; returns the order's id. */
export async function goToCheckout(page: Page, email: string, pieces = 1): Promise<string> {
  await page.goto('/');
  for (let piece = 1; piece <= pieces; piece++) {
    await page
      .getByRole('button', { name: /^Add .* to the cart$/ })
      .first()
      .click();
    await expect(page.getByRole('link', { name: new RegExp(`Cart, ${piece}`) })).toBeVisible();
  }
  await page.goto('/cart');
  await page.getByLabel('Email').fill(email);
  await page.getByRole('button', { name: 'Checkout' }).click();
  await page.waitForURL(/\/checkout\/ord_/);
  const orderId = /\/checkout\/([^/?]+)/.exec(page.url())?.[1];
  if (orderId === undefined) throw new Error(`no order id in ${page.url()}`);
  return orderId;
}

export async function choosePayment(page: Page, name: string): Promise<void> {
  const choice = page.getByRole('radio', { name: new RegExp(`^${name}`) });
  if (!(await choice.isVisible())) await page.getByText('Demonstration: make the provider misbehave').click();
  await choice.check();
}

export const payButton = (page: Page) => page.getByRole('button', { name: /^(Place order|Try again)/ });

export async function pay(page: Page): Promise<void> {
  await payButton(page).click();
  await page.waitForURL(/\/orders\/ord_/);
}

/** The largest text of the status page. */
export const headline = (page: Page) => page.getByRole('heading', { level: 1 });
