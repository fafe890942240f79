/**
 * Where the embedded server's programs and files stand. Normally: node_modules and the data
 * folder. As root, the server's user may be unable to enter them, because the clone stands below
 * a folder that only root can enter (temporary folders are often mode 0700); then both stand in
 * a folder of their own below /var/tmp, named after the data folder, and the start says so.
 */
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packagedBinaries, repairBinaries, requireRunnable } from './postgres-binaries';
import { canReach, type ServerUser, serverUser } from './server-user';
import { StartError } from './start-error';

export interface PostgresHome {
  readonly user: ServerUser | null;
  /** Has bin/, lib/, share/. */
  readonly native: string;
  /** PGDATA. */
  readonly data: string;
  /** Why the data is not in the data folder; null where it is. */
  readonly movedBecause: string | null;
}

/** Makes the folders and puts the programs in order. Throws StartError with what to do. */
export function preparePostgresHome(dataDir: string): PostgresHome {
  const user = serverUser();
  const packaged = packagedBinaries();
  const own = join(dataDir, 'postgres');
  makeFolder(dataDir, null);
  makeFolder(own, user);
  const dataReachable = canReach(user, own);
  const binariesReachable = canReach(user, join(packaged, 'bin'));
  const shelter = dataReachable && binariesReachable ? null : makeShelter(dataDir);
  const native = binariesReachable || shelter === null ? packaged : copyBinaries(packaged, shelter);
  repairBinaries(native);
  const data = dataReachable || shelter === null ? own : join(shelter, 'postgres');
  makeFolder(data, user);
  if (!canReach(user, data)) {
    throw new StartError(
      `The database's user "${user?.name}" cannot enter ${data}. Set EVIDENT_DATA_DIR to a folder that it can enter, or run this as an ordinary user.`,
    );
  }
  requireRunnable(native, user);
  const movedBecause = data === own ? null : `user "${user?.name}", which runs the database, cannot enter ${dataDir}`;
  return { user, native, data, movedBecause };
}

/** Every folder that may hold database files for this data folder: what a reset must delete. */
export function postgresFolders(dataDir: string): string[] {
  return [join(dataDir, 'postgres'), shelterOf(dataDir)];
}

function shelterOf(dataDir: string): string {
  return join('/var/tmp', `evident-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`);
}

function makeShelter(dataDir: string): string {
  const shelter = shelterOf(dataDir);
  mkdirSync(shelter, { recursive: true, mode: 0o711 });
  const found = lstatSync(shelter);
  // /var/tmp is open to everybody: a folder or link that somebody else put there is not used.
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new StartError(
      `${shelter} belongs to somebody else. Remove it, or set EVIDENT_DATA_DIR to a folder that other users can enter.`,
    );
  }
  chmodSync(shelter, 0o711);
  return shelter;
}

function copyBinaries(packaged: string, shelter: string): string {
  const copy = join(shelter, 'native');
  if (existsSync(copy)) return copy;
  const unfinished = join(shelter, `native-${process.pid}`);
  cpSync(packaged, unfinished, { recursive: true, verbatimSymlinks: true });
  renameSync(unfinished, copy);
  return copy;
}

function makeFolder(folder: string, owner: ServerUser | null): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (owner === null) return;
  chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o700);
}

/** Deletes the database's files of this data folder, wherever they stand. Nothing may run on them. */
export function removePostgresFolders(dataDir: string): void {
  for (const folder of postgresFolders(dataDir)) rmSync(folder, { recursive: true, force: true });
}
