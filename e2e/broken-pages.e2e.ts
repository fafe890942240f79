/** What nobody can read now says so: what, what still stands, what next, and whom to quote; it never looks empty and never blank. */
import { expect, type Page, test } from '@playwright/test';
import { signInAs } from './testing/console';

/** What the server says of what it did not foresee. */
const BROKE = {
  error: {
    message: 'Something went wrong here. Nothing was shown that may be wrong.',
    code: -32_603,
    data: {
      code: 'INTERNAL_SERVER_ERROR',
      httpStatus: 500,
      path: '',
      requestId: 'req_of_a_browser_test',
      refusal: {
        code: 'internal',
        next: 'Try again; quote the request id if it stays.',
        retry: true,
        ownerRegion: null,
        stepUp: null,
      },
    },
  },
};

/** What stands in a path before the names of its calls: "", "api", "trpc". */
const TRPC_STEPS = 3;

/** Every answer to these calls is one that broke; of calls that travel together each has its own. */
const breakCalls = (page: Page, calls: string) =>
  page.route(`**/api/trpc/${calls}`, (route) => {
    const { pathname, searchParams } = new URL(route.request().url());
    const json = searchParams.has('batch') ? pathname.split(',').map(() => BROKE) : BROKE;
    return route.fulfill({ status: 500, json });
  });

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
  // wherever it stands among the reads that travel with it
  await page.route('**/api/trpc/**drills.overview**', async (route) => {
    const at = new URL(route.request().url()).pathname.split(/[/,]/).indexOf('drills.overview') - TRPC_STEPS;
    const response = await route.fetch();
    const json = (await response.json()) as object[];
    await route.fulfill({ response, json: json.with(at, { result: { data: {} } }) });
  });
  await page.goto('/console/drills');
  await expect(page.getByText('This page could not be drawn.')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Console' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Load it again' })).toBeVisible();
});

test('given answers that break, what was read stays with its age, and the page says what to quote', async ({
  page,
}) => {
  await signInAs(page, 'support', '/console/orders/order-42');
  await expect(page.getByText('What we know').first()).toBeVisible();
  await breakCalls(page, '*');
  // as a browser that finds its line again: everything that is shown is read anew
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  const line = page.getByRole('main').getByText(/^Not read since/);
  await expect(line).toBeVisible();
  await expect(page.getByRole('main').getByText('req_of_a_browser_test')).toBeVisible();
  await expect(page.getByText('What we know').first()).toBeVisible();
  // in place of a mode and a promise that nobody knows now
  await expect(page.locator('header').getByText(/^Not read since/)).toBeVisible();
  await page.unroute('**/api/trpc/*');
  await page.getByRole('main').getByRole('button', { name: 'Try now' }).click();
  await expect(line).toHaveCount(0);
});

test('given an action whose answer breaks, it is not known yet, and never said to be not done', async ({ page }) => {
  await signInAs(page, 'support', '/console/orders/order-42');
  await breakCalls(page, 'support.orders.lookUp*');
  await page.getByRole('button', { name: 'Look up at provider' }).click();
  const result = page.getByText('The answer broke on its way (request req_of_a_browser_test).');
  await expect(result).toContainText('The look-up may have been made; it cannot charge.');
  await expect(page.getByText('Not known yet')).toBeVisible();
  await expect(page.getByText('Not done')).toHaveCount(0);
});

test('an address that no page has is answered where one is', async ({ page }) => {
  await signInAs(page, 'support');
  const answer = await page.goto('/console/nowhere/at-all');
  expect(answer?.status()).toBe(404);
  await expect(page.getByText('No page of the console is at this address.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'To Now' })).toBeVisible();
});
