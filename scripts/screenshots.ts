/** `npm run screenshots`: the pictures of docs/screenshots, taken of a store of its own with real traffic and real trouble. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, devices, type Page } from '@playwright/test';
import type { Faults } from '../server/sandbox/faults';
import { type OwnStore, startOwnStore } from './own-store';
import { findChromium } from './set-up/browser.mjs';

const HELP = `Usage: npm run screenshots

Starts a store of its own, lets shoppers in, makes the provider slow, and writes the pictures of docs/screenshots anew.
Takes a minute or two. Look at them before you commit them.

  --help   this text
`;

const FOLDER = 'docs/screenshots';
const DESK = { viewport: { width: 1440, height: 900 } };
const { defaultBrowserType: _, ...PHONE } = devices['iPhone 13'] ?? {};
/** A small picture is enough: one dot a pixel. */
const ONE_DOT = { deviceScaleFactor: 1 };
const PATIENCE_MS = 90_000;

type Look = Parameters<Browser['newContext']>[0];

class Album {
  constructor(
    private readonly browser: Browser,
    private readonly baseURL: string,
  ) {}

  /** Somebody's page: a member of the staff by role, or null for a shopper. */
  async page(role: string | null, look: Look): Promise<Page> {
    const context = await this.browser.newContext({ baseURL: this.baseURL, ...look, ...ONE_DOT });
    const page = await context.newPage();
    if (role === null) return page;
    await page.goto('/console/sign-in');
    await page.getByRole('button', { name: `Sign in as ${role}@evident.test` }).click();
    await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
    return page;
  }

  async take(page: Page, name: string): Promise<void> {
    // a page that waits for news never has an idle network
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(FOLDER, `${name}.png`) });
    process.stdout.write(`${name}.png\n`);
    await page.context().close();
  }
}

async function takeAll(store: OwnStore, album: Album): Promise<void> {
  const order = await album.page('support', DESK);
  await order.goto('/console/orders/order-42');
  await order.getByText('What we know').first().waitFor();
  await album.take(order, 'order-42');

  const phone = await album.page('support', { ...PHONE, colorScheme: 'dark' });
  await phone.goto('/console/orders/order-42');
  await phone.getByText('What we know').first().waitFor();
  await album.take(phone, 'order-42-phone');

  const desk = await album.page('operator', DESK);
  await desk.goto('/console/reconciliation');
  await desk.getByRole('table').getByRole('row').nth(1).click();
  await desk.getByText('Evidence it rests on').waitFor();
  await album.take(desk, 'reconciliation');

  await album.take(await pendingShopper(album), 'status-pending-phone');

  const drills = await album.page('oncall', DESK);
  await drills.goto('/console/drills');
  await drills.getByRole('button', { name: 'Start: The gateway times out after the provider accepts' }).click();
  await drills.getByText('unknown is not failed').first().waitFor({ timeout: PATIENCE_MS });
  await album.take(drills, 'drills');

  const mode = await album.page('oncall', { ...DESK, colorScheme: 'dark' });
  await mode.goto('/console/degraded-mode');
  // the drill that ends meanwhile heals what it finds: said again until it is felt
  const slow = setInterval(() => void setFaults(store, { latency_ms: 4_000 }).catch(() => undefined), 2_000);
  try {
    await mode.getByText(/checked by the server every 20 s, last/).waitFor({ timeout: PATIENCE_MS });
  } finally {
    clearInterval(slow);
  }
  await album.take(mode, 'degraded-mode');

  const now = await album.page('oncall', DESK);
  await now.getByText('Provider latency').waitFor();
  await album.take(now, 'now');
}

/** Whose card was accepted, which nobody here can know. */
async function pendingShopper(album: Album): Promise<Page> {
  const page = await album.page(null, PHONE);
  await page.goto('/');
  await page
    .getByRole('button', { name: /^Add .* to the cart$/ })
    .first()
    .click();
  await page.getByRole('link', { name: /Cart, 1/ }).waitFor();
  await page.goto('/cart');
  await page.getByLabel('Email').fill('ines@evident.test');
  await page.getByRole('button', { name: 'Checkout' }).click();
  await page.getByText('Demonstration: make the provider misbehave').click();
  await page.getByRole('radio', { name: /^Silent after accepting/ }).check();
  await page.getByRole('button', { name: /^Place order/ }).click();
  await page.getByText('Your payment is being confirmed.').first().waitFor({ timeout: PATIENCE_MS });
  return page;
}

async function setFaults({ running }: OwnStore, faults: Faults): Promise<void> {
  const answer = await fetch(`${running.urls.sandbox}/_sandbox/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  });
  if (!answer.ok) throw new Error(`the sandbox refused the faults: ${await answer.text()}`);
}

function shoppersOf({ running }: OwnStore) {
  const base = [running.urls.east, running.urls.west].join(',');
  const shoppers = ['--rate', '2', '--minutes', '10', '--sentinels', '0', '--seed', '42', '--base', base];
  return spawn(process.execPath, ['scripts/run.mjs', 'scripts/traffic.ts', ...shoppers], { stdio: 'ignore' });
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', default: false, short: 'h' } } });
  if (values.help) return void process.stdout.write(HELP);
  const store = await startOwnStore('screenshots');
  const shoppers = shoppersOf(store);
  const found = findChromium();
  const browser = await chromium.launch({
    ...(found ? { executablePath: found } : {}),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    await takeAll(store, new Album(browser, store.running.urls.east ?? ''));
  } finally {
    shoppers.kill();
    await browser.close();
    await store.stop();
  }
}

await main().catch((error: unknown) => {
  process.stderr.write(`screenshots: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
