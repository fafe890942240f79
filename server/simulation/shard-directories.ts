/** Who owns which shard, as one process of the simulation knows it: the real directory, read anew and told anew when there is news. */
import { otherRegion, type Region } from '../domain/region';
import { heardFromPeer } from '../services/ownership-side';
import { READ_EVERY_MS, type ShardDirectory } from '../services/shard-directory';
import type { Job } from '../workers/loop';
import type { Ground } from './ground';
import type { AskOwner } from './mutant';
import { runJob } from './running-job';
import type { Life } from './simulated-process';

const HEAR_EVERY_MS = 2_000;

/** A round that would read what was read before only prolongs its trust in it; whoever trusts it no more reads for itself. */
export function keepDirectory(ground: Ground, region: Region, directory: ShardDirectory, life: Life): void {
  onNews(ground, life, ground.databaseOf(region), { name: 'shard-directory', idleMs: READ_EVERY_MS }, () =>
    directory.refresh(),
  );
}

/** Asks the other region for its rows, as a web process does. */
export function hearPeer(
  ground: Ground,
  region: Region,
  directory: ShardDirectory,
  router: AskOwner,
  life: Life,
): void {
  const reviews = { heard: () => Promise.resolve() };
  const peer = ground.databaseOf(otherRegion(region));
  onNews(ground, life, peer, { name: 'peer-claims', idleMs: HEAR_EVERY_MS }, () =>
    heardFromPeer(router, directory, reviews),
  );
}

function onNews(
  ground: Ground,
  life: Life,
  db: { readonly ownershipChanges: number },
  { idleMs, name }: Pick<Job, 'name' | 'idleMs'>,
  read: () => Promise<void>,
): void {
  let known = -1;
  const job: Job = {
    name,
    idleMs,
    async runOnce() {
      const newest = db.ownershipChanges;
      await read();
      known = newest;
      return 0;
    },
  };
  runJob(ground, job, life, () => db.ownershipChanges !== known);
}
