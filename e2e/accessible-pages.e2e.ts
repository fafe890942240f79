/** Every page can be read by everybody: no violation of WCAG 2.2 A and AA that a machine can find, on a desk and on a phone, light and dark. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { signInAs } from './testing/console';
import { choosePayment, goToCheckout, pay } from './testing/shopping';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const CONSOLE_PAGES = [
  '/console',
  '/console/orders',
  '/console/orders/order-42',
  '/console/orders/order-42/evidence',
  '/console/reconciliation',
  '/console/reconciliation/statements',
  '/console/reconciliation/bulk',
  '/console/reconciliation/ambiguity',
  '/console/messages',
  '/console/controls',
  '/console/degraded-mode',
];

for (const [name, viewport, colorScheme] of [
  ['a desk, light', { width: 1440, height: 900 }, 'light'],
  ['a phone, dark', { width: 390, height: 844 }, 'dark'],
] as const) {
  test.describe(`on ${name}`, () => {
    test.use({ viewport, colorScheme });

    test('the shop, the checkout and the status page', async ({ page }) => {
      const violations = async () =>
        (await new AxeBuilder({ page }).withTags(RULES).analyze()).violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
        );
      await page.goto('/');
      expect(await violations()).toEqual([]);
      await goToCheckout(page, 'axe@evident.test');
      expect(await violations()).toEqual([]);
      await choosePayment(page, 'Card ending 4242');
      await pay(page);
      expect(await violations()).toEqual([]);
    });

    test('an open case', async ({ page }) => {
      await signInAs(page, 'operator', '/console/reconciliation');
      await page.getByRole('table').getByRole('row').nth(1).click();
      const panel = page.getByRole('complementary', { name: 'Case' });
      await expect(panel.getByRole('heading', { level: 2 }).first()).toBeFocused();
      await expect(panel.getByText('Evidence it rests on')).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
      ).toEqual([]);
    });

    test('the console', async ({ page }) => {
      // as many pages as there are, one after the other
      test.setTimeout(CONSOLE_PAGES.length * 20_000);
      await signInAs(page, 'support');
      for (const path of CONSOLE_PAGES) {
        await page.goto(path);
        await expect(page.getByRole('main')).not.toBeEmpty();
        await page.waitForLoadState('networkidle');
        const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
        expect(
          violations.map(({ id, nodes }) => `${path} ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
        ).toEqual([]);
      }
    });
  });
}
