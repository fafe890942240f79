/** Ownership: which region owns which shard, planned hand-overs, and the review after a cut. */
import { z } from 'zod';
import { REGIONS } from '../domain/region';
import { SHARDS } from '../domain/shard';
import { instantMs, operationId, reasonText } from './inputs';
import { askedBy, router, withPermission, withStepUp } from './trpc';

const region = z.enum(REGIONS);
const shard = z
  .number()
  .int()
  .min(0)
  .max(SHARDS - 1);
const handOverId = z.string().regex(/^ho_[A-Za-z0-9_-]{8,64}$/);
const change = { from: region, reason: reasonText, operationId };

export const ownershipRouter = router({
  view: withPermission('orders:read').query(({ ctx }) => ctx.services.ownership.view()),

  handOver: withStepUp('ownership:hand_over', z.strictObject({ shard, ...change })).mutation(({ ctx, input }) =>
    ctx.services.ownership.handOver(input.shard, input.from, input.reason, askedBy(ctx, input.operationId)),
  ),

  takeBack: withStepUp('ownership:hand_over', z.strictObject({ handOverId, ...change })).mutation(({ ctx, input }) =>
    ctx.services.ownership.takeBack(input.handOverId, input.from, input.reason, askedBy(ctx, input.operationId)),
  ),

  /** Asks the provider and tries the fence; it changes no order. */
  review: withPermission('ownership:review')
    .input(z.strictObject({ fromMs: instantMs, toMs: instantMs, operationId }))
    .mutation(({ ctx, input }) => ctx.services.ownership.review(input.fromMs, input.toMs)),
});
