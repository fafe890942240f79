/** The browser tests: one real store on free ports with fresh data (e2e/testing/start-store.ts), one browser. */
import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/set-up/browser.mjs';

const chromium = findChromium();

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.e2e.ts',
  globalSetup: './e2e/testing/start-store.ts',
  outputDir: 'test-results',
  // The store is one, and drills are felt by everybody: tests take turns.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  reporter: 'list',
  use: {
    // Set by the global set-up before any worker reads this file.
    ...(process.env.STORE_EAST ? { baseURL: process.env.STORE_EAST } : {}),
    browserName: 'chromium',
    actionTimeout: 20_000,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      args: ['--disable-background-networking', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    },
  },
});
