/** Mistakes in who may decide. */
import type { LinkAnswer } from '../../ports/region-link';
import { ShardKeeper } from '../../services/shard-keeper';
import { takeShard } from '../memory/memory-shards';
import type { Mutant } from '../mutant';
import { HAND_OVERS } from '../themes';

export const NO_FENCE: Mutant = { name: 'no fence', breaks: 'S7', theme: 'fences', defects: ['no_fence'] };

/** Writes under whatever epoch is current: the fence stands in the worker's code and not in the statement. */
export const FENCE_ONLY_IN_THE_WORKER: Mutant = {
  name: 'fence in the worker but not in SQL',
  theme: 'fences',
  breaks: 'S7',
  ownerOrders: (store, { db }) => ({
    ...store,
    decide: (records, nowMs) =>
      store.decide(
        records.map((record) => ({ ...record, ownerEpoch: db.shard(record.shard)?.epoch ?? record.ownerEpoch })),
        nowMs,
      ),
  }),
};

class StuckKeeper extends ShardKeeper {
  private wasFenced = false;

  override lost(shards: readonly number[]): void {
    if (shards.length > 0) this.wasFenced = true;
    super.lost(shards);
  }

  override held(): ReadonlyMap<number, number> {
    return this.wasFenced ? new Map() : super.held();
  }
}

export const FENCED_NEVER_REACQUIRES: Mutant = {
  name: 'fenced worker never re-acquires',
  theme: 'fences',
  breaks: 'L4',
  keeper: (parts) => new StuckKeeper(parts),
};

/** The epoch is the worker's own clock in seconds: two takers in one second share it, and a slow clock goes back. */
export const EPOCH_BY_WALL_CLOCK: Mutant = {
  name: 'epoch by wall clock',
  breaks: 'S7',
  shards: (store, { carry, db, nowMs }) => ({
    ...store,
    take: (region, holder, leaseMs, most) =>
      carry('shards.take', () => {
        const free = [...db.shards.values()].filter(
          (row) => row.region === region && (row.holder === null || (row.leaseUntilMs ?? 0) <= db.nowMs()),
        );
        return free
          .slice(0, most)
          .map((row) =>
            db.transaction(() =>
              takeShard(db, row, holder, leaseMs, Math.max(row.epoch, Math.floor(nowMs() / 10_000) - 179_000_000)),
            ),
          );
      }),
  }),
};

const inHandOvers = { theme: HAND_OVERS } as const;

/** The old owner's row is not closed before the new one opens. */
export const HAND_OVER_LEAVES_BOTH_DECIDING: Mutant = {
  ...inHandOvers,
  name: 'hand-over leaves both regions deciding',
  breaks: 'S7',
  defects: ['hand_over_leaves_open'],
};

/** The new owner goes on under the epoch of the old one. */
export const HAND_OVER_KEEPS_THE_EPOCH: Mutant = {
  ...inHandOvers,
  name: 'hand-over keeps the epoch',
  breaks: 'S7',
  defects: ['hand_over_keeps_epoch'],
};

/** A region that does not answer has accepted: the records leave, and nobody has them. */
export const SILENCE_MEANS_ACCEPTED: Mutant = {
  ...inHandOvers,
  name: 'hand-over cleared before the other region accepted',
  breaks: 'S7',
  carrierLink: (link) => ({
    call: async (request) => {
      const answer = await link.call(request);
      return answer.kind === 'unreachable' && request.method === 'hand_over_accept' ? acceptedUnheard(request) : answer;
    },
  }),
};

function acceptedUnheard({ body }: { readonly body: unknown }): LinkAnswer {
  const { closedEpoch } = body as { readonly closedEpoch: number };
  return { kind: 'answered', body: { kind: 'accepted', epoch: closedEpoch + 1 } };
}
