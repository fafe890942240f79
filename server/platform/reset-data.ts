/** Begins anew: nothing may run on the data folder, and nothing else may be in it that a person would miss. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { config } from '../config';
import { removePostgresFolders, postgresFolders } from './postgres-home';
import { stopOrphan } from './postgres-orphan';
import { endLeftovers, readRunningStore } from './running-store';
import { StartError } from './start-error';

/** What the store itself writes. A folder with anything else was meant for something else. */
const OURS =
  /^(postgres|postgres-unfinished|logs|sandbox|mails|secrets\.json|running(-\d+)?\.json|drills\.json(\.new)?|[\w-]+\.(log|ndjson|json))$/;

/** Deletes the data folder. Throws StartError when a store runs on it, or when it is not one of ours. */
export async function resetData(): Promise<void> {
  const { dataDir } = config();
  const running = readRunningStore(dataDir);
  if (running) {
    throw new StartError(
      `Evident still runs on ${dataDir} (process ${running.supervisor.pid}). Stop it before you reset its data.`,
    );
  }
  await endLeftovers(dataDir);
  for (const folder of postgresFolders(dataDir)) {
    for (const data of [folder, join(folder, 'postgres')]) await stopOrphan(data);
  }
  const strangers = existsSync(dataDir) ? readdirSync(dataDir).filter((name) => !OURS.test(name)) : [];
  if (strangers.length > 0) {
    throw new StartError(
      `${dataDir} holds things that Evident did not write (${strangers.slice(0, 3).join(', ')}). Nothing was deleted.`,
    );
  }
  removePostgresFolders(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
}
