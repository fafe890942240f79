/** Which build this is, to tell two of them apart while both run: given, or the commit that lies here, or the package's version. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const SHORT = 10;

export function buildId(given: string | null, folder: string): string {
  return given ?? commitOf(folder) ?? `v${versionOf(folder)}`;
}

/** Read from the files, so that git need not be there. */
function commitOf(folder: string): string | null {
  try {
    const home = gitHome(join(folder, '.git'));
    const head = readFileSync(join(home, 'HEAD'), 'utf8').trim();
    if (!head.startsWith('ref: ')) return head.slice(0, SHORT);
    const ref = head.slice('ref: '.length);
    const shared = existsSync(join(home, 'commondir'))
      ? resolve(home, readFileSync(join(home, 'commondir'), 'utf8').trim())
      : home;
    const loose = join(shared, ref);
    if (existsSync(loose)) return readFileSync(loose, 'utf8').trim().slice(0, SHORT);
    const packed = readFileSync(join(shared, 'packed-refs'), 'utf8');
    return packed.match(new RegExp(`^([0-9a-f]{40}) ${ref}$`, 'm'))?.[1]?.slice(0, SHORT) ?? null;
  } catch {
    return null;
  }
}

/** A worktree's `.git` is a file that names the folder. */
function gitHome(path: string): string {
  if (statSync(path).isDirectory()) return path;
  return resolve(dirname(path), readFileSync(path, 'utf8').trim().slice('gitdir: '.length));
}

function versionOf(folder: string): string {
  const read = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version?: string };
  return read.version ?? '0';
}
