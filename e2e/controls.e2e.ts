/** A switch of on-call: more than one click, a reason, acknowledged by each region; while the regions are cut off, said to be last known. */
import { expect, type Page, test } from '@playwright/test';
import { signInAs } from './testing/console';

const CONTROLS = '/console/controls';
const REASON = 'The wallet answers 500 since 09:58, ticket 88213.';

test.describe.configure({ mode: 'serial', timeout: 120_000 });
test.afterAll(() => cutLink('up'));

const row = (page: Page) => page.locator('[data-switch="payments_paused:method:demonstration"]');

async function cutLink(link: 'up' | 'cut'): Promise<void> {
  const answer = await fetch(`${process.env.STORE_DRILLS}/_drills`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ region_link: link }),
  });
  if (!answer.ok) throw new Error(`the drill was refused: ${await answer.text()}`);
}

test('is set in two steps with a reason, and acknowledged by both regions with the time', async ({ page }) => {
  await signInAs(page, 'oncall', CONTROLS);
  await row(page).getByRole('button', { name: 'Pause: Demonstration cards' }).click();
  const send = row(page).getByRole('button', { name: 'Pause payments by demonstration cards' });
  await expect(send).toHaveAttribute('aria-disabled', 'true');
  await row(page).getByLabel('Reason, kept in the audit').fill('.');
  // a disabled button stays in reach, and does nothing
  await send.click({ force: true });
  await expect(row(page)).toContainText('Give a reason of at least 10 characters.');
  await row(page).getByLabel('Reason, kept in the audit').fill(REASON);
  await send.click();
  await expect(row(page)).toContainText(`paused by oncall@evident.test since`);
  await expect(row(page).getByText(/\d\d:\d\d:\d\d\.\d{3}, version \d+/)).toHaveCount(2, { timeout: 20_000 });
  await expect(page.getByText('Some payment attempts are paused.')).toBeVisible();
});

test('that cannot reach the other region is not green there, and arrives after the heal', async ({ page }) => {
  await signInAs(page, 'oncall', CONTROLS);
  await cutLink('cut');
  await expect(row(page)).toContainText(/not reached since/, { timeout: 30_000 });
  await row(page).getByRole('button', { name: 'Resume: Demonstration cards' }).click();
  await row(page).getByLabel('Reason, kept in the audit').fill('The wallet is well again, ticket 88213.');
  await row(page).getByRole('button', { name: 'Resume payments by demonstration cards' }).click();
  await expect(row(page)).toContainText('Not known yet');
  await expect(row(page)).toContainText(/last known: paused/);
  await expect(page.getByText('One switch is not acknowledged everywhere.')).toBeVisible();
  await cutLink('up');
  await expect(row(page).getByText(/\d\d:\d\d:\d\d\.\d{3}, version \d+/)).toHaveCount(2, { timeout: 30_000 });
  await expect(row(page)).not.toContainText('not reached');
});

test('is not set by somebody who may not', async ({ page }) => {
  await signInAs(page, 'support', CONTROLS);
  const button = row(page).getByRole('button', { name: /Demonstration cards/ });
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await button.click({ force: true });
  await expect(page.getByLabel('Reason, kept in the audit')).toHaveCount(0);
});
