/** Drills: seen by everybody on the staff, run by operators and on-call where no payment is real. */
import { z } from 'zod';
import { DRILL_IDS } from '../domain/drill';
import { operationId } from './inputs';
import { refuse } from './refusals';
import { askedBy, router, withPermission } from './trpc';

const runId = z.string().regex(/^drill:[A-Za-z0-9_-]{8,64}$/);

export const drillsRouter = router({
  overview: withPermission('orders:read').query(async ({ ctx }) => {
    const told = await ctx.services.drills.overview();
    if (told.kind === 'not_reached')
      throw refuse('owner_not_reached', `${told.region} conducts the drills and did not answer.`, told.region);
    return told;
  }),

  running: withPermission('orders:read').query(({ ctx }) => ctx.services.drills.running()),

  start: withPermission('drills:run')
    .input(z.strictObject({ drill: z.enum(DRILL_IDS), operationId }))
    .mutation(({ ctx, input }) => ctx.services.drills.start(input.drill, askedBy(ctx, input.operationId))),

  stop: withPermission('drills:run')
    .input(z.strictObject({ runId, operationId }))
    .mutation(({ ctx, input }) => ctx.services.drills.stop(input.runId, askedBy(ctx, input.operationId))),
});
