/**
 * Pages of the console are told of changes: while their own clock stands nearly still, so that none asks by itself, a change in either
 * region shows; and all pages of a browser share one line to the store.
 */
import { expect, type Page, test } from '@playwright/test';
import { call, prepareCheckouts } from '../bench/shoppers';
import { type Region, REGIONS } from '../server/domain/region';
import { signInAs } from './testing/console';

const base = () => process.env.STORE_EAST ?? '';

/** An order of a region's own shopper. */
async function placeIn(region: Region): Promise<string> {
  const shop = process.env[`STORE_${region.toUpperCase()}`] ?? '';
  const [ready] = await prepareCheckouts(shop, 1);
  if (ready === undefined) throw new Error(`no checkout in ${region}`);
  const { body, orderId } = ready;
  const { json } = await call(shop, 'POST', '/api/v1/orders', body, { 'idempotency-key': orderId });
  expect(json).toMatchObject({ owner_region: region });
  return orderId;
}

/** As somebody else does, from another machine. */
async function addNote(page: Page, orderId: string, text: string): Promise<void> {
  const answer = await page.request.post('/api/trpc/support.orders.addNote', {
    data: { orderId, text, operationId: `news-${orderId.slice(-20)}` },
    headers: { origin: new URL(base()).origin },
  });
  expect(await answer.json()).toMatchObject({ result: { data: { kind: 'done' } } });
}

/** The page's own clock stands, and what it read by itself has come: from here on it asks for nothing by itself. */
async function standStill(page: Page): Promise<void> {
  let reads = 0;
  page.on('request', (request) => {
    if (request.url().includes('support.orders.get')) reads++;
  });
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 500);
  let seen = -1;
  let quiet = 0;
  await expect
    .poll(
      async () => {
        await page.clock.runFor(50);
        quiet = reads === seen ? quiet + 1 : 0;
        seen = reads;
        return quiet;
      },
      { intervals: [250] },
    )
    .toBeGreaterThanOrEqual(3);
}

test('a change in either region shows before any page would ask by itself', async ({ page }) => {
  await signInAs(page, 'support', '/console/drills');
  await page.clock.install();
  for (const region of REGIONS) {
    const orderId = await placeIn(region);
    await page.goto(`/console/orders/${orderId}?view=everything`);
    await expect(page.getByText('What we know').first()).toBeVisible();
    await expect(page.locator('[data-told="true"]')).toBeVisible();
    await standStill(page);
    const text = `Seen at once in ${region}.`;
    await addNote(page, orderId, text);
    let ranMs = 0;
    await expect
      .poll(
        async () => {
          await page.clock.runFor(200);
          ranMs += 200;
          return page.getByText(text).count();
        },
        { intervals: [250] },
      )
      .toBeGreaterThan(0);
    // what was read a moment ago is read again after two seconds; alone it would have asked after ten
    expect(ranMs, region).toBeLessThan(5_000);
    await page.clock.resume();
  }
});
