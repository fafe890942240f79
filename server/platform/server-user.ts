/**
 * PostgreSQL refuses to run as root. As root, the server therefore runs as another user of this
 * machine; as an ordinary user, it runs as that user and `serverUser()` is null.
 */
import { spawnSync } from 'node:child_process';
import { StartError } from './start-error';

export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** The user that the embedded server runs as; null means ourselves. Creates `postgres` where root has nobody. */
export function serverUser(): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  const existing = lookUp('postgres');
  if (existing) return existing;
  spawnSync('groupadd', ['--system', 'postgres']);
  spawnSync('useradd', ['--system', '--no-create-home', '-g', 'postgres', 'postgres']);
  const found = lookUp('postgres') ?? lookUp('nobody');
  if (found) return found;
  throw new StartError(
    'PostgreSQL does not run as root, and there is no user to run it as. Create one (useradd --system postgres), run this as an ordinary user, or set DATABASE_URL_EAST and DATABASE_URL_WEST.',
  );
}

/** Whether `user` can enter and read `folder`: asked of the kernel, as that user. */
export function canReach(user: ServerUser | null, folder: string): boolean {
  if (user === null) return true;
  const asked = spawnSync('/bin/sh', ['-c', 'cd "$1" && test -r .', 'sh', folder], {
    uid: user.uid,
    gid: user.gid,
    cwd: '/',
    stdio: 'ignore',
  });
  return asked.status === 0;
}

function lookUp(name: string): ServerUser | null {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
  if (uid?.status !== 0 || gid?.status !== 0) return null;
  return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
}
