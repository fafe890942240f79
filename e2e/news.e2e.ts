/**
 * Pages of the console are told of changes: while their own clock stands nearly still, so that none asks by itself, a change in either
 * region shows; and all pages of a browser share one line to the store.
 */
import { expect, type Page, test } from '@playwright/test';
import { call } from '../bench/shoppers';
import { signInAs } from './testing/console';
import { type CrowdOrder, placeCrowd } from './testing/crowd';

const base = () => process.env.STORE_EAST ?? '';

/** Orders of a crowd, one owned by each region. */
async function oneOfEach(): Promise<Map<string, CrowdOrder>> {
  const owned = new Map<string, CrowdOrder>();
  for (let tries = 0; owned.size < 2 && tries < 10; tries++)
    for (const order of await placeCrowd(4)) {
      const { json } = await call(base(), 'GET', `/api/v1/orders/${order.orderId}`, undefined, {
        authorization: `Bearer ${order.statusToken}`,
      });
      owned.set((json as { owner_region: string }).owner_region, order);
    }
  return owned;
}

/** As somebody else does, from another machine. */
async function addNote(page: Page, orderId: string, text: string): Promise<void> {
  const answer = await page.request.post('/api/trpc/support.orders.addNote', {
    data: { orderId, text, operationId: `news-${orderId.slice(-20)}` },
    headers: { origin: new URL(base()).origin },
  });
  expect(await answer.json()).toMatchObject({ result: { data: { kind: 'done' } } });
}

test('a change in either region shows before any page would ask by itself', async ({ page }) => {
  await signInAs(page, 'support', '/console/drills');
  for (const [region, { orderId }] of await oneOfEach()) {
    const listens = page.waitForResponse(/news\.listen/);
    await page.clock.install();
    await page.goto(`/console/orders/${orderId}?view=everything`);
    await listens;
    await expect(page.getByText('What we know').first()).toBeVisible();
    await page.clock.pauseAt(Date.now() + 3_600_000);
    const text = `Seen at once in ${region}.`;
    await addNote(page, orderId, text);
    let ranMs = 0;
    await expect
      .poll(async () => {
        await page.clock.runFor(50);
        ranMs += 50;
        return page.getByText(text).count();
      })
      .toBeGreaterThan(0);
    // two seconds of the page: alone it would have asked after ten
    expect(ranMs, region).toBeLessThan(2_000);
    await page.clock.resume();
  }
});
