/** An operator's steps on a case, by what a person reads in its panel. */
import { expect, type Page } from '@playwright/test';
import { signInAs } from './console';

/** An operator asks the provider from the order's own page. */
export async function lookUpOrder(page: Page, orderId: string): Promise<void> {
  await signInAs(page, 'operator', `/console/orders/${orderId}`);
  await page.getByRole('button', { name: 'Look up at provider' }).click();
}

/** From the order's own page, as support would send a link to it. */
export async function openCaseAs(page: Page, role: 'operator' | 'approver', orderId: string): Promise<void> {
  await page.context().clearCookies();
  await signInAs(page, role, `/console/orders/${orderId}`);
  await page.getByRole('link', { name: 'Work the case' }).click();
  await expect(
    page.getByRole('complementary', { name: 'Case' }).getByRole('heading', { level: 2 }).first(),
  ).toBeFocused();
}

export async function claim(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Claim' }).click();
  await expect(page.getByText(/You hold the case for/)).toBeVisible();
}

/** Asks the provider now; what it said is evidence for some minutes. */
export async function lookUp(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Look up/ }).click();
  await expect(page.getByText(/good until/)).toBeVisible();
}

/** Chooses what the evidence permits, says why and presses the button that says what happens. */
export async function repair(page: Page, choice: string, button: string | RegExp, reason: string): Promise<void> {
  await page.getByRole('radio', { name: choice }).check();
  await page.getByRole('textbox', { name: 'Reason' }).fill(reason);
  await page.getByRole('button', { name: button }).click();
}

/** The row of both sides that differs says so to a screen reader too. */
export const differing = (page: Page, field: string) => page.getByRole('rowheader', { name: `${field} differs` });

/** With its verdict; nothing is left to decide. */
export async function closed(page: Page): Promise<void> {
  await expect(page.getByText('Closed.', { exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('Verdict', { exact: true })).toBeVisible();
}
