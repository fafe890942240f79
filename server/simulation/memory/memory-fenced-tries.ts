/** Writers that came too late, as the order's own evidence has them while its shard is open here; the simulator asks for nothing more. */
import { fencedEvidence } from '../../domain/fenced-try';
import type { FencedTryStore } from '../../stores/fenced-tries';
import { appendEvidence } from './evidence-rows';
import type { MemoryDatabase } from './memory-database';
import type { Synchronous } from './synchronous';

export function memoryFencedTries(db: MemoryDatabase): Pick<Synchronous<FencedTryStore>, 'record'> {
  return {
    record: (tries) =>
      db.transaction(() => {
        const noted = tries.filter(
          ({ orderId, shard }) => db.orders.has(orderId) && db.shard(shard)?.standing !== 'closed',
        );
        appendEvidence(
          db,
          noted.map((tried) => fencedEvidence(tried, db.shard(tried.shard)?.epoch ?? null)),
        );
      }),
  };
}
