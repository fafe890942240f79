/** A shard carried from one region's records to the other's, step by step as the carrier takes them, for tests of what comes with it. */
import { createHash } from 'node:crypto';
import type { CarriedOrder } from '@/server/domain/hand-over';
import type { Region } from '@/server/domain/region';
import { type AcceptAnswer, handOverStore, type HandOverOrder, type KeepAnswer } from '../hand-overs';
import type { GivenStore } from './given-store';

export interface Ways {
  readonly from: GivenStore;
  readonly to: GivenStore;
  readonly way: { readonly from: Region; readonly to: Region };
}

let handOvers = 0;

/** Begun, received and closed: whoever carries it has everything before them. */
export async function closedShard(shard: number, { from, to, way }: Ways) {
  const [old, next] = [handOverStore(from.sql), handOverStore(to.sql)];
  const handOverId = `ho_carried_${String(++handOvers)}`;
  const order: HandOverOrder = { handOverId, shard, ...way, by: 'staff:jo@evident.test', reason: 'Planned work here.' };
  const entry = { actor: order.by, role: 'on-call', action: 'ownership:hand_over', object: `shard ${String(shard)}` };
  const begun = await old.begin(order, {
    ...entry,
    operationId: `click-${handOverId}`,
    requestId: null,
    reason: order.reason,
    detail: {},
  });
  if (begun !== 'begun') throw new Error(`hand-over of shard ${String(shard)}: ${begun}`);
  const received = await next.prepare(order);
  if (received !== 'receiving') throw new Error(`hand-over of shard ${String(shard)}: ${received}`);
  await old.drain(handOverId);
  const closedEpoch = await old.close(handOverId);
  if (closedEpoch === null) throw new Error(`shard ${String(shard)} was not closed`);
  while (!(await old.hasSettled(handOverId)));
  const records = async (): Promise<CarriedOrder[]> => old.records(await old.idsOf(shard, '', 100_000));
  return {
    handOverId,
    records,
    keep: (orders: readonly CarriedOrder[]): Promise<KeepAnswer> => next.keep(handOverId, orders),
    /** As the old owner asks: as many orders as it has, and its digest over all of them. */
    async accept(): Promise<AcceptAnswer> {
      const there = await records();
      const digest = createHash('md5')
        .update(there.map((each) => each.orderId + each.digest).join(''))
        .digest('hex');
      await old.askAccept(handOverId, -60_000, there.length);
      return next.accept(handOverId, closedEpoch, there.length, digest, null);
    },
    /** Once it was accepted. */
    async clear(epoch: number): Promise<void> {
      await old.wasAccepted(handOverId, epoch);
      while (((await old.clear(handOverId, 1_000)) ?? 0) > 0);
      while ((await next.forgetCarried(1_000)) > 0);
    },
    /** Given up on both sides. */
    async takeBack(): Promise<void> {
      await next.drop(order);
      await old.acceptWasRefused(handOverId, 'it is taken back');
      await old.reopen(handOverId, true);
    },
  };
}

/** All of it, from the first step to the last. */
export async function carriedShard(shard: number, ways: Ways): Promise<void> {
  const { accept, clear, keep, records } = await closedShard(shard, ways);
  const kept = await keep(await records());
  const answer = await accept();
  if (kept.kind === 'refused') throw new Error(kept.why);
  if (answer.kind === 'refused') throw new Error(answer.why);
  await clear(answer.epoch);
}
