/** What one region tells the other of its own shards. */
import type { ShardClaim } from '../domain/ownership';
import type { Region } from '../domain/region';
import type { RecoveryReviewStore } from '../stores/recovery-reviews';
import type { RegionRouter } from './region-router';
import type { ShardDirectory } from './shard-directory';

export interface OwnershipSide {
  ownership_claims(input: Record<string, never>): Promise<{
    readonly region: Region;
    readonly claims: readonly ShardClaim[];
  }>;
}

export function ownershipSide(parts: {
  readonly region: Region;
  readonly directory: Pick<ShardDirectory, 'view'>;
}): OwnershipSide {
  return {
    async ownership_claims() {
      const { own } = await parts.directory.view();
      return { region: parts.region, claims: own };
    },
  };
}

const PATIENCE_MS = 1_500;

/** Asks the other region for its rows and keeps them; one that does not answer leaves what was heard before. */
export async function heardFromPeer(
  router: Pick<RegionRouter, 'ask' | 'otherRegion'>,
  directory: Pick<ShardDirectory, 'hear'>,
  reviews: Pick<RecoveryReviewStore, 'heard'>,
): Promise<void> {
  const peer = router.otherRegion();
  const context = { requestId: 'ownership', traceparent: '', remainingMs: PATIENCE_MS };
  const routed = await router.ask(peer, 'ownership_claims', {}, context);
  await reviews.heard(routed.kind === 'answered');
  if (routed.kind === 'answered') await directory.hear(routed.answer.region, routed.answer.claims);
}
