/** The audit as the console reads it: who did what to what, why, and when. Nothing here changes it. */
import { z } from 'zod';
import { REGIONS } from '../domain/region';
import { limit, staffEmail } from './inputs';
import { refuse } from './refusals';
import { router, withPermission } from './trpc';

const action = z.string().regex(/^[a-z_-]{1,40}(?::[a-z_-]{1,40})?$/);
const object = z
  .string()
  .min(1)
  .max(600)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u);

export const auditRouter = router({
  /** One region's chain, newest first. */
  find: withPermission('audit:read')
    .input(
      z.strictObject({
        region: z.enum(REGIONS).nullish(),
        who: staffEmail.nullish(),
        action: action.nullish(),
        object: object.nullish(),
        /** What is older than this entry. */
        cursor: z.number().int().positive().nullish(),
        limit: limit(200, 50),
      }),
    )
    .query(async ({ ctx, input }) => {
      const region = input.region ?? ctx.region;
      const found = await ctx.services.audit.find(region, {
        actor: input.who ? `staff:${input.who}` : null,
        action: input.action ?? null,
        object: input.object ?? null,
        beforeSeq: input.cursor ?? null,
        limit: input.limit,
      });
      if (found.kind === 'not_reached')
        throw refuse('owner_not_reached', `${found.region} keeps this audit and did not answer.`, found.region);
      return { region, ...found.page };
    }),
});
