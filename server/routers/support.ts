/** What support reads and sets in motion. Each procedure parses, authorises and calls one service. */
import { z } from 'zod';
import { ORDER_STATES } from '../domain/order';
import { type Region, REGIONS } from '../domain/region';
import { PRESSURE_WINDOWS } from '../domain/pressure/window';
import { sentenceCase } from '../domain/sentence-case';
import { staffActor } from '../domain/staff';
import { instantMs, limit, noteText, operationId, orderId, pageCursor, searchText, traceId } from './inputs';
import { refuse } from './refusals';
import { askedBy, router, withPermission } from './trpc';

const noSuchOrder = (here: Region, owner: Region) =>
  refuse(
    'order_not_found',
    owner === here
      ? `${sentenceCase(here)} has no such order.`
      : `${sentenceCase(here)} has no such order; it would be owned by owner_region=${owner}.`,
    owner,
  );

const ownerNotReached = (owner: Region) =>
  refuse(
    'owner_not_reached',
    `${sentenceCase(owner)} owns this order and did not answer; what it has recorded is not known here.`,
    owner,
  );

const regionNotReached = (regions: readonly Region[]) =>
  refuse(
    'owner_not_reached',
    `${sentenceCase(regions.join(' and '))} did not answer; which orders it has is not known here.`,
  );

const orders = router({
  search: withPermission('orders:read')
    .input(
      z.strictObject({
        q: searchText,
        state: z.enum(ORDER_STATES).nullish(),
        region: z.enum(REGIONS).nullish(),
        createdFromMs: instantMs.nullish(),
        createdToMs: instantMs.nullish(),
        cursor: pageCursor.nullish(),
        limit: limit(200, 50),
      }),
    )
    .query(async ({ ctx, input }) => {
      const found = await ctx.services.finder.find({
        q: input.q,
        state: input.state ?? null,
        region: input.region ?? null,
        createdFromMs: input.createdFromMs ?? null,
        createdToMs: input.createdToMs ?? null,
        cursor: input.cursor ?? null,
        limit: input.limit,
      });
      if (found.kind === 'bad_cursor') throw refuse('bad_cursor', 'This page does not follow any page.');
      if (found.kind === 'not_reached') throw regionNotReached(found.regions);
      return { ...found.page, notReached: found.notReached };
    }),

  get: withPermission('orders:read')
    .input(z.strictObject({ orderId }))
    .query(async ({ ctx, input }) => {
      const result = await ctx.services.evidenceReader.read(input.orderId);
      if (result.kind === 'evidence') return result.evidence;
      if (result.kind === 'not_reached') throw ownerNotReached(result.ownerRegion);
      throw noSuchOrder(ctx.region, result.ownerRegion);
    }),

  evidencePack: withPermission('orders:read')
    .input(z.strictObject({ orderId }))
    .query(async ({ ctx, input }) => {
      const result = await ctx.services.packer.pack(input.orderId, staffActor(ctx.session.email));
      if (result.kind === 'not_reached') throw ownerNotReached(result.ownerRegion);
      if (result.kind === 'not_found') throw noSuchOrder(ctx.region, result.ownerRegion);
      return result.pack;
    }),

  /** An aid for whoever reads a timeline: spans hold ids and nothing of a person. */
  trace: withPermission('orders:read')
    .input(z.strictObject({ traceId }))
    .query(({ ctx, input }) => ctx.services.traces.find(input.traceId)),

  lookUp: withPermission('orders:look_up')
    .input(z.strictObject({ orderId, operationId }))
    .mutation(({ ctx, input }) => ctx.services.desk.lookUp(input.orderId, askedBy(ctx, input.operationId))),

  addNote: withPermission('orders:note')
    .input(z.strictObject({ orderId, text: noteText, operationId }))
    .mutation(({ ctx, input }) =>
      ctx.services.desk.addNote(input.orderId, input.text, askedBy(ctx, input.operationId)),
    ),
});

const kept = router({
  list: withPermission('orders:read')
    .input(z.strictObject({ q: searchText }).prefault({}))
    .query(({ ctx, input }) => ctx.services.intents.find(input.q)),

  get: withPermission('orders:read')
    .input(z.strictObject({ orderId }))
    .query(({ ctx, input }) => ctx.services.intents.view(input.orderId)),
});

export const supportRouter = router({
  orders,
  kept,
  now: router({
    overview: withPermission('orders:read').query(({ ctx }) => ctx.services.now.now()),
    pressure: withPermission('orders:read')
      .input(z.strictObject({ window: z.enum(PRESSURE_WINDOWS) }))
      .query(({ ctx, input }) => ctx.services.pressure.history(input.window)),
  }),
});
