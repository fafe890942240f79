/** Degraded mode: seen by everybody on the staff, entered and left by on-call, left without evidence by two people. */
import { z } from 'zod';
import { REGIONS } from '../domain/region';
import { RAMP_ACTS } from '../services/mode-desk';
import { messageId, operationId, orderId, reasonText } from './inputs';
import { refuse } from './refusals';
import { askedBy, router, withPermission, withStepUp } from './trpc';

const name = z.string().regex(/^[\w:.-]{1,120}$/);
const click = { reason: reasonText, operationId };
const glassId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);
const letter = z.strictObject({ orderId, messageId, consumer: z.string().regex(/^[a-z-]{1,40}$/) });

export const modeRouter = router({
  /** For the top of every page: each region's mode, as far as it is known here. */
  glance: withPermission('orders:read').query(({ ctx }) => ctx.services.controls.modes()),

  view: withPermission('orders:read').query(({ ctx }) => ctx.services.mode.view()),

  episodes: withPermission('orders:read').query(({ ctx }) => ctx.services.mode.episodes()),

  episode: withPermission('orders:read')
    .input(z.strictObject({ episodeId: name }))
    .query(async ({ ctx, input }) => {
      const reports = await ctx.services.mode.episode(input.episodeId);
      if (reports.length === 0) throw refuse('episode_not_found', 'There is no such episode.');
      return reports;
    }),

  sample: withPermission('orders:read')
    .input(z.strictObject({ region: z.enum(REGIONS), sampleId: name }))
    .query(({ ctx, input }) => ctx.services.mode.sample(input.region, input.sampleId)),

  enter: withPermission('degraded:enter')
    .input(z.strictObject(click))
    .mutation(({ ctx, input }) => ctx.services.mode.enter(input.reason, askedBy(ctx, input.operationId))),

  take: withPermission('degraded:enter')
    .input(z.strictObject(click))
    .mutation(({ ctx, input }) => ctx.services.mode.take(input.reason, askedBy(ctx, input.operationId))),

  leave: withStepUp('degraded:exit', z.strictObject(click)).mutation(({ ctx, input }) =>
    ctx.services.mode.leave(input.reason, askedBy(ctx, input.operationId)),
  ),

  moveRamp: withPermission('degraded:exit')
    .input(z.strictObject({ act: z.enum(RAMP_ACTS), ...click }))
    .mutation(({ ctx, input }) => ctx.services.mode.moveRamp(input.act, input.reason, askedBy(ctx, input.operationId))),

  askGlass: withStepUp('degraded:exit', z.strictObject({ glassId, ...click })).mutation(({ ctx, input }) =>
    ctx.services.mode.askGlass(input.glassId, input.reason, askedBy(ctx, input.operationId)),
  ),

  agreeGlass: withStepUp('degraded:agree', z.strictObject({ glassId, ...click })).mutation(({ ctx, input }) =>
    ctx.services.mode.agreeGlass(input.glassId, input.reason, askedBy(ctx, input.operationId)),
  ),

  waive: withPermission('degraded:exit')
    .input(z.strictObject({ region: z.enum(REGIONS), letter, ...click }))
    .mutation(({ ctx, input }) =>
      ctx.services.mode.waive(input.region, input.letter, input.reason, askedBy(ctx, input.operationId)),
    ),
});
