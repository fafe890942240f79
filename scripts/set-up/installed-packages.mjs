/**
 * Whether node_modules is exactly what package-lock.json says. npm writes what it has installed into
 * node_modules/.package-lock.json when it is done, so a comparison of the two needs no stamp of our
 * own, sees an edited lockfile, and sees an installation that was cut off.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './project.mjs';
import { run } from './run-program.mjs';

/**
 * No install script of a package runs: none is needed (server/platform/postgres-binaries.ts does what one
 * of them would have done), and Prisma's would download an engine that is never used.
 */
const FLAGS = ['--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'];

/** A registry that lacks other machines' optional packages leaves them out of the lockfile, which `npm ci` refuses. */
const INCOMPLETE_LOCKFILE = /Missing: \S+ from lock file/;

/** Installs what is missing. Returns whether there was something to do. */
export async function installPackages() {
  if (isInstalled(PROJECT)) return false;
  // A NODE_ENV of production would leave out the build's and the tests' packages.
  const env = { ...process.env, NODE_ENV: 'development' };
  try {
    await run('npm', ['ci', ...FLAGS], { env });
  } catch (error) {
    if (!INCOMPLETE_LOCKFILE.test(error.message)) throw error;
    // The same versions and the same integrity hashes, and the lockfile stays as it is.
    await run('npm', ['install', '--no-save', ...FLAGS], { env });
  }
  return true;
}

export function isInstalled(project) {
  const [wanted, installed] = ['package-lock.json', 'node_modules/.package-lock.json'].map((file) =>
    packagesIn(join(project, file)),
  );
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const there = installed[path];
    // Optional packages are those of other machines: only a wrong version of one counts.
    return there ? there.version === version : optional === true;
  });
}

function packagesIn(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : null;
}
