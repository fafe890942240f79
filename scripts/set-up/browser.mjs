/**
 * A Chromium for the browser tests: one that is on this machine, else Debian's, else Playwright's own
 * download. Playwright drives any of them.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './project.mjs';
import { run } from './run-program.mjs';
import { SetUpError } from './set-up-error.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The program's path; null where there is none. */
export function findChromium(path = process.env.PATH ?? '') {
  const folders = [...path.split(':'), '/usr/bin', '/usr/local/bin'];
  const named = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...named, ...ELSEWHERE].find((file) => existsSync(file)) ?? null;
}

/** Makes sure that there is a browser. Throws SetUpError with what to do. */
export async function installBrowser() {
  if (findChromium() || (await playwrightHasOne())) return;
  if (process.getuid?.() === 0 && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const installed = await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env })
      .catch(() =>
        run('apt-get', ['update'], { env }).then(() =>
          run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env }),
        ),
      )
      .then(
        () => findChromium(),
        () => null,
      );
    if (installed) return;
  }
  await run(process.execPath, [join(PROJECT, 'node_modules/playwright/cli.js'), 'install', 'chromium']).catch(
    (error) => {
      throw new SetUpError(
        `The browser tests need a Chromium. Install one (apt-get install chromium), then run this again.\n${error.message}`,
      );
    },
  );
}

async function playwrightHasOne() {
  const { chromium } = await import('playwright');
  return existsSync(chromium.executablePath());
}
