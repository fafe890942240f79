/** The shard directory on a test's own records. */
import type { Region } from '@/server/domain/ids';
import type { Clock } from '@/server/ports/clock';
import { shardClaimStore } from '@/server/stores/shard-claims';
import type { GivenStore } from '@/server/stores/testing/given-store';
import { ShardDirectory } from '../shard-directory';

export const directoryOf = (store: GivenStore, region: Region, clock: Clock): ShardDirectory =>
  new ShardDirectory({ region, clock, claims: shardClaimStore(store.sql) });
