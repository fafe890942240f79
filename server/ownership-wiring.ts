/** Who owns which shard: the directory of one process, kept fresh, and what this region tells the other of its own rows. */
import type { Config } from './config';
import { systemClock as clock } from './ports/clock';
import { HandOverCarrier } from './services/hand-over-carrier';
import { type HandOverSide, handOverSide } from './services/hand-over-side';
import { EpochCanary } from './services/epoch-canary';
import { OwnershipDesk } from './services/ownership-desk';
import { RecoveryReviewer } from './services/recovery-reviewer';
import { type OwnershipDeskSide, ownershipDeskSide } from './services/regional-ownership';
import { epochCanaryStore } from './stores/epoch-canaries';
import { fencedTryStore } from './stores/fenced-tries';
import { handOverStore } from './stores/hand-overs';
import { recoveryReviewStore } from './stores/recovery-reviews';
import { READ_EVERY_MS } from './services/shard-directory';
import type { RealParts } from './real-parts';
import { heardFromPeer, type OwnershipSide, ownershipSide } from './services/ownership-side';
import type { RegionRouter } from './services/region-router';
import type { Job } from './workers/loop';

/** What this region tells of its shards, what it does when one is handed over to it, and what people may ask of it. */
export function wireOwnershipSide(config: Config, parts: RealParts): OwnershipSide & HandOverSide & OwnershipDeskSide {
  const { directory, orders, provider, region, shards, sql } = parts;
  const handOvers = handOverStore(sql);
  const canary = new EpochCanary({ region, clock, shards, orders, canaries: epochCanaryStore(sql) });
  const desk = new OwnershipDesk({ region, clock, directory, handOvers, fenced: fencedTryStore(sql), canary });
  const review = new RecoveryReviewer({
    region,
    clock,
    directory,
    provider,
    canary,
    reviews: recoveryReviewStore(sql),
    settleTimeMs: config.payments.settleTimeMs,
  });
  return {
    ...ownershipSide({ directory, region }),
    ...handOverSide({ directory, handOvers }),
    ...ownershipDeskSide(desk, review),
  };
}

/** Carries shards of this region to the other. */
export const handOverJob = (parts: Pick<RealParts, 'directory' | 'sql' | 'link'>): Job => {
  const { directory, link, sql } = parts;
  const carrier = new HandOverCarrier({ clock, directory, link, handOvers: handOverStore(sql) });
  return { name: 'hand-over', idleMs: 700, runOnce: async () => ((await carrier.step()) ? 1 : 0) };
};

/** Reads the own rows in a worker. */
export const directoryJob = ({ directory }: Pick<RealParts, 'directory'>): Job => ({
  name: 'shard-directory',
  idleMs: READ_EVERY_MS,
  async runOnce() {
    await directory.refresh();
    return 0;
  },
});

/** How often the other region is asked for its rows: they are only shown. */
const HEAR_EVERY_MS = 2_000;

/** Reads the own rows in a web process and asks the other region for its own. Returns how to stop. */
export async function keepDirectory(
  parts: Pick<RealParts, 'directory' | 'sql'>,
  router: RegionRouter,
  onFailure: (error: unknown) => void,
): Promise<() => void> {
  await parts.directory.refresh();
  const reviews = recoveryReviewStore(parts.sql);
  const reading = setInterval(() => void parts.directory.refresh().catch(onFailure), READ_EVERY_MS);
  const hearing = setInterval(
    () => void heardFromPeer(router, parts.directory, reviews).catch(onFailure),
    HEAR_EVERY_MS,
  );
  return () => {
    clearInterval(reading);
    clearInterval(hearing);
  };
}
