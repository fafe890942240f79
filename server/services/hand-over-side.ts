/** What the receiving region does in a hand-over, by name and plain data. Everything may be asked again; the database says what holds. */
import type { CarriedOrder, HandOverDigest } from '../domain/hand-over';
import type { AcceptAnswer, HandOverOrder, HandOverStore, KeepAnswer } from '../stores/hand-overs';
import type { ShardDirectory } from './shard-directory';

export interface HandOverSide {
  hand_over_prepare(input: { readonly order: HandOverOrder }): Promise<{ readonly answer: string }>;
  hand_over_missing(input: {
    readonly handOverId: string;
    readonly digests: readonly HandOverDigest[];
  }): Promise<{ readonly orderIds: readonly string[] }>;
  hand_over_keep(input: { readonly handOverId: string; readonly orders: readonly CarriedOrder[] }): Promise<KeepAnswer>;
  hand_over_accept(input: {
    readonly handOverId: string;
    readonly closedEpoch: number;
    readonly orders: number;
    readonly digest: string;
    /** Absent: asked by a build that does not know of it. */
    readonly sweepFromMs?: number | null;
  }): Promise<AcceptAnswer>;
  hand_over_drop(input: {
    readonly order: Pick<HandOverOrder, 'handOverId' | 'shard' | 'from' | 'to'>;
  }): Promise<{ readonly dropped: boolean }>;
}

export function handOverSide(parts: {
  readonly handOvers: HandOverStore;
  readonly directory: Pick<ShardDirectory, 'refresh'>;
}): HandOverSide {
  const { directory, handOvers } = parts;
  return {
    hand_over_prepare: async ({ order }) => ({ answer: await handOvers.prepare(order) }),
    hand_over_missing: async ({ digests, handOverId }) => ({ orderIds: await handOvers.missing(handOverId, digests) }),
    hand_over_keep: ({ handOverId, orders }) => handOvers.keep(handOverId, orders),
    async hand_over_accept({ closedEpoch, digest, handOverId, orders, sweepFromMs = null }) {
      const answer = await handOvers.accept(handOverId, closedEpoch, orders, digest, sweepFromMs);
      await directory.refresh();
      return answer;
    },
    hand_over_drop: async ({ order }) => ({ dropped: await handOvers.drop(order) }),
  };
}
