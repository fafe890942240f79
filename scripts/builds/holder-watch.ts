/** Who held which shard at which epoch, so that an order's decision can be laid to the process that made it. */
import type { GivenStore } from '../../server/stores/testing/given-store';

export interface HolderWatch {
  /** The process id of the worker under whose epoch the order was last decided; 0 when nobody was seen to hold it. */
  deciderOf(orderId: string): Promise<number>;
  end(): Promise<void>;
}

const LOOK_EVERY_MS = 50;

export function watchHolders(store: GivenStore): HolderWatch {
  const seen = new Map<string, number>();
  let looking = Promise.resolve();
  const look = async () => {
    for (const { shard, epoch, holder } of await store.shards.list()) {
      const pid = pidOf(holder);
      if (pid > 0) seen.set(`${shard}@${epoch}`, pid);
    }
  };
  const timer = setInterval(() => {
    looking = looking.then(look).catch(() => undefined);
  }, LOOK_EVERY_MS);
  return {
    async deciderOf(orderId) {
      const [last] = await store.app(
        'select shard, owner_epoch as epoch from orders.transitions where order_id = $1 order by version desc limit 1',
        [orderId],
      );
      return seen.get(`${last?.shard}@${last?.epoch}`) ?? 0;
    },
    async end() {
      clearInterval(timer);
      await looking;
    },
  };
}

/** The processes that hold the region's shards now, each once; 0 stands for nobody. */
export async function holderPids(store: GivenStore, region: string): Promise<number[]> {
  const rows = (await store.shards.list()).filter((row) => row.region === region);
  return [...new Set(rows.map(({ holder }) => pidOf(holder)))].sort((a, b) => a - b);
}

/** A holder's name has the number of its process: worker-east-4711-1a2b3c4d. */
const pidOf = (holder: string | null): number => Number(/-(\d+)-/.exec(holder ?? '')?.[1] ?? 0);
