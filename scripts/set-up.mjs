/**
 * What every command needs before it can run on a fresh clone, in plain Node without a package: the
 * right Node, the packages, the Prisma client. Each is done only where it is not done yet.
 */
import { generatePrismaClient } from './prisma-generate.mjs';
import { installPackages } from './set-up/installed-packages.mjs';
import { buildPages } from './set-up/next-build.mjs';
import { requireNode } from './set-up/node-version.mjs';

/** `quiet` prints nothing for what was already there. */
export async function setUp({ build = false } = {}) {
  requireNode();
  await step('packages installed', installPackages, 'installing packages (a minute, the first time)');
  await step('records prepared', generatePrismaClient);
  if (build) await step('pages built', buildPages, 'building the pages (a minute, when they changed)');
}

/** One line for what was done; silence for what was not needed. */
export async function step(label, work, before) {
  const begun = performance.now();
  const hint = before ? setTimeout(() => process.stdout.write(`· ${before}\n`), 500) : undefined;
  try {
    if (await work()) process.stdout.write(`✓ ${label} (${((performance.now() - begun) / 1_000).toFixed(1)} s)\n`);
  } finally {
    clearTimeout(hint);
  }
}
