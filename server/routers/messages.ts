/** Messages: what waits, what was parked and put back, what is replayed, which version is written, and mails. */
import { z } from 'zod';
import { CONSUMERS } from '../contracts/messages';
import { REGIONS } from '../domain/region';
import { instantMs, limit, operationId, orderId, reasonText } from './inputs';
import { refuse } from './refusals';
import { askedBy, router, withPermission } from './trpc';

/** Names of consumers, schemas and codes, also of other builds. */
const name = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[\w:.-]+$/);
/** Made of an order id, an operation and a schema. */
const longId = z
  .string()
  .min(1)
  .max(600)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u);
const region = z.enum(REGIONS);
const letterRef = z.strictObject({ region, orderId, messageId: longId, consumer: name });
const filter = z.strictObject({ consumer: name.nullable(), schema: name.nullable(), code: name.nullable() });

const choice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('letters'), letters: z.array(letterRef).min(1).max(200) }),
  z.strictObject({ kind: z.literal('matching'), filter, region: region.nullable() }),
]);

const selection = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('order'), orderId }),
  z
    .strictObject({ kind: z.literal('window'), fromMs: instantMs, toMs: instantMs })
    .refine(({ fromMs, toMs }) => fromMs < toMs, 'the end comes after the beginning'),
]);
const replay = z.strictObject({ consumer: z.enum(CONSUMERS), selection, region: region.nullable() });

export const messagesRouter = router({
  overview: withPermission('messages:read').query(({ ctx }) => ctx.services.messages.overview()),

  letters: withPermission('messages:read')
    .input(z.strictObject({ filter, region: region.nullable(), limit: limit(200, 50) }))
    .query(({ ctx, input }) => ctx.services.messages.letters(input.filter, input.region, input.limit)),

  letter: withPermission('messages:read')
    .input(letterRef)
    .query(async ({ ctx, input }) => {
      const result = await ctx.services.messages.letter(input);
      if (result.kind === 'not_reached')
        throw refuse('owner_not_reached', `${input.region} keeps this message and did not answer.`, input.region);
      if (result.letter === null) throw refuse('letter_not_found', 'There is no such dead letter.');
      return result.letter;
    }),

  redrive: withPermission('messages:redrive')
    .input(z.strictObject({ choice, reason: reasonText, operationId }))
    .mutation(({ ctx, input }) =>
      ctx.services.messages.redrive(input.choice, input.reason, askedBy(ctx, input.operationId)),
    ),

  replayPlan: withPermission('messages:read')
    .input(replay)
    .query(({ ctx, input }) => ctx.services.messages.replayPlan(input.consumer, input.selection, input.region)),

  replay: withPermission('messages:replay')
    .input(z.strictObject({ ...replay.shape, reason: reasonText, operationId }))
    .mutation(({ ctx, input }) =>
      ctx.services.messages.replay(
        input.consumer,
        input.selection,
        input.region,
        input.reason,
        askedBy(ctx, input.operationId),
      ),
    ),

  mails: withPermission('messages:read')
    .input(z.strictObject({ limit: limit(200, 50) }).prefault({}))
    .query(({ ctx, input }) => ctx.services.messages.mails(input.limit)),
});
