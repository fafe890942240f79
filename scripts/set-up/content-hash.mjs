/** One hash of the contents of files and folders: work that was done for the same contents need not be done again. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const NOT_SOURCE = /^(node_modules|generated|\.next|\.data)$/;

/** Paths that do not exist count as absent, which is a content too. `take` may leave files out by name. */
export function hashOf(paths, take = () => true) {
  const hash = createHash('sha256');
  for (const path of paths) addTo(hash, path, take);
  return hash.digest('hex');
}

function addTo(hash, path, take) {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) {
    if (take(path)) hash.update(`${path}\0`).update(readFileSync(path)).update('\0');
    return;
  }
  for (const name of readdirSync(path).sort()) if (!NOT_SOURCE.test(name)) addTo(hash, join(path, name), take);
}
