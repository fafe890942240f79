/** What nobody can read now says so: what, what still stands, what next, and whom to quote; it never looks empty and never blank. */
import { expect, test } from '@playwright/test';
import { signInAs } from './testing/console';

test('given no answer, a page says what it could not read and comes back by itself', async ({ page }) => {
  await signInAs(page, 'support', '/console/orders');
  await page.route('**/api/trpc/**', (route) => route.abort());
  await page.goto('/console/orders');
  await expect(page.getByText('The orders could not be read.')).toBeVisible();
  await expect(page.getByText('No answer. Orders and payments go on without this page')).toBeVisible();
  await page.unroute('**/api/trpc/**');
  await expect(page.getByRole('table').first()).toBeVisible();
});

test('given an answer that it cannot draw, the page breaks alone and says what to quote', async ({ page }) => {
  await signInAs(page, 'support', '/console/orders');
  await page.route('**/api/trpc/drills.overview**', (route) => route.fulfill({ json: [{ result: { data: {} } }] }));
  await page.goto('/console/drills');
  await expect(page.getByText('This page could not be drawn.')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Console' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Load it again' })).toBeVisible();
});

test('an address that no page has is answered where one is', async ({ page }) => {
  await signInAs(page, 'support');
  const answer = await page.goto('/console/nowhere/at-all');
  expect(answer?.status()).toBe(404);
  await expect(page.getByText('No page of the console is at this address.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'To Now' })).toBeVisible();
});
