/** Begins anew: nothing may run on the data folder, and it must be one that the store itself made. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { config } from '../config';
import { heldBy, readClaim } from './data-claim';
import { postgresFolders, removePostgresFolders } from './postgres-home';
import { stopOrphan } from './postgres-orphan';
import { endLeftovers } from './running-store';
import { StartError } from './start-error';

/** What only a data folder of ours has, from its first moment on. */
const MARKS = ['secrets.json', 'supervisor.json'];

/** Deletes the data folder. Throws StartError when a store runs on it, or when it is not one of ours. */
export async function resetData(): Promise<void> {
  const { dataDir } = config();
  const claim = readClaim(dataDir);
  if (claim) throw new StartError(`${heldBy(claim, dataDir)} Stop it before you reset its data.`);
  const isOurs =
    !existsSync(dataDir) || readdirSync(dataDir).length === 0 || MARKS.some((mark) => existsSync(join(dataDir, mark)));
  if (!isOurs) throw new StartError(`${dataDir} holds things that Evident did not write. Nothing was deleted.`);
  await endLeftovers(dataDir);
  for (const folder of postgresFolders(dataDir)) {
    for (const data of [folder, join(folder, 'postgres')]) await stopOrphan(data);
  }
  removePostgresFolders(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
}
