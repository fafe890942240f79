/** The desk with 50,000 open cases: found by counts, worked by keyboard alone, decided in bulk, and never handed out twice. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { signInAs } from './testing/console';
import { changeRole, emptyDesk, fillDesk, openCasesOfOrders } from './testing/many-cases';

const QUEUE = '/console/reconciliation';
const IN_EACH_REGION = 25_000;
/** Of confirmed orders, at most so many in each region. */
const REAL_IN_EACH_REGION = 20;
const BULK = 25;
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const SECOND_OPERATOR = { account: 'auditor', email: 'auditor@evident.test' } as const;

test.describe.configure({ timeout: 180_000 });
test.beforeAll(async () => {
  await fillDesk(IN_EACH_REGION);
  await openCasesOfOrders(REAL_IN_EACH_REGION);
  await changeRole(SECOND_OPERATOR.email, 'operator');
});
test.afterAll(async () => {
  await emptyDesk();
  await changeRole(SECOND_OPERATOR.email, 'auditor');
});

const rows = (page: Page) => page.getByRole('region', { name: 'Open cases' }).locator('tbody tr');
const panel = (page: Page) => page.getByRole('complementary', { name: 'Case' });
const openCase = (page: Page) => new URL(page.url()).searchParams.get('case');

async function countOf(page: Page, preset: string): Promise<number> {
  const tab = page.getByRole('navigation', { name: 'Presets' }).getByRole('link', { name: preset });
  await expect(tab).toHaveText(/\d/, { timeout: 30_000 });
  return Number((await tab.textContent())?.replace(preset, '').replaceAll(',', ''));
}

async function violations(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

test('counts what each preset holds, and shows the case that is due first on top', async ({ page }) => {
  const broken: string[] = [];
  page.on('console', (message) => message.type() === 'error' && broken.push(message.text()));
  await signInAs(page, 'operator');
  const began = performance.now();
  await page.goto(QUEUE);
  await expect(rows(page).first()).toBeVisible({ timeout: 60_000 });
  test
    .info()
    .annotations.push({ type: 'navigation to rows', description: `${Math.round(performance.now() - began)} ms` });

  await expect(rows(page)).toHaveCount(100);
  expect(await countOf(page, 'All, due first')).toBeGreaterThanOrEqual(2 * IN_EACH_REGION);
  expect(await countOf(page, 'Paid without an order')).toBeGreaterThanOrEqual(IN_EACH_REGION / 2);
  expect(await countOf(page, 'Partition')).toBeGreaterThanOrEqual(IN_EACH_REGION / 2);
  expect(await countOf(page, 'Order without a payment')).toBeLessThan(IN_EACH_REGION / 2);
  expect(await countOf(page, 'Past due')).toBeGreaterThan(0);
  expect(await countOf(page, 'Past due')).toBeLessThan(await countOf(page, 'All, due first'));
  await expect(rows(page).first()).toContainText('past');

  // the next page begins after the last row of this one
  const last = await rows(page).last().textContent();
  await page.getByRole('link', { name: 'Later ones' }).click();
  await expect(page.getByRole('link', { name: 'From the first' })).toBeVisible();
  await expect(rows(page)).toHaveCount(100);
  expect(await rows(page).first().textContent()).not.toBe(last);

  expect(await violations(page)).toEqual([]);
  expect(broken).toEqual([]);
});

test('is worked by keyboard alone', async ({ page }) => {
  await signInAs(page, 'operator', QUEUE);
  await expect(rows(page).first()).toBeVisible({ timeout: 60_000 });

  await page.keyboard.press('j');
  await expect(rows(page).nth(0)).toBeFocused();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await expect(rows(page).nth(1)).toBeFocused();

  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Shift+X');
  await expect(page.getByText('3 selected')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(panel(page).getByRole('heading', { level: 2 }).first()).toBeFocused();
  await expect(rows(page).nth(3)).toHaveAttribute('aria-selected', 'true');
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(panel(page)).toBeHidden();

  await page.keyboard.press('n');
  await expect(panel(page)).toBeVisible();
  await expect(panel(page).getByText(/You hold the case/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel(page)).toBeHidden();
  await page.keyboard.press('/');
  await expect(page.getByRole('combobox', { name: 'reason' })).toBeFocused();
});

test('hands two operators who press at once two cases', async ({ browser }) => {
  const desks = await Promise.all(
    (['operator', SECOND_OPERATOR.account] as const).map(async (account) => {
      const desk = await (await browser.newContext()).newPage();
      await signInAs(desk, account, `${QUEUE}?preset=unclaimed_oldest`);
      await expect(rows(desk).first()).toBeVisible({ timeout: 60_000 });
      return desk;
    }),
  );
  await Promise.all(desks.map((desk) => desk.getByRole('button', { name: 'Next case' }).click()));
  for (const desk of desks) await expect(panel(desk)).toBeVisible({ timeout: 30_000 });
  const taken = desks.map(openCase);
  expect(taken).not.toContain(null);
  expect(new Set(taken).size).toBe(desks.length);
  await Promise.all(desks.map((desk) => desk.context().close()));
});

test(`looks ${BULK} cases up again at once, each with its own result, and a file of them`, async ({ page }) => {
  await signInAs(page, 'operator', `${QUEUE}?severity=low`);
  await expect(rows(page).nth(BULK - 1)).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  for (let row = 1; row < BULK; row += 1) await page.keyboard.press('j');
  await expect(rows(page).nth(BULK - 1)).toBeFocused();
  await page.keyboard.press('Shift+X');
  await expect(page.getByText(`${BULK} selected`)).toBeVisible();

  await page.getByRole('button', { name: `Decide for these ${BULK}` }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('radio', { name: 'Look up again' })).toBeChecked();
  await dialog.getByLabel('Reason').fill('.');
  await dialog.getByRole('button', { name: `Look up again: ${BULK}` }).click();
  await expect(dialog.getByText(/At least 10 characters/)).toBeVisible();
  await dialog.getByLabel('Reason').fill('The provider was away all night.');
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: `Look up again: ${BULK}` }).click();

  await page.waitForURL(/\/reconciliation\/bulk\/[^/]+$/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`${BULK} cases, ended`, { timeout: 90_000 });
  const results = page.getByRole('region', { name: 'Results' }).locator('tbody tr');
  await expect(results).toHaveCount(BULK);
  await expect(results.filter({ hasText: 'waiting' })).toHaveCount(0);
  expect(await violations(page)).toEqual([]);

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download results (CSV)' }).click(),
  ]);
  const [heads, ...lines] = readFileSync(await file.path(), 'utf8').split('\r\n');
  expect(heads).toBe('region,n,order_id,case_id,result,code,text,settled_at');
  expect(lines).toHaveLength(BULK);
  for (const line of lines) expect(line).toMatch(/,(done|not_done),/);
  expect(lines.some((line) => line.includes(',done,'))).toBe(true);

  await page.getByRole('navigation', { name: 'Desk' }).getByRole('link', { name: 'Bulk jobs' }).click();
  await expect(page.getByRole('region', { name: 'Bulk jobs' }).locator('tbody tr').first()).toContainText('ended');
});
