/**
 * Every check of the project, in the order in which they are shown. `lane` says what may run beside
 * what on two cores: one step of each numbered lane at a time; `alone` waits for all others.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { installBrowser } from '../set-up/browser.mjs';
import { PROJECT } from '../set-up/project.mjs';
import { playwrightCheck, vitestCheck } from './counted-check.mjs';
import { programCheck } from './program-check.mjs';

const SIMULATION = 'server/simulation/main.ts';

/** `missing` says why a step cannot run in this version; null where it can. */
export const STEPS = [
  {
    name: 'types',
    lane: 1,
    run: () => programCheck('node_modules/typescript/bin/tsc', ['--noEmit', '--pretty', 'false']),
  },
  { name: 'format', lane: 1, run: () => programCheck('node_modules/@biomejs/biome/bin/biome', ['format', '.']) },
  {
    name: 'lint',
    lane: 1,
    run: () => programCheck('node_modules/oxlint/bin/oxlint', ['--type-aware', '--deny-warnings', '.']),
  },
  { name: 'dead-code', lane: 1, run: () => programCheck('node_modules/knip/bin/knip.js', ['--no-progress']) },
  { name: 'unit', lane: 2, run: () => vitestCheck('unit') },
  { name: 'db', lane: 2, run: () => vitestCheck('db') },
  {
    name: 'simulation',
    // it takes both cores for a minute: beside other steps all of them would be slow
    lane: 'alone',
    missing: () => (existsSync(join(PROJECT, SIMULATION)) ? null : `there is no ${SIMULATION} yet`),
    run: () => programCheck('--import', ['tsx', SIMULATION, '--gate']),
  },
  {
    name: 'browser',
    lane: 'alone',
    missing: () => (browserTests().length > 0 ? null : 'there is no e2e/*.e2e.ts yet'),
    run: async () => {
      await installBrowser();
      return playwrightCheck();
    },
  },
];

function browserTests() {
  const folder = join(PROJECT, 'e2e');
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.e2e.ts'))
    : [];
}
