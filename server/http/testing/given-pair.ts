/** Both regions of one store, each on records and a port of its own, with the link between them in the condition that a test wants. */
import type { LinkCondition } from '@/server/domain/link-condition';
import type { ShardOwners } from '@/server/domain/ownership';
import { type GivenProvider, givenProvider } from '@/server/services/testing/given-provider';
import { type GivenRegion, givenRegion } from './given-region';

export interface GivenPair {
  readonly provider: GivenProvider;
  readonly east: GivenRegion;
  readonly west: GivenRegion;
  close(): Promise<void>;
}

/** @param condition asked at each call over the link, in either direction. */
export async function givenPair(condition: () => LinkCondition, owners?: ShardOwners): Promise<GivenPair> {
  const provider = await givenProvider();
  const [east, west] = await Promise.all([
    givenRegion('east', provider, owners),
    givenRegion('west', provider, owners),
  ]);
  east.open(west.origin, condition);
  west.open(east.origin, condition);
  return {
    provider,
    east,
    west,
    async close() {
      await Promise.all([east.close(), west.close()]);
      await provider.close();
    },
  };
}
