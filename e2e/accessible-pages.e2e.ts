/**
 * Every page can be read by everybody: no violation of WCAG 2.2 A and AA that a machine can find, on a desk and on a phone. Colours come from
 * tokens and not from widths: the desk is read in both, the phone in the dark.
 */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { signInAs } from './testing/console';
import { MADE_UP_ROWS, madeUpRows } from './testing/made-up-rows';
import { emptyDesk, openCasesOfOrders } from './testing/many-cases';
import { parkedLetter } from './testing/parked-letter';
import { choosePayment, goToCheckout, pay } from './testing/shopping';

// a violation names its elements: the trace of a page of thousands of them costs more than reading it
test.use({ trace: 'off' });

const DEAD_LETTERS = '/console/messages?view=dead';
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** As an operator, who may read all of them. */
const CONSOLE_PAGES = [
  '/console',
  '/console/orders?q=nothing_has_this',
  '/console/orders/order-42',
  '/console/orders/order-42/repair',
  '/console/orders/order-42/evidence',
  '/console/reconciliation',
  '/console/reconciliation/ambiguity',
  '/console/controls',
  '/console/degraded-mode',
  DEAD_LETTERS,
  '/console/messages?view=versions',
  '/console/messages?view=replay',
  '/console/drills',
  '/console/audit',
  '/console/nowhere',
  // pages of lists that only trouble fills are looked at with a row
  ...Object.keys(MADE_UP_ROWS),
];

/** In the page itself, because nothing here is in a frame; of a long table its first rows, because the others are like them. */
async function violationsOn(page: Page, rules = new AxeBuilder({ page }).withTags(RULES)): Promise<string[]> {
  const { violations } = await rules.exclude('tbody tr:nth-child(n+11)').setLegacyMode().analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

/** The console follows the system while it is open: the same page in the other colours. */
async function goDark(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole('main')).not.toBeEmpty();
  await expect(page.getByRole('status', { name: /^Reading/ })).toHaveCount(0);
}

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

for (const [name, viewport, colorScheme] of [
  ['a desk, light', DESK, 'light'],
  ['a phone, dark', PHONE, 'dark'],
] as const) {
  test.describe(`on ${name}`, () => {
    test.use({ viewport, colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('the shop, the cart, the checkout and the status page', async ({ page }) => {
      for (const path of ['/', '/cart', '/nowhere', '/orders/ord_nothing?token=x']) {
        await page.goto(path);
        expect(await violationsOn(page), path).toEqual([]);
      }
      await goToCheckout(page, 'axe@evident.test');
      expect(await violationsOn(page)).toEqual([]);
      await page.goto('/cart');
      expect(await violationsOn(page)).toEqual([]);
      await page.goBack();
      await choosePayment(page, 'Card ending 4242');
      await pay(page);
      expect(await violationsOn(page)).toEqual([]);
    });

    test('an open case', async ({ page }) => {
      // those of the seeded past are settled by the first sweeps, and those of other tests by whoever made them
      await openCasesOfOrders(1);
      try {
        await signInAs(page, 'operator', '/console/reconciliation');
        await page.getByRole('region', { name: 'Queue' }).getByRole('table').getByRole('row').nth(1).click();
        const panel = page.getByRole('complementary', { name: 'Case' });
        await expect(panel.getByRole('heading', { level: 2 }).first()).toBeFocused();
        await expect(panel.getByText('Evidence it rests on')).toBeVisible();
        expect(await violationsOn(page)).toEqual([]);
      } finally {
        await emptyDesk();
      }
    });

    test('what opens: an order’s menu, a switch, the way into degraded mode, a hand-over', async ({ page }) => {
      await signInAs(page, 'oncall', '/console/orders/order-42');
      await page.getByRole('button', { name: 'More actions' }).click();
      await expect(page.getByRole('menu')).toBeVisible();
      expect(await violationsOn(page), 'menu').toEqual([]);
      await page.goto('/console/controls');
      await page.getByRole('button', { name: 'Pause: Demonstration cards' }).click();
      await expect(page.getByLabel('Reason, kept in the audit')).toBeVisible();
      expect(await violationsOn(page), 'switch').toEqual([]);
      await page.goto('/console/degraded-mode');
      await page.getByRole('button', { name: 'Enter degraded mode' }).click();
      await expect(page.getByLabel('Reason, kept in the audit')).toBeVisible();
      expect(await violationsOn(page), 'degraded mode').toEqual([]);
      await page.goto('/console/ownership');
      await page.getByRole('button', { name: /^Shard 3,/ }).click();
      await page.getByRole('button', { name: /^Hand shard 3 over/ }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await expect(page.getByLabel('Reason')).toBeFocused();
      expect(await violationsOn(page), 'hand-over').toEqual([]);
    });
  });
}

test('the console, on a desk in both colours and on a phone', async ({ page }) => {
  // as many pages as there are, one after the other
  test.setTimeout(CONSOLE_PAGES.length * 20_000);
  const unmake = await madeUpRows();
  const unpark = await parkedLetter();
  try {
    await page.setViewportSize(DESK);
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto('/console/sign-in');
    expect(await violationsOn(page), 'sign-in').toEqual([]);
    await signInAs(page, 'operator');
    for (const path of CONSOLE_PAGES) {
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
      await page.setViewportSize(DESK);
      await open(page, path);
      if (path === DEAD_LETTERS) await openFirstLetter(page);
      const row = MADE_UP_ROWS[path];
      if (row !== undefined) await expect(page.getByText(row).first(), path).toBeVisible();
      expect(await violationsOn(page), path).toEqual([]);
      await goDark(page);
      const contrast = new AxeBuilder({ page }).withRules('color-contrast');
      expect(await violationsOn(page, contrast), `${path}, dark`).toEqual([]);
      await page.setViewportSize(PHONE);
      expect(await violationsOn(page), `${path}, on a phone`).toEqual([]);
    }
  } finally {
    await unpark();
    await unmake();
  }
});

async function openFirstLetter(page: Page): Promise<void> {
  await page.locator('tr[data-letter]').first().getByRole('button').click();
  await expect(page.locator('tr[data-letter] + tr')).toBeVisible();
}
