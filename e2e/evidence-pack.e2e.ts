/** What support hands on: the pack of one order as a file and on paper, and a verdict about the file that needs no store. */
import { readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { signInAs } from './testing/console';

const verify = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'scripts/evidence.ts', 'verify', ...args],
    { encoding: 'utf8' },
  );
  return [status, `${stdout}${stderr}`] as const;
};

test('an order’s evidence is downloaded, verified against its printed page, and a changed row is named', async ({
  page,
}, info) => {
  await signInAs(page, 'support', '/console/orders/order-42');
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Evidence as JSON' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('evidence-order-42.json');
  const file = info.outputPath('evidence-order-42.json');
  await download.saveAs(file);
  expect(verify(file)).toEqual([0, expect.stringContaining('order-42 is sound')]);

  await page.getByRole('link', { name: 'Print' }).click();
  await expect(page.getByRole('heading', { name: 'What was witnessed' })).toBeVisible();
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save this pack as JSON' }).click();
  const printed = info.outputPath('printed.json');
  await (await saving).saveAs(printed);
  const command = (await page.getByText(/^npm run evidence -- verify FILE/).textContent()) ?? '';
  const [, head = '', digest = ''] = /--head (\S+) --digest (\S+)/.exec(command) ?? [];
  expect(verify(printed, '--head', head, '--digest', digest)).toEqual([0, expect.stringContaining(head)]);

  const forged = info.outputPath('forged.json');
  writeFileSync(forged, readFileSync(printed, 'utf8').replace(/("seq": 3,[^}]*"actor": ")/s, '$1mallory:'));
  expect(verify(forged)).toEqual([1, expect.stringContaining('row 3: its own fields are not what was hashed')]);
});

test('on paper there is the pack and nothing else, and its table’s head is on every sheet', async ({ page }) => {
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await signInAs(page, 'auditor', '/console/orders/order-42/evidence');
  await expect(page.getByRole('heading', { name: 'order-42' })).toBeVisible();
  await expect(page.getByRole('navigation')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden();
  const style = (property: string, selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
  expect(await style('display', 'main thead')).toBe('table-header-group');
  expect(await style('background-color', 'body')).toBe('rgb(255, 255, 255)');
  expect(await style('color', 'main h1')).toBe('rgb(0, 0, 0)');
});
